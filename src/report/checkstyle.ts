// Checkstyle's XML, as many CI servers read it.

import type { Severity } from "../finding.ts";
import { groupBy } from "../group-by.ts";
import { maskerOf, placeOf, type ReportInput } from "./report.ts";
import { xml } from "./xml.ts";

const severities: Readonly<Record<Severity, string>> = { error: "error", warning: "warning", note: "info" };

export function checkstyleReport(input: ReportInput): string {
  const hide = maskerOf(input);
  const groups = groupBy(input.findings, ({ span }) => placeOf(span, input.directory).file);
  const files = [...groups].map(([file, findings]) => {
    const errors = findings.map(({ rule, severity, message, span }) => {
      const { line, column } = placeOf(span, input.directory);
      const place = `line="${line}" column="${column}" severity="${severities[severity]}"`;
      return `    <error ${place} message="${xml(hide(message))}" source="mailint.${xml(rule)}"/>\n`;
    });
    return `  <file name="${xml(file)}">\n${errors.join("")}  </file>\n`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<checkstyle version="4.3">\n${files.join("")}</checkstyle>\n`;
}
