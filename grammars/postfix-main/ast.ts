// The AST of main.cf: logical lines in file order.

import type { Span } from "../../src/source.ts";

/**
 * One `name = value`. `value` is the joined logical line as the daemon keeps it: continuation lines are appended with
 * the white space they begin with, white space around the whole is gone. `locate` gives the place of a part of it.
 */
export interface MainSetting {
  readonly kind: "setting";
  readonly span: Span;
  readonly name: string;
  readonly nameSpan: Span;
  readonly value: string;
  readonly valueSpan: Span;
  /** The place in the file of the half-open range `start..end` of `value`. */
  readonly locate: (start: number, end: number) => Span;
  /** The logical line it stands in. */
  readonly line: LogicalLine;
}

export type MainStatement =
  | MainSetting
  /** A logical line that postfix refuses or ignores: `reason` is the message, `fatal` whether the daemon stops. */
  | {
      readonly kind: "junk";
      readonly span: Span;
      readonly reason: string;
      readonly fatal: boolean;
      readonly line: LogicalLine;
    };

export interface MainAst {
  readonly statements: readonly MainStatement[];
}

/** One logical line: `text` is its physical lines without their line ends and without the comments between them. */
export interface LogicalLine {
  readonly text: string;
  /** From the first character to the end of the last physical line, its line end not included. */
  readonly span: Span;
  /** The physical lines that `text` consists of, in order. */
  readonly pieces: readonly LinePiece[];
  /** Comment lines between the pieces; blank lines are not kept. */
  readonly comments: readonly Span[];
  readonly locate: (start: number, end: number) => Span;
}

/** A physical line: it begins at `at` in the logical line's text and at `start` in the file. */
export interface LinePiece {
  readonly at: number;
  readonly start: number;
  readonly text: string;
  /** The last comment line between the piece before and this one. */
  readonly comment: Span | undefined;
}
