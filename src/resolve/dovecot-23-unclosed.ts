// A `}` that is missing: where a section begins that can only stand at the top, the ones before it were meant to end.

import type { DovecotStatement } from "../../grammars/dovecot/ast.ts";
import { applyClose } from "./dovecot-23-apply.ts";
import { faultSpan, type Line, type OpenSection, problem, type Reading } from "./dovecot-23-state.ts";
import { reportNeverClosed } from "./dovecot-unclosed.ts";

/** Sections that stand in no other one but a `protocol` and its kin. */
const outermost = new Set(["service", "passdb", "userdb", "namespace", "plugin", "protocol"]);

/** How many sections the statements open and do not close. */
export function unclosedIn(statements: readonly DovecotStatement[]): number {
  let open = 0;
  for (const { kind } of statements) {
    if (kind === "open") open++;
    else if (kind === "close" && open > 0) open--;
  }
  return open;
}

/**
 * Ends the open sections of a file that lacks as many `}` when `statement` can stand in none of them. The daemon refuses
 * this line; the lines after it mean what they would with the `}` in its place.
 */
export function closeForgotten(
  reading: Reading,
  statement: DovecotStatement & { kind: "open" },
  line: Line,
): void {
  const { section } = reading;
  const depth = depthOf(section);
  if (depth === 0 || depth > reading.unclosed || section.isFilter) return;
  if (!outermost.has(statement.name.text) || section.span?.file !== statement.span.file) return;
  const header = section.label === "" ? section.key : `${section.key} ${section.label}`;
  problem(
    reading,
    "syntax",
    faultSpan(line, statement.name.span),
    `\`${statement.name.text}\` cannot stand in \`${header}\`: a \`}\` is missing before this line`,
    section.span === undefined ? {} : { related: [{ span: section.span, message: "never closed" }] },
  );
  reading.unclosed -= depth;
  for (let at = depth; at > 0; at--) applyClose(reading, line);
}

/** Reports the sections that are still open at the end. */
export function reportUnclosed({ section: innermost, problems }: Reading): void {
  for (let section = innermost; section.outer !== undefined; section = section.outer)
    if (section.span !== undefined) reportNeverClosed(problems, section.span, section.key);
}

export function depthOf(from: OpenSection): number {
  let depth = 0;
  for (let section = from; section.outer !== undefined; section = section.outer) depth++;
  return depth;
}
