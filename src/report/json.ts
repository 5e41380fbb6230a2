// Report for programs; its shape is docs/schema/report.schema.json, versioned.

import type { Finding, Fix } from "../finding.ts";
import { jsonText } from "./json-text.ts";
import {
  countSeverities,
  displayPath,
  maskerOf,
  placeOf,
  type ReportInput,
  ruleById,
  shownEdits,
} from "./report.ts";

export function jsonReport(input: ReportInput): string {
  const hide = maskerOf(input);
  const rules = ruleById(input.rules);
  const finding = (found: Finding) => ({
    rule: found.rule,
    severity: found.severity,
    ...(rules.get(found.rule)?.securitySeverity === undefined
      ? {}
      : { securitySeverity: rules.get(found.rule)?.securitySeverity }),
    message: hide(found.message),
    ...placeOf(found.span, input.directory),
    ...(found.about === undefined ? {} : { about: found.about }),
    related: found.related.map(({ message, span }) => {
      const { file, line, column } = placeOf(span, input.directory);
      return { message: hide(message), file, line, column };
    }),
    ...(found.fix === undefined ? {} : { fix: fixOf(found.fix, input, hide) }),
  });
  const report = {
    version: 1,
    findings: input.findings.map(finding),
    suppressed: input.suppressed.map(({ finding: found, kind, reason }) => ({
      ...finding(found),
      suppression: { kind, ...(reason === undefined ? {} : { reason: hide(reason) }) },
    })),
    stale: input.stale.map(({ entry, missing }) => ({ ...entry, count: missing })),
    failures: input.failures.map(({ path, reason }) => ({
      file: displayPath(path, input.directory),
      reason,
    })),
    systems: input.systems.map(({ daemon, version, versionFrom, root, files, partial }) => ({
      daemon,
      version,
      versionFrom,
      root: displayPath(root.path, input.directory),
      files: files.map(({ path }) => displayPath(path, input.directory)),
      partial,
    })),
    summary: { ...countSeverities(input.findings), suppressed: input.suppressed.length },
  };
  return `${jsonText(report, 2)}\n`;
}

/** Edits that would carry a secret are left out. */
function fixOf({ title, safety, edits }: Fix, { directory }: ReportInput, hide: (text: string) => string) {
  const shown = shownEdits(edits, hide);
  return {
    title: hide(title),
    safety,
    ...(shown === undefined
      ? {}
      : { edits: shown.map(({ span, text }) => ({ ...placeOf(span, directory), text })) }),
  };
}
