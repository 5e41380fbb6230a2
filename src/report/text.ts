// Report for people: grouped by file, each finding with its line, a caret, what it depends on, and what helps.

import type { Finding, Severity } from "../finding.ts";
import { groupBy } from "../group-by.ts";
import type { Rule } from "../rule.ts";
import { lineOf } from "../source.ts";
import {
  countSeverities,
  displayPath,
  docsUrl,
  maskerOf,
  placeOf,
  type ReportInput,
  ruleById,
} from "./report.ts";
import { snippetOf } from "./snippet.ts";
import { visible } from "./visible.ts";

interface Paint {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly of: (severity: Severity, text: string) => string;
  readonly link: (text: string, url: string) => string;
}

interface Writing {
  readonly input: ReportInput;
  readonly paint: Paint;
  readonly hide: (text: string) => string;
  readonly rules: ReadonlyMap<string, Rule>;
}

export function textReport(input: ReportInput): string {
  const writing = { input, paint: paintFor(input), hide: maskerOf(input), rules: ruleById(input.rules) };
  const groups = groupBy(input.findings, ({ span }) => span.file.path);
  const blocks = [...groups].map(([path, findings]) => {
    const title = writing.paint.bold(visible(displayPath(path, input.directory)));
    return [title, ...findings.flatMap((finding) => findingLines(finding, writing)), ""].join("\n");
  });
  const summary = input.systems.length === 0 ? [] : [...summaryLines(writing), ""];
  return [...blocks, ...staleLines(writing), ...summary].join("\n");
}

function findingLines(finding: Finding, writing: Writing): string[] {
  const { paint, hide, input } = writing;
  const { line, column } = placeOf(finding.span, input.directory);
  const rule = paint.link(paint.dim(`[${finding.rule}]`), docsUrl(finding.rule));
  const head = `  ${line}:${column} ${paint.of(finding.severity, finding.severity)} ${visible(hide(finding.message))} ${rule}`;
  return [
    head,
    ...snippetLines(finding, writing),
    ...relatedLines(finding, writing),
    ...helpLines(finding, writing),
  ];
}

function snippetLines({ span, severity }: Finding, { paint }: Writing): string[] {
  const snippet = snippetOf(span);
  if (snippet === undefined) return [];
  const number = String(lineOf(span.file, span.start));
  const gutter = " ".repeat(number.length);
  const carets = paint.of(severity, "^".repeat(snippet.length));
  return [
    `    ${paint.dim(`${number} |`)} ${snippet.line}`,
    `    ${paint.dim(`${gutter} |`)} ${" ".repeat(snippet.indent)}${carets}`,
  ];
}

function relatedLines({ related }: Finding, { input, hide }: Writing): string[] {
  return related.map(({ span, message }) => {
    const { file, line, column } = placeOf(span, input.directory);
    return `    at ${visible(file)}:${line}:${column}: ${visible(hide(message))}`;
  });
}

function helpLines({ fix, rule }: Finding, { hide, rules, paint }: Writing): string[] {
  const label = paint.bold("help:");
  if (fix !== undefined) {
    const flag = fix.safety === "safe" ? "--fix" : "--fix=unsafe";
    return [`    ${label} ${visible(hide(continued(fix.title)))} (\`${flag}\` does it)`];
  }
  const { remedy: text = "", remedyInMessage = false } = rules.get(rule) ?? {};
  const remedy = remedyInMessage ? "" : firstSentence(text);
  return remedy === "" ? [] : [`    ${label} ${continued(remedy)}`];
}

function firstSentence(text: string): string {
  const flat = text.replace(/\s+/g, " ").trim();
  return /^(?:`[^`]*`|[^`])*?[.;:](?= [A-Z`]|$)/.exec(flat)?.[0].replace(/[.;:]$/, "") ?? flat;
}

/** A sentence that goes on behind a colon: `Write …` becomes `write …`, `TLS …` stays. */
function continued(text: string): string {
  return text.replace(/^[A-Z](?=[a-z]* )/, (letter) => letter.toLowerCase());
}

function staleLines({ input, paint }: Writing): string[] {
  return input.stale.map(({ entry, missing }) => {
    const times = missing === 1 ? "" : ` (${missing} times)`;
    const what = `${visible(entry.file)}: \`${visible(entry.rule)}\` on \`${visible(entry.about)}\``;
    return `${paint.of("error", "stale baseline entry")} ${what}${times} occurs no more; \`--update-baseline\` removes it\n`;
  });
}

function summaryLines({ input, paint }: Writing): string[] {
  const { error, warning, note } = countSeverities(input.findings);
  const files = input.systems.reduce((sum, { files }) => sum + files.length, 0);
  const hidden = input.suppressed.length === 0 ? "" : `, ${input.suppressed.length} hidden`;
  const where = `in ${plural(files, "file")} of ${plural(input.systems.length, "system")}`;
  if (error + warning + note === 0) return [paint.bold(`no findings ${where}${hidden}`)];
  const counts = `${plural(error, "error")}, ${plural(warning, "warning")}, ${plural(note, "note")}`;
  return [paint.bold(`${counts} ${where}${hidden}`), ...fixesLine(input.findings)];
}

/** What `--fix` would mend, so that nobody counts. */
function fixesLine(findings: readonly Finding[]): string[] {
  const safe = findings.filter(({ fix }) => fix?.safety === "safe").length;
  const unsafe = findings.filter(({ fix }) => fix?.safety === "unsafe").length;
  if (safe + unsafe === 0) return [];
  const more = safe === 0 ? `${unsafe} can be fixed` : `${unsafe} more`;
  const parts = [
    ...(safe === 0 ? [] : [`${safe} can be fixed with \`--fix\``]),
    ...(unsafe === 0 ? [] : [`${more} with \`--fix=unsafe\`, which may change what works`]),
  ];
  return [parts.join(", ")];
}

export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

const colors: Readonly<Record<Severity, string>> = { error: "31", warning: "33", note: "36" };

function paintFor({ color, links }: ReportInput): Paint {
  const style = (code: string) => (text: string) => (color ? `\u001b[${code}m${text}\u001b[0m` : text);
  return {
    bold: style("1"),
    dim: style("2"),
    of: (severity, text) => style(colors[severity])(text),
    link: (text, url) => (links ? `\u001b]8;;${url}\u001b\\${text}\u001b]8;;\u001b\\` : text),
  };
}
