// The AST of Courier's shell files: simple commands in file order, words as parts.

import type { Span } from "../../src/source.ts";

export type WordPart =
  | { readonly kind: "text"; readonly text: string; readonly span: Span; readonly quoted: boolean }
  /** `$NAME` or `${NAME}`. */
  | { readonly kind: "variable"; readonly name: string; readonly span: Span; readonly quoted: boolean }
  /** `${NAME-text}`: `text` where NAME is unset, with `:` also where it is empty; `+` the other way round. */
  | {
      readonly kind: "alternative";
      readonly name: string;
      readonly colon: boolean;
      readonly when: "unset" | "set";
      readonly text: string;
      readonly span: Span;
      readonly quoted: boolean;
    }
  /** A value that only running the file gives: a command's output, `$?`, somebody's home. */
  | { readonly kind: "unknown"; readonly span: Span };

export interface ShellWord {
  readonly span: Span;
  readonly parts: readonly WordPart[];
}

/** `NAME=word` in front of a command, or an argument of `export`. */
export interface Assignment {
  readonly name: string;
  readonly nameSpan: Span;
  readonly value: ShellWord;
  readonly span: Span;
}

export type CourierStatement =
  | { readonly kind: "assign"; readonly span: Span; readonly assignments: readonly Assignment[] }
  /** Names without a value are exported only. */
  | {
      readonly kind: "export";
      readonly span: Span;
      readonly assignments: readonly Assignment[];
      readonly names: readonly string[];
    }
  | { readonly kind: "source"; readonly span: Span; readonly path: ShellWord }
  /** A command that the shell runs and which sets no variable; `assignments` in front of it are gone after it. */
  | {
      readonly kind: "command";
      readonly span: Span;
      readonly name: ShellWord;
      readonly assignments: readonly Assignment[];
    }
  | { readonly kind: "unset"; readonly span: Span; readonly names: readonly string[] }
  /**
   * Beyond what is read here. Variables in `names` are unknown after it, all of them when `everything`;
   * `ends`: nobody can tell whether and how the shell reads on, so nothing after it is read here.
   */
  | {
      readonly kind: "unsupported";
      readonly span: Span;
      readonly what: string;
      readonly names: readonly string[];
      readonly everything: boolean;
      readonly ends: boolean;
    }
  /** The shell stops here with a syntax error: the daemon does not start. */
  | { readonly kind: "broken"; readonly span: Span; readonly reason: string };

export interface CourierAst {
  readonly statements: readonly CourierStatement[];
}
