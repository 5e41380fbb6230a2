// The AST of master.cf: one service a logical line.

import type { Span } from "../../src/source.ts";

export interface MasterWord {
  readonly text: string;
  readonly span: Span;
}

/** `-o name=value` or `-o { name = value }`; `value` without the braces. */
export interface MasterOverride {
  readonly name: MasterWord;
  readonly value: MasterWord;
  readonly span: Span;
}

export interface MasterService {
  readonly kind: "service";
  readonly span: Span;
  readonly name: MasterWord;
  readonly type: MasterWord;
  readonly private: MasterWord;
  readonly unprivileged: MasterWord;
  readonly chroot: MasterWord;
  readonly wakeup: MasterWord;
  readonly maxproc: MasterWord;
  readonly command: MasterWord;
  /** All arguments as words, `-o` among them, braces kept. */
  readonly args: readonly MasterWord[];
  readonly overrides: readonly MasterOverride[];
}

export type MasterStatement =
  | MasterService
  | { readonly kind: "junk"; readonly span: Span; readonly reason: string; readonly fatal: boolean };

export interface MasterAst {
  readonly statements: readonly MasterStatement[];
}
