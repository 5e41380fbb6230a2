// The AST of dovecot.conf: flat statements in file order; nesting is folded by the resolver with a stack.

import type { Span } from "../../src/source.ts";

/** A name or value with its place. `text` is what stands there after continuation lines are joined, quotes included. */
export interface Word {
  readonly text: string;
  readonly span: Span;
}

export type DovecotStatement =
  | { readonly kind: "setting"; readonly span: Span; readonly name: Word; readonly value: Word }
  /** `name label {`; 2.4 also `name = label {` forms as written. `closed`: `{ }` on one line. */
  | { readonly kind: "open"; readonly span: Span; readonly name: Word; readonly label: Word | undefined }
  | { readonly kind: "close"; readonly span: Span }
  | { readonly kind: "include"; readonly span: Span; readonly optional: boolean; readonly pattern: Word }
  /** A line the daemon refuses: `reason` is the finding's message. */
  | { readonly kind: "junk"; readonly span: Span; readonly reason: string };

export interface DovecotAst {
  readonly statements: readonly DovecotStatement[];
}
