// What linear.test.ts counts the steps of: the grammars, and the pipeline with its fixes and four reports.

import { rules } from "../../rules/index.ts";
import { applyEdits, fixable } from "../../src/fix.ts";
import { memoryHost } from "../../src/host.ts";
import { lint, loadSystems } from "../../src/lint.ts";
import { gitlabReport } from "../../src/report/gitlab.ts";
import { jsonReport } from "../../src/report/json.ts";
import { sarifReport } from "../../src/report/sarif.ts";
import { textReport } from "../../src/report/text.ts";
import { runRules } from "../../src/run-rules.ts";
import { everyRule } from "../../src/selection.ts";
import type { Dialect, SourceFile } from "../../src/source.ts";
import { knownIn24 } from "../../src/upgrade/known.ts";
import { upgradeDovecot } from "../../src/upgrade/upgrade.ts";
import { files as fileGrammars, values } from "./every-grammar.ts";

export const grammars: readonly (readonly [string, Dialect, (file: SourceFile) => unknown])[] = [
  ...fileGrammars,
  ...values.map(([name, parse]) => [name, "postfix-main", ({ text }: SourceFile) => parse(text)] as const),
];

/** Lints the file of that name, with the others beside it. */
export async function runOn(name: string, files: Readonly<Record<string, string>>): Promise<void> {
  const report = await lint({
    paths: [name],
    host: memoryHost(files),
    options: {},
    rules,
    selection: everyRule,
    ignores: {},
  });
  const shown = { version: "0", directory: "/", color: false, links: false };
  applyEdits(fixable(report.findings, "unsafe").flatMap(({ fix }) => fix.edits));
  for (const format of [textReport, jsonReport, gitlabReport, sarifReport])
    format({ ...report, ...shown, rules: [...rules, ...runRules] });
}

/** Rewrites a Dovecot tree for 2.4. */
export async function upgradeOn(text: string): Promise<void> {
  const files = { "dovecot.conf": text };
  const { systems } = await loadSystems({
    paths: ["."],
    host: memoryHost(files),
    options: { dovecot: "2.3" },
  });
  for (const system of systems) {
    if (system.daemon !== "dovecot") continue;
    const { edits } = upgradeDovecot(system, { version: "2.4.1", knows: knownIn24 });
    applyEdits(edits);
  }
}
