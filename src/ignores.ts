// Ignores written in the files: `# mailint-ignore RULE[, RULE]: reason` hides findings of a line, `-file` of a file.

import type { Finding } from "./finding.ts";
import { ignoreWithoutReason, unusedIgnore } from "./run-rules.ts";
import { lineOf, linesOf, type SourceFile, type Span } from "./source.ts";
import type { System } from "./system.ts";

export interface IgnoreOptions {
  /** An ignore without a reason is a finding. */
  readonly requireReasons?: boolean | undefined;
  /** Ignores count for nothing: show everything. */
  readonly disabled?: boolean | undefined;
  /** An ignore that hits nothing is no finding: not all rules ran. */
  readonly quietUnused?: boolean | undefined;
}

export interface Suppressed {
  readonly finding: Finding;
  readonly kind: "in-source" | "baseline";
  readonly reason: string | undefined;
}

interface Ignore {
  readonly span: Span;
  readonly rules: readonly string[];
  readonly reason: string | undefined;
  readonly wholeFile: boolean;
  /** Lines (from 1) that it covers, both ends included. */
  readonly from: number;
  readonly to: number;
}

/** No `#` stands between the word and the end: whatever a line repeats, no part of it is read again and again. */
const written = /#[ \t]*mailint-ignore(-file)?[ \t]([\w/,. \t-]*)(?:$|:)/g;

interface Written {
  /** Offset in the line. */
  readonly at: number;
  readonly wholeFile: boolean;
  readonly rules: readonly string[];
  readonly reason: string | undefined;
}

/** `# mailint-ignore RULE[, RULE][: reason]` at the end of a line. */
function readIgnore(line: string): Written | undefined {
  for (const match of line.matchAll(written)) {
    const names = (match[2] ?? "").trim();
    if (!/[\w/]$/.test(names)) continue;
    const reason = line.slice(match.index + match[0].length).trim();
    return {
      at: match.index,
      wholeFile: match[1] !== undefined,
      rules: names.split(/[,\s]+/).filter((rule) => rule !== ""),
      reason: reason === "" ? undefined : reason,
    };
  }
  return undefined;
}

export interface Ignored {
  readonly kept: readonly Finding[];
  readonly suppressed: readonly Suppressed[];
}

/** The findings that no ignore hides, those about the ignores themselves among them. */
export function applyIgnores(
  findings: readonly Finding[],
  systems: readonly System[],
  options: IgnoreOptions,
): Ignored {
  if (options.disabled) return { kept: findings, suppressed: [] };
  const files = new Map(systems.flatMap(({ files }) => files).map((file) => [file.path, file]));
  const ignores = new Map([...files].map(([path, file]) => [path, ignoresOf(file)]));
  const byRule = new Map([...ignores].map(([path, all]) => [path, coverings(all)]));
  const used = new Map<Ignore, Set<string>>();
  const kept: Finding[] = [];
  const suppressed: Suppressed[] = [];
  for (const finding of findings) {
    const ignore = ignoreOver(finding, byRule.get(finding.span.file.path)?.get(finding.rule));
    if (ignore === undefined) {
      kept.push(finding);
      continue;
    }
    used.set(ignore, (used.get(ignore) ?? new Set()).add(finding.rule));
    suppressed.push({ finding, kind: "in-source", reason: ignore.reason });
  }
  const all = [...ignores.values()].flat();
  const unused = options.quietUnused ? [] : all.flatMap((ignore) => unusedOf(ignore, used.get(ignore)));
  const bare = options.requireReasons ? all.filter(({ reason }) => !reason).map(withoutReason) : [];
  return { kept: [...kept, ...unused, ...bare], suppressed };
}

/** All ignores of a file, in order. */
export function ignoresOf(file: SourceFile): Ignore[] {
  const found: Ignore[] = [];
  let below = 0;
  for (let at = file.text.indexOf("mailint-ignore"); at !== -1; at = nextAfterLine(file, at)) {
    const line = lineOf(file, at);
    const start = linesOf(file)[line - 1] ?? 0;
    const text = lineAt(file, line);
    const written = readIgnore(text);
    if (written === undefined) continue;
    const { wholeFile, rules, reason } = written;
    const trailing = text.slice(0, written.at).trim() !== "";
    // Comments one below the other stand over the same statement: it is looked for once.
    if (!trailing && line >= below) below = statementBelow(file, line);
    found.push({
      span: { file, start: start + written.at, end: start + text.trimEnd().length },
      ...{ wholeFile, rules, reason },
      from: line,
      to: trailing ? line : below,
    });
  }
  return found;
}

function nextAfterLine(file: SourceFile, at: number): number {
  const end = file.text.indexOf("\n", at);
  return end === -1 ? -1 : file.text.indexOf("mailint-ignore", end);
}

function lineAt(file: SourceFile, line: number): string {
  const starts = linesOf(file);
  return file.text.slice(starts[line - 1] ?? 0, starts[line] ?? file.text.length).replace(/\r?\n$/, "");
}

/** Last line of the statement under a comment: the next line that is no comment, and what continues it. */
function statementBelow(file: SourceFile, line: number): number {
  const count = linesOf(file).length;
  let at = line + 1;
  while (at <= count && /^[ \t]*(?:#|$)/.test(lineAt(file, at))) at++;
  const continued = (next: number) =>
    file.dialect.startsWith("postfix")
      ? /^[ \t]+\S/.test(lineAt(file, next))
      : /\\$/.test(lineAt(file, next - 1));
  while (at + 1 <= count && continued(at + 1)) at++;
  return Math.min(at, count);
}

/** The ignores of one file that name one rule: what the first one over a line is found by. */
interface Covering {
  wholeFile: Ignore | undefined;
  /** In order, and only those that reach further down than all before them. */
  readonly reaching: Ignore[];
}

function coverings(ignores: readonly Ignore[]): Map<string, Covering> {
  const found = new Map<string, Covering>();
  for (const ignore of ignores)
    for (const rule of ignore.rules) {
      const covering = found.get(rule) ?? { wholeFile: undefined, reaching: [] };
      found.set(rule, covering);
      if (ignore.wholeFile) covering.wholeFile ??= ignore;
      else if (ignore.to > (covering.reaching.at(-1)?.to ?? 0)) covering.reaching.push(ignore);
    }
  return found;
}

/** The first ignore in the file that hides the finding: halves what may be over its line until one is left. */
function ignoreOver({ span }: Finding, covering: Covering | undefined): Ignore | undefined {
  if (covering === undefined) return undefined;
  const { wholeFile, reaching } = covering;
  const line = lineOf(span.file, span.start);
  let low = 0;
  let high = reaching.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((reaching[middle]?.to ?? 0) < line) low = middle + 1;
    else high = middle;
  }
  const own = reaching[low];
  if (own === undefined || own.from > line) return wholeFile;
  return wholeFile !== undefined && wholeFile.span.start < own.span.start ? wholeFile : own;
}

function unusedOf(ignore: Ignore, used: ReadonlySet<string> | undefined): Finding[] {
  const idle = ignore.rules.filter((rule) => !used?.has(rule));
  if (idle.length === 0) return [];
  const names = idle.map((rule) => `\`${rule}\``).join(", ");
  const where = ignore.wholeFile ? "in this file" : "at this place";
  return [
    {
      rule: unusedIgnore,
      severity: "warning",
      message: `no finding of ${names} ${where}: the ignore hides nothing and would hide the next one; remove it`,
      span: ignore.span,
      related: [],
    },
  ];
}

function withoutReason(ignore: Ignore): Finding {
  return {
    rule: ignoreWithoutReason,
    severity: "warning",
    message: `the ignore of ${ignore.rules.map((rule) => `\`${rule}\``).join(", ")} gives no reason; write \`: reason\` behind it`,
    span: ignore.span,
    related: [],
  };
}
