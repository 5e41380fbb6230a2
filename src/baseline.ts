// A baseline of known findings, by rule, setting and context instead of line, so that it survives edits elsewhere.

import type { Finding } from "./finding.ts";
import type { Suppressed } from "./ignores.ts";
import { maskLine } from "./secrets.ts";
import { lineOf, type SourceFile, type Span } from "./source.ts";

interface BaselineEntry {
  readonly rule: string;
  readonly file: string;
  /** Scope and setting the finding is about, else the text of its line. */
  readonly about: string;
  readonly count: number;
}

export interface Baseline {
  readonly version: 1;
  readonly entries: readonly BaselineEntry[];
}

/** An entry of which `missing` findings do not occur any more. */
export interface StaleEntry {
  readonly entry: BaselineEntry;
  readonly missing: number;
}

/** Hides what the baseline knows, as many times as it knows it. */
export function applyBaseline(
  findings: readonly Finding[],
  baseline: Baseline | undefined,
): {
  readonly kept: readonly Finding[];
  readonly suppressed: readonly Suppressed[];
  readonly stale: readonly StaleEntry[];
} {
  if (baseline === undefined) return { kept: findings, suppressed: [], stale: [] };
  const left = new Map(baseline.entries.map((entry) => [keyOf(entry), entry.count]));
  const kept: Finding[] = [];
  const suppressed: Suppressed[] = [];
  for (const finding of findings) {
    const key = keyOf(entryOf(finding));
    const count = left.get(key) ?? 0;
    if (count > 0) {
      left.set(key, count - 1);
      suppressed.push({ finding, kind: "baseline", reason: undefined });
    } else kept.push(finding);
  }
  const stale = baseline.entries
    .map((entry) => ({ entry, missing: left.get(keyOf(entry)) ?? 0 }))
    .filter(({ missing }) => missing > 0);
  return { kept, suppressed, stale };
}

/** The baseline that hides exactly these findings. */
export function baselineOf(findings: readonly Finding[]): Baseline {
  const entries = new Map<string, BaselineEntry>();
  for (const finding of findings) {
    const entry = entryOf(finding);
    const key = keyOf(entry);
    entries.set(key, { ...entry, count: (entries.get(key)?.count ?? 0) + 1 });
  }
  const sorted = [...entries].sort(([one], [other]) => (one < other ? -1 : 1));
  return { version: 1, entries: sorted.map(([, entry]) => entry) };
}

function keyOf({ rule, file, about }: BaselineEntry): string {
  return `${file}\n${rule}\n${about}`;
}

function entryOf(finding: Finding): BaselineEntry {
  return { rule: finding.rule, file: finding.span.file.path, about: identityOf(finding), count: 1 };
}

/** What the finding is about, stable when lines move: the scope and setting, else a digest of its line and message. */
export function identityOf({ about, span, message }: Finding): string {
  if (about?.setting !== undefined) return [...(about.scope ?? []), about.setting].join(" > ");
  return `text:${hex(hashed(`\n${message}`, hashedLine(span)))}`;
}

const lastLine = new WeakMap<SourceFile, { readonly line: number; readonly hash: bigint }>();

/** Of the masked line in which the span begins: once for all findings of a line, which may be long and have many. */
function hashedLine({ file, start }: Span): bigint {
  const line = lineOf(file, start);
  let last = lastLine.get(file);
  if (last?.line !== line) {
    last = { line, hash: hashed(maskLine(file, line).text.trim()) };
    lastLine.set(file, last);
  }
  return last.hash;
}

/** Tells lines apart and gives no secret of them away. */
export function digest(text: string): string {
  return hex(hashed(text));
}

/** 64 bits of FNV-1a; `before` = the hash of what stands before the text. */
function hashed(text: string, before = 0xcbf29ce484222325n): bigint {
  let hash = before;
  for (let at = 0; at < text.length; at++)
    hash = BigInt.asUintN(64, (hash ^ BigInt(text.charCodeAt(at))) * 0x100000001b3n);
  return hash;
}

function hex(hash: bigint): string {
  return hash.toString(16).padStart(16, "0");
}

/** Reads the JSON of a baseline; `undefined` = it is none. */
export function parseBaseline(text: string): Baseline | undefined {
  try {
    const value = JSON.parse(text) as Partial<Baseline> | null;
    if (value?.version !== 1 || !Array.isArray(value.entries)) return undefined;
    const sound = value.entries.every(
      (entry: Partial<BaselineEntry> | null) =>
        typeof entry?.rule === "string" &&
        typeof entry.file === "string" &&
        typeof entry.about === "string" &&
        Number.isInteger(entry.count) &&
        (entry.count ?? 0) > 0,
    );
    return sound ? { version: 1, entries: value.entries } : undefined;
  } catch {
    return undefined;
  }
}
