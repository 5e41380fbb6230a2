// The AST of authmysqlrc, authpgsqlrc, authsqliterc, authldaprc.

import type { Span } from "../../src/source.ts";

export interface AuthrcSetting {
  readonly kind: "setting";
  readonly span: Span;
  readonly name: string;
  readonly nameSpan: Span;
  readonly value: string;
  readonly valueSpan: Span;
}

/** `##NAME: MARKER:0`, the line without which authlib refuses the file. */
interface AuthrcMarker {
  readonly kind: "marker";
  readonly span: Span;
}

export interface AuthrcAst {
  readonly statements: readonly (AuthrcSetting | AuthrcMarker)[];
}
