// The line of a finding with a caret under its span, as it may be shown: secrets masked, nothing in it acts.

import { maskLine } from "../secrets.ts";
import { positionOf, type Span } from "../source.ts";
import { visible } from "./visible.ts";

interface Snippet {
  readonly line: string;
  /** Blanks before the carets, and how many carets. */
  readonly indent: number;
  readonly length: number;
}

/** Longer lines are shown around the span only. */
const width = 120;
/** No character becomes shorter when it is made plain, and half of one that was cut in two is cut off again. */
const enough = width + 2;

/** `undefined` = the span's file has no text to show. */
export function snippetOf(span: Span): Snippet | undefined {
  if (span.file.text === "") return undefined;
  const { line, column, endLine, endColumn } = positionOf(span);
  const masked = maskLine(span.file, line);
  const from = masked.column(column) - 1;
  const to = endLine === line ? Math.max(from, masked.column(endColumn) - 1) : masked.text.length;
  // What is cut off in the end need not be made plain: the line may be megabytes.
  return cut(
    plain(masked.text.slice(Math.max(0, from - enough), from)),
    plain(masked.text.slice(from, Math.min(to, from + enough))),
    plain(masked.text.slice(to, to + enough)),
  );
}

/** Tabs become blanks, as their width is the terminal's own. */
function plain(text: string): string {
  return visible(text.replaceAll("\t", "    "));
}

function cut(before: string, marked: string, after: string): Snippet {
  const head = before.length > width / 2 ? `…${before.slice(-width / 2)}` : before;
  const body = marked.length > width ? `${marked.slice(0, width)}…` : marked;
  const room = Math.max(0, width - head.length - body.length);
  const tail = after.length > room ? `${after.slice(0, room)}…` : after;
  return { line: (head + body + tail).trimEnd(), indent: head.length, length: Math.max(1, body.length) };
}
