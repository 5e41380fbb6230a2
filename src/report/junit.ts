// JUnit's XML: a suite a file, each finding a failed test; notes and clean files pass.

import type { Finding } from "../finding.ts";
import { displayPath, filesOf, maskerOf, placeOf, type ReportInput } from "./report.ts";
import { xml } from "./xml.ts";

export function junitReport(input: ReportInput): string {
  const hide = maskerOf(input);
  const groups = new Map<string, Finding[]>(
    filesOf(input).map(({ path }) => [displayPath(path, input.directory), []]),
  );
  for (const finding of input.findings) {
    const { file } = placeOf(finding.span, input.directory);
    groups.set(file, [...(groups.get(file) ?? []), finding]);
  }
  const suites = [...groups].map(([file, findings]) => suite(file, findings, input, hide));
  const tests = suites.reduce((sum, { tests }) => sum + tests, 0);
  const failures = suites.reduce((sum, { failures }) => sum + failures, 0);
  const body = suites.map(({ text }) => text).join("");
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="mailint" tests="${tests}" failures="${failures}">\n${body}</testsuites>\n`;
}

function suite(
  file: string,
  findings: readonly Finding[],
  input: ReportInput,
  hide: (text: string) => string,
) {
  const name = xml(file);
  const cases = findings.map(({ rule, severity, message, span }) => {
    const { line, column } = placeOf(span, input.directory);
    const open = `    <testcase classname="${name}" name="${xml(rule)} ${line}:${column}"`;
    const text = xml(hide(message));
    if (severity === "note") return `${open}>\n      <system-out>${text}</system-out>\n    </testcase>\n`;
    return `${open}>\n      <failure type="${severity}" message="${text}">${name}:${line}:${column}: ${text}</failure>\n    </testcase>\n`;
  });
  if (cases.length === 0) cases.push(`    <testcase classname="${name}" name="no findings"/>\n`);
  const failures = findings.filter(({ severity }) => severity !== "note").length;
  const counts = `tests="${cases.length}" failures="${failures}"`;
  return {
    tests: cases.length,
    failures,
    text: `  <testsuite name="${name}" ${counts}>\n${cases.join("")}  </testsuite>\n`,
  };
}
