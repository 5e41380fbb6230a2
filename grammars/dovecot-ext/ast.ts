// The AST of Dovecot 2.3's `*.conf.ext` files: flat statements in file order.

import type { Span } from "../../src/source.ts";

interface ExtWord {
  /** Joined over continuation lines, without comments and without the enclosing quotes. */
  readonly text: string;
  readonly span: Span;
}

export type ExtStatement =
  | {
      readonly kind: "setting";
      readonly span: Span;
      readonly name: ExtWord;
      readonly value: ExtWord;
      /** The value stood in quotes as a whole: `$NAME` in it is not taken from the environment. */
      readonly quoted: boolean;
    }
  | { readonly kind: "open"; readonly span: Span; readonly name: string; readonly label: string }
  | { readonly kind: "close"; readonly span: Span }
  | { readonly kind: "include"; readonly span: Span; readonly optional: boolean; readonly pattern: ExtWord }
  | { readonly kind: "junk"; readonly span: Span; readonly reason: string };

export interface ExtAst {
  readonly statements: readonly ExtStatement[];
  /** Each `#` that starts a comment though no white space stands before it. */
  readonly ambiguous: readonly Span[];
  /** Lines of white space and a `\\` alone, at which the daemon ends: it looks for white space before the line's start. */
  readonly fatal: readonly Span[];
  /** A line that is continued where the file ends: the daemon drops it. */
  readonly tail: Span | undefined;
}
