// The AST of smtpaccess/* and imapaccess/*: who may connect, and with which variables.

import type { Span } from "../../src/source.ts";

export interface AccessVariable {
  readonly name: string;
  readonly value: string;
  readonly span: Span;
}

export interface AccessEntry {
  readonly kind: "entry";
  readonly span: Span;
  readonly key: string;
  readonly keySpan: Span;
  /** Whether a tab follows the key: without one the whole line is the key. */
  readonly hasValue: boolean;
  readonly allow: boolean;
  readonly variables: readonly AccessVariable[];
}

/** A lone `.`: nothing behind it is read. */
interface AccessEnd {
  readonly kind: "end";
  readonly span: Span;
}

export interface AccessAst {
  readonly statements: readonly (AccessEntry | AccessEnd)[];
}
