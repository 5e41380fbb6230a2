// SARIF 2.1.0, for code scanning: rules with their help, regions, related places, fixes, suppressions, CWE taxonomy.

import type {
  ArtifactLocation,
  Log,
  PhysicalLocation,
  Region,
  Result,
  Fix as SarifFix,
  Location as SarifLocation,
} from "sarif";
import { digest, identityOf } from "../baseline.ts";
import type { Finding, Fix, Severity } from "../finding.ts";
import { groupBy } from "../group-by.ts";
import { home } from "../home.ts";
import type { Suppressed } from "../ignores.ts";
import type { Rule } from "../rule.ts";
import { maskLine } from "../secrets.ts";
import { positionOf, type SourceFile, type Span } from "../source.ts";
import type { System } from "../system.ts";
import { jsonText } from "./json-text.ts";
import { displayPath, maskerOf, type ReportInput, shownEdits } from "./report.ts";
import { cweTaxonomy, ruleDescriptor } from "./sarif-rules.ts";

interface Writing {
  readonly input: ReportInput;
  readonly hide: (text: string) => string;
  readonly ruleIndex: ReadonlyMap<string, number>;
  readonly vias: ReadonlyMap<string, readonly Span[]>;
  /** How often an identity was met, to tell equal findings of a file apart. */
  readonly turns: Map<string, number>;
}

const levels: Readonly<Record<Severity, Result.level>> = { error: "error", warning: "warning", note: "note" };

export function sarifReport(input: ReportInput): string {
  const rules = rulesOf(input);
  const writing: Writing = {
    input,
    hide: maskerOf(input),
    ruleIndex: new Map(rules.map(({ id }, at) => [id, at])),
    vias: includeChains(input.systems),
    turns: new Map(),
  };
  const suppressed = input.suppressed.map((one) => ({
    ...result(one.finding, writing),
    suppressions: [suppression(one, writing)],
  }));
  const shown = input.findings.map((finding) => ({
    ...result(finding, writing),
    // A run that states suppressions states them for each result (SARIF 3.27.23).
    ...(suppressed.length > 0 ? { suppressions: [] } : {}),
  }));
  const taxonomy = cweTaxonomy(rules);
  const log: Log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "mailint",
            semanticVersion: input.version,
            version: input.version,
            informationUri: home,
            rules: rules.map(ruleDescriptor),
            supportedTaxonomies:
              taxonomy === undefined ? [] : [{ name: "CWE", guid: taxonomy.guid as string }],
          },
        },
        ...(taxonomy === undefined ? {} : { taxonomies: [taxonomy] }),
        automationDetails: { id: "mailint/" },
        columnKind: "utf16CodeUnits",
        originalUriBaseIds: { "%SRCROOT%": { uri: `file://${encodePath(input.directory)}/` } },
        results: [...shown, ...suppressed],
      },
    ],
  };
  return `${jsonText(log, 2)}\n`;
}

/** Rules the results name: what a resolver reports without a rule of its own gets a bare one. */
function rulesOf({ rules, findings, suppressed }: ReportInput): Rule[] {
  const known = new Set(rules.map(({ id }) => id));
  const bare = new Map<string, Rule>();
  for (const { rule, severity } of [...findings, ...suppressed.map(({ finding }) => finding)]) {
    if (!known.has(rule)) bare.set(rule, bareRule(rule, severity));
  }
  return [...rules, ...bare.values()];
}

function bareRule(id: string, severity: Severity): Rule {
  return {
    id,
    since: "0.1.0",
    severity,
    precision: "very-high",
    cwe: [],
    summary: `The configuration has a problem of the kind ${id}.`,
    why: "The daemon refuses the configuration, or reads it otherwise than it looks.",
    remedy: "Correct the place as the message says.",
    references: [],
    examples: [],
    check: () => {},
  };
}

function result(finding: Finding, writing: Writing): Result {
  const { input, hide, ruleIndex } = writing;
  const via = writing.vias.get(finding.span.file.path) ?? [];
  const related = [
    ...finding.related.map(({ message, span }) => ({ message: hide(message), span })),
    ...via.map((span) => ({ message: "included here", span })),
  ];
  const fix = finding.fix === undefined ? undefined : sarifFix(finding.fix, writing);
  return {
    ruleId: finding.rule,
    ruleIndex: ruleIndex.get(finding.rule) ?? -1,
    level: levels[finding.severity],
    message: { text: sentence(hide(finding.message)) },
    locations: [{ physicalLocation: physical(finding.span, input) }],
    ...(related.length === 0
      ? {}
      : { relatedLocations: related.map((one, at) => relatedLocation(one, at, input)) }),
    partialFingerprints: { "mailint/v1": fingerprint(finding, writing) },
    ...(fix === undefined ? {} : { fixes: [fix] }),
  };
}

/** Messages are sentences in SARIF: the first letter large, a full stop at the end. */
function sentence(message: string): string {
  const text = message.charAt(0).toUpperCase() + message.slice(1);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

function relatedLocation(
  { message, span }: { readonly message: string; readonly span: Span },
  at: number,
  input: ReportInput,
): SarifLocation {
  return { id: at + 1, message: { text: sentence(message) }, physicalLocation: physical(span, input) };
}

function physical(span: Span, input: ReportInput): PhysicalLocation {
  return { artifactLocation: artifact(span.file, input), region: region(span, true) };
}

function artifact(file: SourceFile, { directory }: ReportInput): ArtifactLocation {
  const path = displayPath(file.path, directory);
  return path.startsWith("/")
    ? { uri: `file://${encodePath(path)}` }
    : { uri: encodePath(path), uriBaseId: "%SRCROOT%" };
}

function encodePath(path: string): string {
  return path.split("/").map(encodeSegment).join("/");
}

/** Bytes that are no UTF-8 stand as lone surrogates, which no URI can hold. */
function encodeSegment(segment: string): string {
  return encodeURIComponent(segment.replace(/[\ud800-\udfff]/gu, "\ufffd"));
}

/** Nobody reads more, and an upload to code scanning may have 10 MB. */
const longestSnippet = 1000;

/** Lines and columns from 1, the end one past the last; with a snippet of the masked first line. */
function region(span: Span, withSnippet: boolean): Region {
  const { line, column, endLine, endColumn } = positionOf(span);
  const place: Region = { startLine: line, startColumn: column, endLine, endColumn };
  if (!withSnippet || span.file.text === "") return place;
  const masked = maskLine(span.file, line);
  const from = masked.column(column) - 1;
  const to = endLine === line ? masked.column(endColumn) - 1 : masked.text.length;
  const text = masked.text.slice(from, Math.min(to, from + longestSnippet));
  return { ...place, snippet: { text: text.replace(/[\ud800-\udfff]/gu, "\ufffd") } };
}

function sarifFix({ title, edits }: Fix, { input, hide }: Writing): SarifFix | undefined {
  const shown = shownEdits(edits, hide);
  if (shown === undefined || shown.length === 0) return undefined;
  const files = groupBy(shown, ({ span }) => span.file);
  return {
    description: { text: sentence(hide(title)) },
    artifactChanges: [...files].map(([file, edits]) => ({
      artifactLocation: artifact(file, input),
      replacements: edits.map(({ span, text }) => ({
        deletedRegion: region(span, false),
        insertedContent: { text },
      })),
    })),
  };
}

function fingerprint(finding: Finding, { input, turns }: Writing): string {
  const file = displayPath(finding.span.file.path, input.directory);
  const identity = `${finding.rule}\n${file}\n${identityOf(finding)}`;
  const turn = turns.get(identity) ?? 0;
  turns.set(identity, turn + 1);
  return digest(`${identity}\n${turn}`);
}

function suppression({ kind, reason }: Suppressed, { hide }: Writing) {
  return {
    kind: kind === "in-source" ? ("inSource" as const) : ("external" as const),
    status: "accepted" as const,
    ...(reason === undefined ? {} : { justification: hide(reason) }),
  };
}

/** How each included file is reached: the first include chain that brings a setting of it. */
function includeChains(systems: readonly System[]): ReadonlyMap<string, readonly Span[]> {
  const chains = new Map<string, readonly Span[]>();
  for (const system of systems) {
    for (const { origin } of system.settings()) {
      if (origin.kind === "file" && origin.via.length > 0 && !chains.has(origin.span.file.path))
        chains.set(origin.span.file.path, origin.via);
    }
  }
  return chains;
}
