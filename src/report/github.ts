// GitHub workflow commands: each finding an annotation of its line.

import type { Severity } from "../finding.ts";
import { maskerOf, placeOf, type ReportInput } from "./report.ts";
import { visible } from "./visible.ts";

const commands: Readonly<Record<Severity, string>> = { error: "error", warning: "warning", note: "notice" };

export function githubReport(input: ReportInput): string {
  const hide = maskerOf(input);
  return input.findings
    .map(({ rule, severity, message, span }) => {
      const { file, line, column, endLine, endColumn } = placeOf(span, input.directory);
      // GitHub shows columns only for annotations of one line.
      const columns = line === endLine ? `,col=${column},endColumn=${endColumn}` : "";
      const properties = `file=${property(file)},line=${line}${columns},endLine=${endLine},title=${property(rule)}`;
      return `::${commands[severity]} ${properties}::${data(hide(message))}\n`;
    })
    .join("");
}

/** Escapes as actions/toolkit's command.ts does, after nothing is left that acts. */
function data(text: string): string {
  return visible(text).replaceAll("%", "%25");
}

function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
