// One line a finding, for editors and problem matchers: `file:line:column: severity: message [rule]`.

import { maskerOf, placeOf, type ReportInput } from "./report.ts";
import { visible } from "./visible.ts";

export function compactReport(input: ReportInput): string {
  const hide = maskerOf(input);
  return input.findings
    .map(({ rule, severity, message, span }) => {
      const { file, line, column } = placeOf(span, input.directory);
      return `${visible(file)}:${line}:${column}: ${severity}: ${visible(hide(message))} [${rule}]\n`;
    })
    .join("");
}
