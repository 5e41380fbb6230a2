// What every report format gets: the run's outcome, the rules it knows, and how paths and texts may be shown.

import type { Edit, Finding, Severity } from "../finding.ts";
import { inRepository } from "../home.ts";
import type { LintReport } from "../lint.ts";
import type { Rule } from "../rule.ts";
import { createMasker, isSecretName } from "../secrets.ts";
import { positionOf, type SourceFile, type Span, textOf } from "../source.ts";

export interface ReportInput extends LintReport {
  /** All rules, those about the run itself among them. */
  readonly rules: readonly Rule[];
  /** Of mailint. */
  readonly version: string;
  /** Absolute working directory, with `/` as separator: paths below it are shown relative to it. */
  readonly directory: string;
  /** Colours and links are for terminals. */
  readonly color: boolean;
  readonly links: boolean;
}

export type Format = (input: ReportInput) => string;

/** A place for people and machines: lines and columns count from 1, columns in UTF-16 units. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

export function displayPath(path: string, directory: string): string {
  const base = directory.endsWith("/") ? directory : `${directory}/`;
  const shown = path.startsWith(base) ? path.slice(base.length) : path;
  // A line that begins with `::` is a command to GitHub's runner, whatever program wrote it.
  return shown.startsWith("::") ? `./${shown}` : shown;
}

export function placeOf(span: Span, directory: string): Place {
  const { line, column, endLine, endColumn } = positionOf(span);
  return { file: displayPath(span.file.path, directory), line, column, endLine, endColumn };
}

export interface Counts {
  readonly error: number;
  readonly warning: number;
  readonly note: number;
}

export function countSeverities(findings: readonly Finding[]): Counts {
  const count = (severity: Severity) => findings.filter((finding) => finding.severity === severity).length;
  return { error: count("error"), warning: count("warning"), note: count("note") };
}

interface Read {
  readonly systems: readonly { readonly files: readonly SourceFile[] }[];
}

/** All source files that were read, each once. */
export function filesOf({ systems }: Read): SourceFile[] {
  const files = new Map<string, SourceFile>();
  for (const system of systems) for (const file of system.files) files.set(file.path, file);
  return [...files.values()];
}

/** Takes secrets of the files out of messages, and what nobody reads of a name or value of megabytes. */
export function maskerOf(report: Read): (text: string) => string {
  const hide = createMasker(filesOf(report));
  // Only what is masked is cut: half of a secret would not be known for one.
  return (text) => shortened(hide(text));
}

/** Characters of one quoted name or value, and of a whole message. */
const longestQuoted = 1000;
const longestMessage = 5000;
const quotedTooLong = new RegExp(`\`[^\`]{${longestQuoted},}\``, "g");

/** Of masked texts: what nobody reads of a quoted name or value of megabytes is left out. */
export function shortened(text: string): string {
  if (text.length <= longestQuoted) return text;
  const pieces = text.replace(quotedTooLong, (quoted) => `${cut(quoted, longestQuoted)}\``);
  return pieces.length <= longestMessage ? pieces : cut(pieces, longestMessage);
}

function cut(text: string, length: number): string {
  return `${text.slice(0, length).replace(/[\ud800-\udbff]$/, "")}…`;
}

/** Edits that carry no secret; `undefined` = one does, and the fix is not shown with its text. */
export function shownEdits(
  edits: readonly Edit[],
  hide: (text: string) => string,
): readonly Edit[] | undefined {
  const sound = edits.every(
    ({ span, text }) => hide(text) === text && hide(textOf(span)) === textOf(span) && !isSecretName(text),
  );
  return sound ? edits : undefined;
}

/** Where a rule is explained. */
export function docsUrl(rule: string): string {
  return inRepository(`docs/rules/${rule}.md`);
}

export function ruleById(rules: readonly Rule[]): ReadonlyMap<string, Rule> {
  return new Map(rules.map((rule) => [rule.id, rule]));
}
