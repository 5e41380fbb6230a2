// Applies fixes to texts in memory: minimal edits, none overlapping another, as often as one makes room for the next.

import type { Edit, Finding, Fix } from "./finding.ts";
import type { SourceFile } from "./source.ts";

export type FixMode = "safe" | "unsafe";

/** Findings whose fixes go together, in order: of two that touch the same place the first is taken. */
export function fixable(findings: readonly Finding[], mode: FixMode): (Finding & { readonly fix: Fix })[] {
  const taken = new Map<string, Edit[]>();
  return findings.filter((finding): finding is Finding & { readonly fix: Fix } => {
    const { fix } = finding;
    if (fix === undefined || fix.edits.length === 0) return false;
    if (mode === "safe" && fix.safety !== "safe") return false;
    return take(fix.edits, taken);
  });
}

/** Whether none touches another or one of `taken`, to which they are added then: by path, each list in order of its file. */
function take(edits: readonly Edit[], taken: Map<string, Edit[]>): boolean {
  const added: Edit[] = [];
  for (const edit of edits) {
    const { file, start, end } = edit.span;
    const those = taken.get(file.path) ?? [];
    const at = behind(those, end);
    const before = those[at - 1];
    // Edits at the same place are in each other's way even when both only insert.
    if (before !== undefined && before.span.end >= start) {
      for (const one of added) drop(one, taken.get(one.span.file.path) ?? []);
      return false;
    }
    those.splice(at, 0, edit);
    taken.set(file.path, those);
    added.push(edit);
  }
  return true;
}

function drop(edit: Edit, those: Edit[]): void {
  those.splice(behind(those, edit.span.start) - 1, 1);
}

/** Index of the first edit, of some in order, that starts behind the offset. */
function behind(edits: readonly Edit[], offset: number): number {
  let [low, high] = [0, edits.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((edits[middle]?.span.start ?? 0) > offset) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** New texts by path of the files that the edits change. */
export function applyEdits(edits: readonly Edit[]): ReadonlyMap<string, string> {
  const files = new Map<SourceFile, Edit[]>();
  for (const edit of edits) {
    const those = files.get(edit.span.file);
    if (those === undefined) files.set(edit.span.file, [edit]);
    else those.push(edit);
  }
  return new Map([...files].map(([file, those]) => [file.path, edited(file.text, those)]));
}

/** Of several that insert at one place the last comes first. */
function edited(text: string, edits: readonly Edit[]): string {
  const inOrder = [...edits].reverse().sort((one, other) => one.span.start - other.span.start);
  const pieces: string[] = [];
  let at = 0;
  for (const { span, text: replacement } of inOrder) {
    pieces.push(text.slice(at, span.start), replacement);
    at = Math.max(at, span.end);
  }
  pieces.push(text.slice(at));
  return pieces.join("");
}
