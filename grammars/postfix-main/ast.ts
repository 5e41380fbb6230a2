// The AST of main.cf: logical lines in file order.

import type { Span } from "../../src/source.ts";

/**
 * One `name = value`. `value` is the joined logical line as postconf prints it (continuation lines joined as the daemon
 * joins them); `map(offset)` gives the place in the file of a character of `value`.
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
}

export type MainStatement =
  | MainSetting
  /** A logical line that postfix refuses or ignores: `reason` is the message, `fatal` whether the daemon stops. */
  | { readonly kind: "junk"; readonly span: Span; readonly reason: string; readonly fatal: boolean };

export interface MainAst {
  readonly statements: readonly MainStatement[];
}
