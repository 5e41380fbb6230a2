// What must hold for every input: the judge of both fuzzers.

import { failedRule } from "../../src/engine.ts";
import { applyEdits, fixable } from "../../src/fix.ts";
import { memoryHost } from "../../src/host.ts";
import { type LintReport, lint } from "../../src/lint.ts";
import { relay } from "../../src/model/postfix-relay.ts";
import { formats } from "../../src/report/index.ts";
import { shows } from "../../src/resolve/index.ts";
import type { Rule } from "../../src/rule.ts";
import { createMasker } from "../../src/secrets.ts";
import { everyRule } from "../../src/selection.ts";
import type { Span } from "../../src/source.ts";
import type { System } from "../../src/system.ts";
import { knownIn24 } from "../../src/upgrade/known.ts";
import { upgradeDovecot } from "../../src/upgrade/upgrade.ts";
import type { FuzzInput } from "./input.ts";

/** CPU milliseconds that an input of `characters` may take, far above what any takes when cost is linear. */
function allowance(characters: number, factor: number): number {
  return factor * (500 + characters / 10);
}

/**
 * What is wrong with the run on this input, in a line or with a stack; `undefined` = nothing.
 * `factor` says how many times slower than usual this process is (instrumented code).
 */
export async function failureOf(
  input: FuzzInput,
  rules: readonly Rule[],
  factor = 1,
): Promise<string | undefined> {
  const started = process.cpuUsage();
  let failure: string | undefined;
  try {
    failure = await wrongIn(input, rules);
  } catch (error) {
    failure = error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
  if (failure !== undefined) return failure;
  const { user } = process.cpuUsage(started);
  const characters = Object.values(input.files).reduce((sum, text) => sum + text.length, 0);
  return user / 1000 > allowance(characters, factor)
    ? `slow: ${Math.round(user / 1000)} ms for ${characters} characters`
    : undefined;
}

async function wrongIn({ files, newer }: FuzzInput, rules: readonly Rule[]): Promise<string | undefined> {
  const host = memoryHost(files);
  const report = await lint({
    paths: Object.keys(files).length === 1 ? Object.keys(files) : ["."],
    host,
    options: newer ? { dovecot: "2.4", postfix: "3.10" } : {},
    rules,
    selection: { ...everyRule, strict: true },
    ignores: {},
  });
  for (const finding of report.findings) {
    const wrong =
      finding.rule === failedRule
        ? finding.message
        : [finding.span, ...finding.related.map(({ span }) => span)].map(misplaced).find((one) => one);
    if (wrong !== undefined) return `${finding.rule}: ${wrong}`;
  }
  for (const system of report.systems) await look(system);
  // The reports cost more than all else and see little that is new: one input of eight has them, the same ones in each run.
  if (report.findings.length % 8 === 1) await printAll(report, rules);
  return wrongInFixes(report, files, rules);
}

function misplaced({ file, start, end }: Span): string | undefined {
  return start >= 0 && end >= start && end <= file.text.length
    ? undefined
    : `span ${start}..${end} of ${file.text.length}`;
}

/** Everything that a command may ask of a system. */
async function look(system: System): Promise<void> {
  system.listeners();
  system.settings();
  createMasker(system.files);
  const show = await shows[system.daemon]();
  for (const expand of [false, true])
    show(system, { all: !expand, expand, overrides: false, services: false });
  show(system, { all: false, expand: false, overrides: true, services: true });
  if (system.daemon === "postfix") relay(system);
  if (system.daemon === "dovecot" && system.version === "2.3")
    applyEdits(upgradeDovecot(system, { version: "2.4.1", knows: knownIn24 }).edits);
}

async function wrongInFixes(
  { findings }: LintReport,
  files: FuzzInput["files"],
  rules: readonly Rule[],
): Promise<string | undefined> {
  const chosen = fixable(findings, "unsafe");
  const bad = chosen.flatMap(({ fix }) => fix.edits).find(({ span }) => misplaced(span) !== undefined);
  if (bad !== undefined) return `fix: ${misplaced(bad.span)}`;
  if (chosen.length === 0) return undefined;
  const fixed = { ...files, ...Object.fromEntries(applyEdits(chosen.flatMap(({ fix }) => fix.edits))) };
  const { findings: after } = await lint({
    paths: Object.keys(fixed),
    host: memoryHost(fixed),
    options: {},
    rules,
    selection: everyRule,
    ignores: {},
  });
  return after.find(({ rule }) => rule === failedRule)?.message;
}

async function printAll(report: LintReport, rules: readonly Rule[]): Promise<void> {
  const input = { ...report, rules, version: "0", directory: "/", color: true, links: true };
  for (const load of Object.values(formats)) (await load())(input);
}
