// The AST of dovecot.conf: flat statements in file order; nesting is folded by the resolver with a stack.

import type { Span } from "../../src/source.ts";

/**
 * A name or value with its place. `text` is what stands there after comments are stripped and continuation lines are
 * joined by one space each, quotes included; `span` covers its first to its last character.
 */
export interface Word {
  readonly text: string;
  readonly span: Span;
}

export type DovecotStatement =
  | { readonly kind: "setting"; readonly span: Span; readonly name: Word; readonly value: Word }
  /** `name {`, `name label {`; 2.4 also `group @group label {`, whose name is `group`. */
  | {
      readonly kind: "open";
      readonly span: Span;
      readonly name: Word;
      readonly label: Word | undefined;
      readonly group?: Word;
    }
  | { readonly kind: "close"; readonly span: Span }
  | { readonly kind: "include"; readonly span: Span; readonly optional: boolean; readonly pattern: Word }
  /** A line the daemon refuses: `reason` is the finding's message. */
  | { readonly kind: "junk"; readonly span: Span; readonly reason: string };

export interface DovecotAst {
  readonly statements: readonly DovecotStatement[];
  /** The file ends inside of a continuation: what it says so far goes on in the file that is read next. */
  readonly tail: Word | undefined;
  /** A `#` that starts a comment without a space before it; the daemon warns of it. */
  readonly ambiguous: readonly Span[];
}

/** The two differ in what is white, in quoted names and in `group`. */
export type Flavour = "2.3" | "2.4";
