// A main.cf or master.cf that is the output of `diff`: no line of it is one of the file that it changes.

import type { SourceFile } from "../source.ts";
import type { Problem } from "../system.ts";

const hunk = /^@@ -\d+(?:,\d+)? \+\d+(?:,\d+)? @@/m;

export function isPatch({ text }: SourceFile): boolean {
  return hunk.test(text);
}

export function patchProblems(file: SourceFile | undefined): Problem[] {
  const found = file === undefined ? null : hunk.exec(file.text);
  if (file === undefined || found === null) return [];
  const span = { file, start: found.index, end: found.index + found[0].length };
  const message =
    "this is the output of `diff`, which Postfix refuses to read; apply it to the file that it changes with `patch`, and lint that";
  return [{ kind: "syntax", severity: "error", message, span, fatal: true }];
}
