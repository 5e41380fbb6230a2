// Runs rules over systems: findings in the order of the files, each once.

import type { Finding } from "./finding.ts";
import type { Machine } from "./machine.ts";
import type { Report, Rule } from "./rule.ts";
import type { Span } from "./source.ts";
import type { Daemon, System } from "./system.ts";

/** Rule of the finding that stands for a rule which failed itself. */
export const failedRule = "internal-error";

/**
 * Findings of `rules` on `systems`, sorted by file, place and rule. A rule that throws is reported as an
 * `internal-error` at the first root file, and what it found before stays.
 */
export function runRules(
  rules: readonly Rule[],
  systems: readonly System[],
  machine?: Machine,
  daemons: ReadonlySet<Daemon> = new Set(systems.map(({ daemon }) => daemon)),
): Finding[] {
  const findings: Finding[] = [];
  for (const rule of rules) {
    const report = (report: Report) => findings.push(toFinding(rule, report));
    try {
      rule.check({ systems, daemons, report, machine });
    } catch (error) {
      const failure = failureOf(rule, systems, error);
      if (failure !== undefined) findings.push(failure);
    }
  }
  return inOrder(findings);
}

function toFinding(rule: Rule, report: Report): Finding {
  return {
    rule: rule.id,
    severity: report.severity ?? rule.severity,
    message: report.message,
    span: report.span,
    related: report.related ?? [],
    ...(report.fix === undefined ? {} : { fix: report.fix }),
    ...(report.about === undefined ? {} : { about: report.about }),
  };
}

function failureOf(rule: Rule, systems: readonly System[], error: unknown): Finding | undefined {
  const file = systems[0]?.root;
  if (file === undefined) return undefined;
  const reason = error instanceof Error ? error.message : String(error);
  return {
    rule: failedRule,
    severity: "error",
    message: `rule \`${rule.id}\` failed on this configuration (${reason}); its findings are incomplete, please report this`,
    span: { file, start: 0, end: 0 },
    related: [],
  };
}

/** Sorted by path, place and rule; findings with the same rule, place and message are one. */
export function inOrder(findings: readonly Finding[]): Finding[] {
  const seen = new Set<string>();
  const once = findings.filter((finding) => {
    const key = `${finding.rule}\n${placeOf(finding.span)}\n${finding.message}`;
    return seen.size < seen.add(key).size;
  });
  return once.sort(
    (one, other) =>
      compare(one.span.file.path, other.span.file.path) ||
      one.span.start - other.span.start ||
      one.span.end - other.span.end ||
      compare(one.rule, other.rule) ||
      compare(one.message, other.message),
  );
}

function placeOf({ file, start, end }: Span): string {
  return `${file.path}\n${start}\n${end}`;
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
