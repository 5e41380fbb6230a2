// Applies fixes to texts in memory: minimal edits, none overlapping another, as often as one makes room for the next.

import type { Edit, Finding, Fix } from "./finding.ts";
import type { SourceFile } from "./source.ts";

export type FixMode = "safe" | "unsafe";

/** Findings whose fixes go together, in order: of two that touch the same place the first is taken. */
export function fixable(findings: readonly Finding[], mode: FixMode): (Finding & { readonly fix: Fix })[] {
  const taken: Edit[] = [];
  return findings.filter((finding): finding is Finding & { readonly fix: Fix } => {
    const { fix } = finding;
    if (fix === undefined || fix.edits.length === 0) return false;
    if (mode === "safe" && fix.safety !== "safe") return false;
    if (
      fix.edits.some((edit, at) => [...taken, ...fix.edits.slice(0, at)].some((other) => touch(edit, other)))
    )
      return false;
    taken.push(...fix.edits);
    return true;
  });
}

/** Edits at the same place are in each other's way even when both only insert. */
function touch(one: Edit, other: Edit): boolean {
  if (one.span.file.path !== other.span.file.path) return false;
  return one.span.start <= other.span.end && other.span.start <= one.span.end;
}

/** New texts by path of the files that the edits change. */
export function applyEdits(edits: readonly Edit[]): ReadonlyMap<string, string> {
  const files = new Map<SourceFile, Edit[]>();
  for (const edit of edits) files.set(edit.span.file, [...(files.get(edit.span.file) ?? []), edit]);
  return new Map([...files].map(([file, those]) => [file.path, edited(file.text, those)]));
}

function edited(text: string, edits: readonly Edit[]): string {
  const backwards = [...edits].sort((one, other) => other.span.start - one.span.start);
  return backwards.reduce(
    (out, { span, text: replacement }) => out.slice(0, span.start) + replacement + out.slice(span.end),
    text,
  );
}
