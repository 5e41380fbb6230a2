// GitLab code quality: the subset of the Code Climate format that GitLab reads.

import { digest, identityOf } from "../baseline.ts";
import type { Severity } from "../finding.ts";
import { jsonText } from "./json-text.ts";
import { maskerOf, placeOf, type ReportInput, ruleById } from "./report.ts";

const severities: Readonly<Record<Severity, string>> = { error: "critical", warning: "major", note: "info" };

export function gitlabReport(input: ReportInput): string {
  const hide = maskerOf(input);
  const rules = ruleById(input.rules);
  const seen = new Map<string, number>();
  const issues = input.findings.map((finding) => {
    const { file, line, column, endLine, endColumn } = placeOf(finding.span, input.directory);
    const identity = `${finding.rule}\n${file}\n${identityOf(finding)}`;
    const turn = seen.get(identity) ?? 0;
    seen.set(identity, turn + 1);
    return {
      description: hide(finding.message),
      check_name: finding.rule,
      fingerprint: digest(`${identity}\n${turn}`),
      severity: severities[finding.severity],
      categories: [rules.get(finding.rule)?.securitySeverity === undefined ? "Bug Risk" : "Security"],
      location: {
        path: file,
        positions: { begin: { line, column }, end: { line: endLine, column: endColumn } },
      },
    };
  });
  return `${jsonText(issues, 2)}\n`;
}
