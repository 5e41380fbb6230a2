// How faults of a Dovecot 2.4 tree become problems, and where they are reported.

import type { DovecotStatement } from "../../grammars/dovecot/ast.ts";
import type { Span } from "../source.ts";
import type { Problem } from "../system.ts";
import type { Store } from "./dovecot-24-store.ts";

/** The daemon goes on. */
export const harmless = { severity: "warning", fatal: false } as const;

export function problem(
  store: Store,
  kind: string,
  span: Span,
  message: string,
  more: Partial<Omit<Problem, "kind" | "span" | "message">> = {},
): void {
  store.problems.push({ kind, severity: "error", fatal: true, ...more, span, message });
}

/** Where a fault is reported: at `span`, but on the last line of a continued statement, where the daemon counts it. */
export function faultSpan(statement: DovecotStatement, span: Span): Span {
  const { file, start, end } = statement.span;
  const lastLine = file.text.lastIndexOf("\n", end - 1) + 1;
  if (lastLine <= start || span.start >= lastLine) return span;
  const text = file.text.slice(lastLine, end);
  return { file, start: lastLine + (text.length - text.trimStart().length), end };
}
