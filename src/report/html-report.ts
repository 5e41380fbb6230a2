// Report as one self-contained page: the listeners of the run and its findings.

import type { Finding } from "../finding.ts";
import { type HtmlFinding, htmlPage } from "./html.ts";
import { displayPath, docsUrl, maskerOf, placeOf, type ReportInput } from "./report.ts";
import { snippetOf } from "./snippet.ts";
import { visible } from "./visible.ts";

export function htmlReport(input: ReportInput): string {
  const hide = maskerOf(input);
  const shown = ({ rule, severity, message, span, fix }: Finding): HtmlFinding => {
    const { file, line, column } = placeOf(span, input.directory);
    return {
      rule,
      severity,
      message: visible(hide(message)),
      file: visible(file),
      line,
      column,
      source: snippetOf(span)?.line ?? "",
      fix: fix === undefined ? undefined : visible(hide(fix.title)),
      help: docsUrl(rule),
    };
  };
  const name = input.directory.slice(input.directory.lastIndexOf("/") + 1) || "/";
  const listeners = input.systems.flatMap((system) => system.listeners());
  const systems = input.systems.map(({ daemon, version, root }) => ({
    daemon,
    version,
    root: visible(displayPath(root.path, input.directory)),
  }));
  return htmlPage("mailint report", [{ name, systems, listeners, findings: input.findings.map(shown) }]);
}
