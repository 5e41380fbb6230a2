// `mailint lint`: lints trees and reports; the exit code says whether something is left to say.

import { type Command, Option } from "commander";
import { type FailOn, failOns, type RunSettings } from "../config-file.ts";
import { severities } from "../finding.ts";
import { type LintReport, type LintRequest, lint } from "../lint.ts";
import { profileNames, profiles } from "../profiles.ts";
import type { ReportInput } from "../report/report.ts";
import { visible } from "../report/visible.ts";
import type { Rule } from "../rule.ts";
import { readBaseline, updateBaseline } from "./baseline.ts";
import { loadSettings } from "./config.ts";
import { fixTree } from "./fix.ts";
import { exit, failure, type Io, tellFailures, wantsColor } from "./io.ts";
import type { RealMachine } from "./machine.ts";
import { targetsOf, writeReports } from "./output.ts";
import { progressLine } from "./progress.ts";
import { allRules, documented } from "./rule-set.ts";
import { type SelectionFlags, selectionOf } from "./selection-flags.ts";
import { besides } from "./systems.ts";
import {
  excludePatterns,
  knownVersions,
  type TreeFlags,
  treeFlags,
  treeOf,
  versionForms,
  withTreeOptions,
} from "./tree.ts";
import { version } from "./version.ts";

interface LintFlags extends TreeFlags, SelectionFlags {
  readonly format?: readonly string[];
  readonly failOn?: FailOn;
  readonly profile?: string;
  readonly baseline?: string;
  readonly updateBaseline?: boolean;
  readonly requireReasons?: boolean;
  readonly ignores?: boolean;
  readonly fix?: "safe" | "unsafe";
  readonly diff?: boolean;
  readonly timing?: boolean;
  readonly watch?: boolean;
  readonly target?: readonly string[];
  readonly live?: boolean;
  readonly now?: string;
}

const collect = (value: string, all: readonly string[] = []) => [...all, value];

export function lintCommand(command: Command, io: Io, done: (code: number) => void): void {
  withTreeOptions(
    command
      .description("lint files, directories and globs; `-` reads standard input")
      .argument("[path...]", "what to lint (default: the working directory)"),
  )
    .option(
      "--force-exclude",
      "leave out what is excluded even where it is given, for callers that give all files",
    )
    .option(
      "-f, --format <format[=file]>",
      "report format, repeatable: text, compact, json, sarif, github, gitlab, checkstyle, junit, html",
      collect,
    )
    .addOption(
      new Option(
        "--fail-on <severity>",
        "least severity that makes the exit code 1 (default: warning)",
      ).choices(failOns),
    )
    .option("--rule <rule=level>", "a rule off, on, or as note, warning or error; repeatable", collect)
    .option("--only <rule>", "run only this rule; repeatable", collect)
    .addOption(new Option("--profile <name>", "which rules run").choices(profileNames))
    .option(
      "--target <daemon=version>",
      "lint the tree as if it were to run on that version, such as dovecot=2.4 or postfix=3.11; repeatable",
      collect,
    )
    .option("--baseline <file>", "hide the findings this file knows; entries that occur no more fail the run")
    .option("--update-baseline", "write the present findings into the baseline file")
    .option("--require-reasons", "an ignore without a reason is a finding")
    .option("--no-ignores", "show what ignores in the files hide")
    .addOption(
      new Option("--fix [mode]", "apply the safe fixes, or with `--fix=unsafe` all")
        .choices(["safe", "unsafe"])
        .preset("safe"),
    )
    .option("--diff", "print what `--fix` would change and change nothing")
    .option(
      "--live",
      "the configuration is that of this machine (of the one below --root): look at the files it names",
    )
    .option("--now <date>", "judge the dates of certificates as of then, such as 2026-12-31")
    .option("--timing", "say on standard error how long each stage took")
    .option("--watch", "lint again whenever a file changes")
    .addHelpText(
      "after",
      `
Exit codes: 0 nothing found at or above --fail-on, 1 findings, or baseline entries that occur no more, 2 wrong use,
3 nothing to lint, or a path that cannot be read or written (what could be linted was linted).`,
    )
    .action(async (paths: string[], flags: LintFlags) => {
      const run = await prepare(paths, flags, io);
      if (flags.watch) {
        const { watchRuns } = await import("./watch.ts");
        done(await watchRuns(run.paths, () => runOnce(paths, flags, io), io));
      } else done(await runOnce(paths, flags, io, run));
    });
}

/** Versions of `--target`: they count before those that the tree states or an option gives. */
function targetVersions(
  { target = [] }: LintFlags,
  { postfix }: RunSettings,
): Partial<Pick<TreeFlags, "dovecot" | "postfix" | "dovecotBefore" | "postfixBefore">> {
  const versions: { dovecot?: string; postfix?: string } = {};
  for (const one of target) {
    const [, daemon, version] = /^(dovecot|postfix)=(.+)$/.exec(one) ?? [];
    if (daemon === undefined || version === undefined)
      throw failure(`\`--target ${one}\`: write a daemon and a version, such as dovecot=2.4 or postfix=3.11`);
    if (!versionForms[daemon as "dovecot" | "postfix"].test(version))
      throw failure(`\`--target ${one}\`: ${knownVersions[daemon as "dovecot" | "postfix"]}`);
    if ((versions[daemon as "dovecot" | "postfix"] ?? version) !== version)
      throw failure(`\`--target\` gives two versions of ${daemon}; lint for one at a time`);
    versions[daemon as "dovecot" | "postfix"] = version;
  }
  return {
    ...versions,
    ...(versions.dovecot?.startsWith("2.4") ? { dovecotBefore: "2.3" } : {}),
    ...(versions.postfix === undefined ? {} : { postfixBefore: postfix ?? "" }),
  };
}

interface Run {
  readonly request: LintRequest;
  readonly rules: readonly Rule[];
  readonly settings: RunSettings;
  readonly paths: readonly string[];
  /** The working directory is linted because nothing says what else. */
  readonly byDefault: boolean;
  readonly machine: RealMachine | undefined;
  /** Nothing is left of what was given, and that is as it was asked for. */
  readonly nothingLeft: boolean;
}

async function prepare(given: readonly string[], flags: LintFlags, io: Io): Promise<Run> {
  const rules = await allRules();
  const ids = rules.map(({ id }) => id);
  const fromFile = await loadSettings(given.length === 0 ? flags : { ...flags, paths: given }, ids, io);
  const settings = merge(fromFile, flags);
  const tree = await treeOf(
    given.length === 0 ? (settings.paths ?? []) : given,
    {
      ...flags,
      ...treeFlags(settings),
      ...targetVersions(flags, settings),
      exclude: excludePatterns(settings, flags),
    },
    io,
    given.length === 0 ? fromFile.bounds : undefined,
  );
  const selection = selectionOf(settings, flags, ids);
  checkConflicts(given, flags, settings);
  const baseline =
    settings.baseline === undefined || flags.updateBaseline ? undefined : readBaseline(settings.baseline, io);
  const machine = await machineOf(flags, { roots: tree.paths, root: settings.root }, io);
  const request: LintRequest = {
    ...tree,
    machine,
    rules,
    selection,
    ignores: {
      requireReasons: settings.requireReasons,
      disabled: settings.ignores === false,
      quietUnused: selection.only !== undefined || selection.off.has("unused-ignore"),
    },
    baseline,
    progress: progressLine(io),
    ...(flags.timing ? { clock } : {}),
  };
  const byDefault = given.length === 0 && settings.paths === undefined;
  const { paths, nothingLeft } = tree;
  return { request, rules, settings, paths, byDefault, machine, nothingLeft };
}

/**
 * A flag and no key of mailint.toml: a checkout must not make its reader look at the machine. Loaded only when it is
 * asked for: it brings Node's cryptography.
 */
async function machineOf(
  { live, now }: LintFlags,
  tree: { readonly roots: readonly string[]; readonly root: string | undefined },
  io: Io,
): Promise<RealMachine | undefined> {
  if (!live) return undefined;
  const { realMachine } = await import("./machine.ts");
  return realMachine({
    ...tree,
    directory: io.directory,
    now: now === undefined ? Date.now() : timeOf(now),
  });
}

/** Milliseconds of a date, or of a date and time with its zone. */
function timeOf(date: string): number {
  const time = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:\d\d))?$/.test(date)
    ? Date.parse(date)
    : Number.NaN;
  if (Number.isNaN(time)) throw failure(`\`--now ${date}\` is no date; write one such as 2026-12-31`);
  return time;
}

const clock = () => performance.now();

/** Flags come before what the file and the environment say. */
function merge(settings: RunSettings, flags: LintFlags): RunSettings {
  const { dovecot, postfix, courier, root, follow, profile, failOn, format, baseline, requireReasons } =
    flags;
  const said = { dovecot, postfix, courier, root, follow, profile, failOn, format, baseline, requireReasons };
  const given = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
  return { ...settings, ...given, ...(flags.ignores === false ? { ignores: false } : {}) };
}

/** Flags of which one would silently do nothing beside the other. */
function checkConflicts(given: readonly string[], flags: LintFlags, settings: RunSettings): void {
  const { fix, diff, watch, only, profile, format } = flags;
  const stdin = given.includes("-");
  const conflicts: readonly (readonly [boolean | undefined, string])[] = [
    [
      flags.updateBaseline && settings.baseline === undefined,
      "`--update-baseline` needs `--baseline FILE`, the file to write",
    ],
    [
      flags.updateBaseline && (fix !== undefined || diff),
      "`--update-baseline` and `--fix` cannot go together; fix first, then write the baseline",
    ],
    [
      stdin && fix !== undefined && !diff,
      "`--fix` has no file to write for `-`; `--diff` prints what it would change",
    ],
    [flags.now !== undefined && !flags.live, "`--now` dates a look at the machine; give `--live` too"],
    [stdin && watch, "`--watch` cannot watch standard input"],
    [
      diff && format !== undefined,
      "`--diff` prints a diff in the place of a report, so `--format` is left out",
    ],
    [
      only !== undefined && profiles.some(({ id }) => id === profile),
      `\`--only\` and \`--profile ${profile}\` both say which rules run; give one of them`,
    ],
  ];
  const found = conflicts.find(([holds]) => holds);
  if (found !== undefined) throw failure(found[1]);
}

async function runOnce(paths: readonly string[], flags: LintFlags, io: Io, prepared?: Run): Promise<number> {
  const run = prepared ?? (await prepare(paths, flags, io));
  const { request, settings, machine } = run;
  const targets = targetsOf(settings.format ?? ["text"]);
  if (flags.fix !== undefined || flags.diff) {
    const fixed = await fixTree(request, { mode: flags.fix ?? "safe", diff: flags.diff === true }, io);
    tellRefused(machine, io);
    if (flags.diff) return ending(fixed, run, io, false);
    return report(fixed, { ...run, targets, flags }, io);
  }
  const found = await lint(request);
  tellRefused(machine, io);
  if (flags.updateBaseline && settings.baseline !== undefined) {
    updateBaseline(settings.baseline, found, io);
    return tellFailures(found.failures, io) ? exit.input : exit.clean;
  }
  return report(found, { ...run, targets, flags }, io);
}

interface Reporting extends Run {
  readonly targets: ReturnType<typeof targetsOf>;
  readonly flags: LintFlags;
}

async function report(found: LintReport, reporting: Reporting, io: Io): Promise<number> {
  const { rules, targets, flags } = reporting;
  const color = wantsColor(io);
  const input: ReportInput = {
    ...found,
    rules: needsProse(targets, found) ? await documented(rules) : rules,
    version,
    directory: io.directory,
    color,
    links: color && io.stdout.isTerminal,
  };
  const started = flags.timing ? clock() : 0;
  await writeReports(targets, input, io);
  if (flags.timing) tellTiming([...found.timing, ["report", clock() - started]], io);
  return ending(found, reporting, io, true);
}

/** SARIF describes all rules, people read only about those that found something. */
function needsProse(targets: Reporting["targets"], { findings }: LintReport): boolean {
  return targets.some(
    ({ format }) => format === "sarif" || (findings.length > 0 && (format === "text" || format === "html")),
  );
}

/** Says what could not be linted, and the exit code of the run. */
function ending(
  found: LintReport,
  { settings, nothingLeft, byDefault }: Pick<Run, "settings" | "nothingLeft" | "byDefault">,
  io: Io,
  judge: boolean,
): number {
  const failed = tellFailures(found.failures, io);
  if (nothingLeft) return exit.clean;
  if (failed || nothingToLint(found, byDefault, io)) return exit.input;
  const failOn = settings.failOn ?? "warning";
  if (!judge || failOn === "never") return exit.clean;
  const least = severities.indexOf(failOn);
  const bad = found.findings.some(({ severity }) => severities.indexOf(severity) >= least);
  return bad || found.stale.length > 0 ? exit.findings : exit.clean;
}

/** Only root sees private keys: what was not looked at is said, so that silence is not taken for health. */
function tellRefused(machine: RealMachine | undefined, io: Io): void {
  for (const [path, reason] of machine?.refused ?? [])
    if (reason === "permission denied")
      io.stderr.write(`mailint: ${visible(path)}: ${reason}; nothing is said about it (root may look)\n`);
}

function nothingToLint({ systems, templates, excluded }: LintReport, byDefault: boolean, io: Io): boolean {
  if (systems.length > 0) return false;
  const only =
    templates.length === 0
      ? ""
      : ` (${templates.length === 1 ? "1 template was" : `${templates.length} templates were`} left alone)`;
  const hint = byDefault ? "; name what to lint, such as `mailint /etc/dovecot /etc/postfix`" : "";
  io.stderr.write(
    `mailint: nothing to lint: no configuration of Dovecot, Postfix or Courier was found${byDefault ? " below the working directory" : ""}${only}${besides(excluded)}${hint}\n`,
  );
  return true;
}

function tellTiming(laps: LintReport["timing"], io: Io): void {
  const all = laps.reduce((sum, [, milliseconds]) => sum + milliseconds, 0);
  for (const [stage, milliseconds] of laps) {
    const share = all === 0 ? 0 : Math.round((milliseconds / all) * 100);
    io.stderr.write(
      `${stage.padEnd(10)} ${milliseconds.toFixed(1).padStart(8)} ms ${String(share).padStart(3)} %\n`,
    );
  }
}
