// Unified diff of two texts.

import { visible } from "../report/visible.ts";
import type { Io } from "./io.ts";

interface Line {
  readonly mark: " " | "-" | "+";
  readonly text: string;
}

const context = 3;

/** Empty when the texts are equal; a missing line end at the end of the file is said as diff(1) says it. */
export function unifiedDiff(path: string, before: string, after: string): string {
  if (before === after) return "";
  const lines = diffLines(linesOf(before), linesOf(after));
  return `--- a/${path}\n+++ b/${path}\n${hunks(lines).join("")}`;
}

/** How many lines of the later text are not those of the earlier. */
export function changedLines(before: string, after: string): number {
  return diffLines(linesOf(before), linesOf(after)).filter(({ mark }) => mark === "+").length;
}

/** Lines with their line ends. */
function linesOf(text: string): string[] {
  return text.split(/(?<=\n)/).filter((line) => line !== "");
}

/** Equal ends are cut off first; the middle, small in practice, by longest common subsequence. */
function diffLines(before: readonly string[], after: readonly string[]): Line[] {
  let head = 0;
  while (head < before.length && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < Math.min(before.length, after.length) - head && before.at(-1 - tail) === after.at(-1 - tail))
    tail++;
  const same = (text: string): Line => ({ mark: " ", text });
  const middle = diffMiddle(before.slice(head, before.length - tail), after.slice(head, after.length - tail));
  return [...before.slice(0, head).map(same), ...middle, ...before.slice(before.length - tail).map(same)];
}

/** Larger middles are replaced whole. */
const largest = 4_000_000;

function diffMiddle(before: readonly string[], after: readonly string[]): Line[] {
  const removed = (text: string): Line => ({ mark: "-", text });
  const added = (text: string): Line => ({ mark: "+", text });
  if (before.length * after.length > largest) return [...before.map(removed), ...after.map(added)];
  const width = after.length + 1;
  const length = new Uint32Array((before.length + 1) * width);
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = after.length - 1; j >= 0; j--) {
      length[i * width + j] =
        before[i] === after[j]
          ? (length[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(length[(i + 1) * width + j] ?? 0, length[i * width + j + 1] ?? 0);
    }
  }
  const lines: Line[] = [];
  let i = 0;
  let j = 0;
  while (i < before.length || j < after.length) {
    const down = length[(i + 1) * width + j] ?? 0;
    const right = length[i * width + j + 1] ?? 0;
    if (i < before.length && j < after.length && before[i] === after[j]) {
      lines.push({ mark: " ", text: before[i++] ?? "" });
      j++;
    } else if (i < before.length && (j >= after.length || down >= right))
      lines.push(removed(before[i++] ?? ""));
    else lines.push(added(after[j++] ?? ""));
  }
  return lines;
}

function hunks(lines: readonly Line[]): string[] {
  const out: string[] = [];
  let at = 0;
  while (at < lines.length) {
    const first = lines.findIndex(({ mark }, index) => index >= at && mark !== " ");
    if (first === -1) break;
    const start = Math.max(at, first - context);
    const end = hunkEnd(lines, first);
    out.push(hunk(lines, start, end));
    at = end;
  }
  return out;
}

/** Changes with at most two contexts between them share a hunk. */
function hunkEnd(lines: readonly Line[], first: number): number {
  let last = first;
  for (let at = first; at < lines.length && at - last <= 2 * context; at++)
    if (lines[at]?.mark !== " ") last = at;
  return Math.min(lines.length, last + context + 1);
}

function hunk(lines: readonly Line[], start: number, end: number): string {
  const count = (from: number, to: number, without: "-" | "+") =>
    lines.slice(from, to).filter(({ mark }) => mark !== without).length;
  const range = (without: "-" | "+") => {
    const length = count(start, end, without);
    const line = count(0, start, without) + (length === 0 ? 0 : 1);
    return length === 1 ? `${line}` : `${line},${length}`;
  };
  const body = lines
    .slice(start, end)
    .map(({ mark, text }) =>
      text.endsWith("\n") ? `${mark}${text}` : `${mark}${text}\n\\ No newline at end of file\n`,
    );
  return `@@ -${range("+")} +${range("-")} @@\n${body.join("")}`;
}

/** On a terminal nothing of the files may act; elsewhere the diff stays one that patch(1) takes. */
export function printed(diff: string, io: Io): string {
  if (!io.stdout.isTerminal) return diff;
  return diff
    .split("\n")
    .map((line) => visible(line.replaceAll("\t", "    ")))
    .join("\n");
}
