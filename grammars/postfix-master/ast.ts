// The AST of master.cf: one service a logical line.

import type { Span } from "../../src/source.ts";
import type { LogicalLine } from "../postfix-main/ast.ts";

export interface MasterWord {
  readonly text: string;
  /** Offset in the text of the logical line. */
  readonly at: number;
  readonly span: Span;
}

/** `-o name=value` or `-o { name = value }`; `value` without the braces. */
export interface MasterOverride {
  readonly name: MasterWord;
  readonly value: MasterWord;
  /** From `-o` to the end of the value. */
  readonly span: Span;
  /** The place in the file of the half-open range `start..end` of `value.text`. */
  readonly locate: (start: number, end: number) => Span;
}

/** A daemon option as getopt(3) takes it from the arguments; `value` without enclosing braces. */
export interface MasterOption {
  readonly letter: string;
  readonly value: MasterWord | undefined;
  readonly span: Span;
}

/** `{…}` that does not close, or has text behind its end: master(8) refuses the file. */
export interface BraceError {
  readonly span: Span;
  readonly reason: string;
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
  readonly options: readonly MasterOption[];
  /** What follows the options, without enclosing braces. */
  readonly operands: readonly MasterWord[];
  /** The `-o` options that set a parameter, in order: the last one of a name counts. */
  readonly overrides: readonly MasterOverride[];
  readonly braceErrors: readonly BraceError[];
  readonly line: LogicalLine;
}

export type MasterStatement =
  | MasterService
  | {
      readonly kind: "junk";
      readonly span: Span;
      readonly reason: string;
      readonly fatal: boolean;
      readonly line: LogicalLine;
    };

export interface MasterAst {
  readonly statements: readonly MasterStatement[];
}
