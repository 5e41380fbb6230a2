// A fleet run: hosts through the pool to lines, record, reports and summary, and what its exit code says.

import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { setFlagsFromString } from "node:v8";
import { type FailOn, type RunSettings, unknownName } from "../config-file.ts";
import { severities } from "../finding.ts";
import type { HostLine, HostName } from "../report/fleet-line.ts";
import { addLine, emptyTally, summaryJson, summaryText, type Tally } from "../report/fleet-summary.ts";
import { jsonText } from "../report/json-text.ts";
import { loadSettings } from "./config.ts";
import type { FleetFlags } from "./fleet.ts";
import { type FleetSettings, hostLinter } from "./fleet-host.ts";
import { runPool } from "./fleet-pool.ts";
import { fleetProgress } from "./fleet-progress.ts";
import { type FleetRecord, openRecord } from "./fleet-record.ts";
import { fleetHosts } from "./fleet-sources.ts";
import { exit, failure, type Io } from "./io.ts";
import { writeWhole } from "./replace-file.ts";
import { allRules } from "./rule-set.ts";
import { selectionOf } from "./selection-flags.ts";
import { checkVersions, excludePatterns } from "./tree.ts";
import { version } from "./version.ts";

/** The exit code is that of `lint`, over all hosts: 3 when some host could not be linted, else 1 for findings. */
export async function runFleet(sources: readonly string[], flags: FleetFlags, io: Io): Promise<number> {
  const { summary, lines, html } = targetsOf(sources, flags);
  const ids = (await allRules()).map(({ id }) => id);
  const fromFile = await loadSettings(flags, ids, io);
  const settings = fleetSettings(fromFile, flags, ids, io);
  const hosts = await fleetHosts(sources, settings.exclude, io);
  const record = flags.resume === undefined ? undefined : openRecord(flags.resume, io);
  const page = html === undefined ? undefined : (await import("./fleet-html.ts")).openPage(html, io);
  try {
    const tally = emptyTally();
    const count = (line: HostLine) => {
      addLine(tally, line);
      page?.add(line);
    };
    const left = unrecorded(hosts, sources.length > 0, record, flags, io, count);
    const progress = fleetProgress(left.length, io);
    await lintAll(left, settings, flags, (line) => {
      record?.append(line);
      count(line);
      if (lines) io.stdout.write(`${jsonText(line)}\n`);
      progress(line);
    });
    page?.finish(tally);
    writeSummary(summary, tally, io);
    if (hosts.length === 0 && sources.length > 0) io.stderr.write("mailint: there is no host to lint\n");
    return exitCode(tally, flags.failOn ?? fromFile.failOn ?? "warning");
  } finally {
    page?.close();
    record?.close();
  }
}

interface Summary {
  readonly form: string;
  /** `undefined` = standard output for JSON, standard error for people. */
  readonly file: string | undefined;
}

interface Targets {
  readonly lines: boolean;
  /** File of the HTML page. */
  readonly html: string | undefined;
  readonly summary: Summary;
}

/** Where everything goes, after a look at the flags that exclude each other. */
function targetsOf(sources: readonly string[], flags: FleetFlags): Targets {
  if (sources.length === 0 && flags.resume === undefined)
    throw failure(
      "name a directory of hosts, an archive or a list of paths, or `-` for such a list on standard input",
    );
  if (flags.retry && flags.resume === undefined)
    throw failure("`--retry` needs `--resume FILE`, the record that says what failed");
  const formats = (flags.format ?? ["jsonl"]).map((spec) => formAndFile("format", spec, ["jsonl", "html"]));
  for (const { form, file } of formats) {
    if (form === "html" && file === undefined) throw failure("`--format html` needs a file: `html=FILE`");
    if (form === "jsonl" && file !== undefined)
      throw failure("`--format jsonl` goes to standard output; `--resume FILE` records the lines in a file");
  }
  return {
    lines: formats.some(({ form }) => form === "jsonl"),
    html: formats.find(({ form }) => form === "html")?.file,
    summary: formAndFile("summary", flags.summary, ["text", "json", "none"]),
  };
}

/** `json`, `json=FILE`. */
function formAndFile(option: string, spec: string, forms: readonly string[]): Summary {
  const at = spec.indexOf("=");
  const form = at === -1 ? spec : spec.slice(0, at);
  const file = at === -1 ? undefined : spec.slice(at + 1);
  if (!forms.includes(form)) throw failure(`${unknownName(option, form, forms)} (${forms.join(", ")})`);
  if (file === "") throw failure(`\`--${option} ${spec}\` names no file behind \`=\``);
  return { form, file };
}

function fleetSettings(
  fromFile: RunSettings,
  flags: FleetFlags,
  ids: readonly string[],
  io: Io,
): FleetSettings {
  const dovecot = flags.dovecot ?? fromFile.dovecot;
  const postfix = flags.postfix ?? fromFile.postfix;
  const courier = flags.courier ?? fromFile.courier;
  checkVersions({
    ...(dovecot === undefined ? {} : { dovecot }),
    ...(postfix === undefined ? {} : { postfix }),
    ...(courier === undefined ? {} : { courier }),
  });
  const selection = selectionOf(
    { ...fromFile, ...(flags.profile === undefined ? {} : { profile: flags.profile }) },
    flags,
    ids,
  );
  return {
    directory: io.directory,
    exclude: excludePatterns(fromFile, flags),
    dovecot,
    postfix,
    courier,
    selection,
    ignores: {
      requireReasons: flags.requireReasons ?? fromFile.requireReasons,
      disabled: flags.ignores === false || fromFile.ignores === false,
      quietUnused: selection.only !== undefined || selection.off.has("unused-ignore"),
    },
  };
}

/**
 * Hosts to lint; `known` gets the recorded line of every other one. Without sources the record names the hosts.
 * However a path is written, from the root or from the working directory, it is the same host.
 */
function unrecorded(
  hosts: readonly HostName[],
  named: boolean,
  record: FleetRecord | undefined,
  { retry }: FleetFlags,
  io: Io,
  known: (line: HostLine) => void,
): readonly HostName[] {
  if (record === undefined) return hosts;
  const placeOf = ({ path }: HostName) => resolve(io.directory, path);
  const left = new Map(hosts.map((host) => [placeOf(host), host]));
  for (const line of record.lines()) {
    const again = retry === true && line.status === "failed";
    if (again && !named) left.set(placeOf(line), { host: line.host, path: line.path });
    else if (!again && (!named || left.delete(placeOf(line)))) known(line);
  }
  return [...left.values()];
}

async function lintAll(
  hosts: readonly HostName[],
  settings: FleetSettings,
  { jobs = availableParallelism(), timeout, ordered }: FleetFlags,
  write: (line: HostLine) => void,
): Promise<void> {
  optimizeLater();
  if (jobs === 0) {
    const lintHost = hostLinter(settings);
    for (const host of hosts) write(await lintHost(host));
    return;
  }
  const turn = inTurn(write);
  await runPool(hosts, settings, {
    // In the bundle this is the path of the program.
    worker: import.meta.filename,
    jobs,
    timeout: timeout * 1000,
    done: ordered ? turn.done : (_, line) => write(line),
    ...(ordered ? { mayBegin: turn.mayBegin } : {}),
  });
}

/**
 * V8 of Node 20 optimizes whatever a few hosts have called, in each worker anew: a seventh of the time of a thousand hosts,
 * less when it waits. Later ones wait by themselves, and have no such flag.
 */
function optimizeLater(): void {
  if (process.versions.node.startsWith("20.")) setFlagsFromString("--interrupt-budget=400000");
}

/** Hosts that may be done before an earlier one is; more would fill the memory behind one slow host. */
const ahead = 256;

/** Lines that come as they may, written in the order of their hosts. */
function inTurn(write: (line: HostLine) => void) {
  const early = new Map<number, HostLine>();
  let next = 0;
  return {
    mayBegin: (index: number) => index < next + ahead,
    done: (index: number, line: HostLine) => {
      early.set(index, line);
      for (let due = early.get(next); due !== undefined; due = early.get(next)) {
        early.delete(next++);
        write(due);
      }
    },
  };
}

function writeSummary({ form, file }: Summary, tally: Tally, io: Io): void {
  if (form === "none") return;
  const text = form === "json" ? `${jsonText(summaryJson(tally, version))}\n` : summaryText(tally);
  if (file !== undefined) writeWhole(resolve(io.directory, file), text, file);
  else if (form === "json") io.stdout.write(text);
  else io.stderr.write(text);
}

function exitCode({ hosts, linted, failed, incomplete, severities: found }: Tally, failOn: FailOn): number {
  if (hosts === 0 || linted === 0 || failed > 0 || incomplete > 0) return exit.input;
  if (failOn === "never") return exit.clean;
  const bad = severities.slice(severities.indexOf(failOn)).some((severity) => found[severity].hosts > 0);
  return bad ? exit.findings : exit.clean;
}
