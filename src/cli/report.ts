// `mailint report --profile NAME`: the clauses of a standard that a configuration meets and misses.

import { type Command, Option } from "commander";
import { type LintReport, lint } from "../lint.ts";
import { type Judged, judge, type Profile, profiles, rulesOf } from "../profiles.ts";
import { jsonText } from "../report/json-text.ts";
import { maskerOf, placeOf } from "../report/report.ts";
import { visible } from "../report/visible.ts";
import { everyRule } from "../selection.ts";
import { exit, failure, type Io, tellFailures } from "./io.ts";
import { allRules } from "./rule-set.ts";
import { formatOption } from "./show.ts";
import { tellNothingFound } from "./systems.ts";
import { type TreeFlags, treeOf, withSettings, withTreeOptions } from "./tree.ts";

interface ReportFlags extends TreeFlags {
  readonly profile: string;
  readonly format: "text" | "json";
}

export function reportCommand(command: Command, io: Io, done: (code: number) => void): void {
  withTreeOptions(command.description("say which clauses of a standard a configuration meets and misses"))
    .argument("<path...>", "configuration files or directories")
    .addOption(
      new Option("--profile <name>", "the standard")
        .choices(profiles.map(({ id }) => id))
        .makeOptionMandatory(),
    )
    .addOption(formatOption(command))
    .action(async (paths: string[], flags: ReportFlags) => {
      const profile = profiles.find(({ id }) => id === flags.profile);
      if (profile === undefined) throw failure(`unknown profile \`${flags.profile}\``);
      const report = await lint({
        ...(await treeOf(paths, await withSettings(flags, io), io)),
        rules: await allRules(),
        selection: { ...everyRule, only: rulesOf(profile) },
        ignores: { quietUnused: true },
      });
      const judged = judge(profile, report.findings, report.systems);
      if (flags.format === "json") io.stdout.write(jsonOf(profile, judged, report, io));
      else if (report.systems.length > 0) io.stdout.write(textOf(profile, judged, report, io));
      done(codeOf(judged, report, io));
    });
}

function codeOf(judged: readonly Judged[], { failures, systems, excluded }: LintReport, io: Io): number {
  tellFailures(failures, io);
  if (systems.length === 0 && failures.length === 0) tellNothingFound(excluded, io);
  if (systems.length === 0 || failures.length > 0) return exit.input;
  return judged.some(({ verdict }) => verdict === "missed") ? exit.findings : exit.clean;
}

const labels = { met: "met   ", missed: "missed", open: "open  " } as const;

function textOf(
  { title, url, left }: Profile,
  judged: readonly Judged[],
  report: LintReport,
  io: Io,
): string {
  const hide = maskerOf(report);
  const lines = judged.flatMap(({ clause, verdict, findings }) => [
    `${labels[verdict]} ${clause.id}: ${clause.title}`,
    ...findings.map(({ span, message, rule }) => {
      const { file, line, column } = placeOf(span, io.directory);
      return `         ${visible(file)}:${line}:${column}: ${visible(hide(message))} [${rule}]`;
    }),
  ]);
  const count = (wanted: Judged["verdict"]) => judged.filter(({ verdict }) => verdict === wanted).length;
  const open = count("open") === 0 ? "" : `, ${count("open")} open: nothing here to judge them by`;
  const summary = `${count("met")} of ${judged.length} clauses met, as far as the configuration tells${open}`;
  return `${title}\n${url}\n\n${lines.join("\n")}\n\n${summary}\n${left}\n`;
}

function jsonOf(profile: Profile, judged: readonly Judged[], report: LintReport, io: Io): string {
  const hide = maskerOf(report);
  const clauses = judged.map(({ clause, verdict, findings }) => ({
    id: clause.id,
    title: clause.title,
    met: verdict === "open" ? null : verdict === "met",
    findings: findings.map(({ rule, message, span }) => {
      const { file, line, column } = placeOf(span, io.directory);
      return { rule, message: hide(message), file, line, column };
    }),
  }));
  const { id, title, url, left } = profile;
  return `${jsonText({ profile: id, title, url, left, clauses }, 2)}\n`;
}
