// What stood in `plugin { }` stands one step to the left without it, its comments too.

import type { Edit } from "../finding.ts";
import type { Span } from "../source.ts";
import { lineOf, linesOf } from "../source.ts";
import { placeKey } from "./in-force.ts";
import type { Block } from "./tree.ts";

/** The blanks that a line loses, by where the line begins. */
export type Dedents = Map<string, Span>;

/** Nobody indents deeper; it bounds what is looked at in a long line. */
const deepest = 200;

/** The lines of a block lose what they are indented by more than the line that opens it. */
export function unindent(dedents: Dedents, { open, close }: Block): void {
  const { file } = open.span;
  const starts = linesOf(file);
  const first = lineOf(file, open.span.start);
  const last = close === undefined ? starts.length : lineOf(file, close.span.start) - 1;
  const inside: { readonly start: number; readonly blanks: number }[] = [];
  for (let line = first; line < last; line++) {
    const start = starts[line] ?? 0;
    const text = file.text.slice(start, start + deepest);
    const blanks = /^[ \t]*/.exec(text)?.[0].length ?? 0;
    if (/^[ \t]*[^\s]/.test(text)) inside.push({ start, blanks });
  }
  const least = inside.reduce((found, { blanks }) => Math.min(found, blanks), deepest);
  const step = least - indentOf(dedents, open.span).length;
  if (step <= 0) return;
  for (const { start } of inside) {
    const span = { file, start, end: start + step };
    dedents.set(placeKey(span), span);
  }
}

/** The edits for those lines that no edit writes anew. */
export function dedentEdits(dedents: Dedents, edits: readonly Edit[]): readonly Edit[] {
  const ends = new Map<string, { readonly start: number; readonly end: number }[]>();
  for (const { span } of edits) {
    const known = ends.get(span.file.path);
    if (known === undefined) ends.set(span.file.path, [span]);
    else known.push(span);
  }
  for (const spans of ends.values()) spans.sort((one, other) => one.start - other.start);
  const left = new Map([...ends].map(([path, spans]) => [path, { spans, at: 0 }]));
  const found: Edit[] = [];
  for (const span of [...dedents.values()].sort((one, other) => one.start - other.start)) {
    const queue = left.get(span.file.path);
    while (queue !== undefined && (queue.spans[queue.at]?.end ?? span.end) <= span.start) queue.at++;
    const next = queue?.spans[queue.at];
    if (next === undefined || next.start >= span.end) found.push({ span, text: "" });
  }
  return found;
}

/** Indentation of the line as it will be. */
export function indentOf(dedents: Dedents, { file, start: at }: Span): string {
  const start = linesOf(file)[lineOf(file, at) - 1] ?? 0;
  const less = dedents.get(placeKey({ file, start, end: start }));
  return /^[ \t]*/.exec(file.text.slice(less?.end ?? start, at))?.[0] ?? "";
}
