// Edits put into a text.

import type { Edit } from "../finding.ts";

/** The text after all edits; of edits at one place the first given stands first. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const ordered = edits
    .map((edit, index) => ({ edit, index }))
    .sort(
      (one, other) =>
        one.edit.span.start - other.edit.span.start ||
        one.edit.span.end - other.edit.span.end ||
        one.index - other.index,
    );
  let result = "";
  let at = 0;
  for (const { edit } of ordered) {
    if (edit.span.start < at) continue;
    result += text.slice(at, edit.span.start) + edit.text;
    at = edit.span.end;
  }
  return result + text.slice(at);
}
