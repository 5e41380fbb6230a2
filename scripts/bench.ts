// The parts of `npm run bench`, each printing ratios of things measured side by side: FOLDER [RUNS].
//
// Start-up: the built command line against `node -e 0`, alternating. Throughput: parsing and the whole pipeline against a
// scanner that only splits lines, and against Augeas. One host against Lynis. Fleet: bench-fleet.ts. Absolute times depend
// on the machine.

import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { dirname, join, relative } from "node:path";
import { parseDovecot } from "../grammars/dovecot/parser.ts";
import { parseMain } from "../grammars/postfix-main/parser.ts";
import { parseMaster } from "../grammars/postfix-master/parser.ts";
import { rules } from "../rules/index.ts";
import { memoryHost } from "../src/host.ts";
import { lint } from "../src/lint.ts";
import { everyRule } from "../src/selection.ts";
import type { Dialect, SourceFile } from "../src/source.ts";
import { benchDense } from "./bench-dense.ts";
import { benchFleet } from "./bench-fleet.ts";
import { augeasLines, lynisLine } from "./bench-peers.ts";
import { hostFiles } from "./fleet-hosts.ts";

const [folder = "", runs = "25"] = process.argv.slice(2);
const program = join(process.cwd(), "dist/mailint.js");

/** Files below a fixture by their path in it. */
function filesOf(fixture: string): Record<string, string> {
  const base = join(process.cwd(), "fixtures", fixture);
  const paths = readdirSync(base, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== "expected.txt")
    .map((entry) => relative(base, join(entry.parentPath, entry.name)));
  return Object.fromEntries(paths.map((path) => [path, readFileSync(join(base, path), "utf8")]));
}

const stockDovecot = filesOf("secure-dovecot");
const { "main.cf": stockMain = "", "master.cf": stockMaster = "" } = filesOf("secure-postfix");

function line(name: string, value: string): void {
  process.stdout.write(`${name.padEnd(46)} ${value}\n`);
}

/** Milliseconds. */
function once(args: readonly string[]): number {
  const started = performance.now();
  const done = spawnSync(process.execPath, args, { stdio: ["ignore", "ignore", "ignore"] });
  if (done.error !== undefined || done.status === null) throw new Error(`cannot run node ${args.join(" ")}`);
  return performance.now() - started;
}

function median(times: readonly number[]): number {
  const sorted = [...times].sort((one, other) => one - other);
  return sorted[sorted.length >> 1] ?? 0;
}

/** Medians of two commands run in turn, in milliseconds. */
function sideBySide(args: readonly string[]): { own: number; bare: number } {
  const own: number[] = [];
  const bare: number[] = [];
  for (let run = 0; run < Number(runs) + 2; run++) {
    const [one, other] = [once(args), once(["-e", "0"])];
    // The first two warm the disk's cache.
    if (run < 2) continue;
    own.push(one);
    bare.push(other);
  }
  return { own: median(own), bare: median(bare) };
}

/** Prints the ratios; returns the milliseconds of one host with both daemons. */
function startUp(): number {
  const files = {
    "tiny/dovecot.conf": "protocols = imap\n",
    ...Object.fromEntries(Object.entries(stockDovecot).map(([path, text]) => [`dovecot/${path}`, text])),
    "postfix/main.cf": stockMain,
    "postfix/master.cf": stockMaster,
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const trees: readonly (readonly [string, readonly string[]])[] = [
    ["one line of Dovecot", ["tiny"]],
    ["stock Dovecot tree", ["dovecot"]],
    ["stock Postfix main.cf and master.cf", ["postfix"]],
    ["both daemons of one host", ["dovecot", "postfix"]],
  ];
  let last = 0;
  for (const [name, paths] of trees) {
    const { own, bare } = sideBySide([program, "--no-config", ...paths.map((path) => join(folder, path))]);
    line(`start-up, ${name}`, `${(own / bare).toFixed(2)} x node -e 0`);
    last = own;
  }
  return last;
}

/** Megabytes a second: the best of several rounds over the same files, each a new object. */
function speed(bytes: number, work: () => void): number {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 7; round++) {
    const started = performance.now();
    work();
    best = Math.min(best, performance.now() - started);
  }
  return bytes / 1e3 / best;
}

/** Lines, their first word and the rest: what no reader can do without. */
function scan(text: string): number {
  let found = 0;
  for (const one of text.split("\n")) {
    const equals = one.indexOf("=");
    if (equals > 0 && one.slice(0, equals).trim() !== "" && one.slice(equals + 1).trim() !== "") found++;
  }
  return found;
}

function parsing(): void {
  const conf = Object.values(stockDovecot)
    .join("\n")
    .replace(/^\s*#.*\n/gm, "")
    .replace(/^!include.*$/gm, "");
  const samples: readonly (readonly [string, Dialect, string, (file: SourceFile) => unknown, string])[] = [
    ["dovecot.conf", "dovecot", conf.repeat(60), (file) => parseDovecot(file, "2.3"), "Dovecot"],
    ["main.cf", "postfix-main", stockMain.repeat(60), parseMain, "Postfix_Main"],
    ["master.cf", "postfix-master", stockMaster.repeat(60), parseMaster, "Postfix_Master"],
  ];
  const forAugeas = samples.map(([name, dialect, text, parse, lens]) => {
    const floor = speed(text.length, () => scan(text));
    const parsed = speed(text.length, () => parse({ path: name, text, dialect }));
    line(
      `parse ${name}`,
      `${parsed.toFixed(1)} MB/s, ${(floor / parsed).toFixed(1)} x the time of a line scanner`,
    );
    return { name, lens, text: text.slice(0, text.length / 60), own: parsed };
  });
  for (const [name, value] of augeasLines(folder, forAugeas)) line(name, value);
}

/** Each host is linted by itself, as `mailint fleet` does. */
async function pipeline(name: string, hosts: readonly Readonly<Record<string, string>>[]): Promise<void> {
  const texts = hosts.flatMap((files) => Object.values(files));
  const bytes = texts.reduce((sum, text) => sum + text.length, 0);
  const stages = new Map<string, number>();
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 6; round++) {
    const laps: (readonly [string, number])[] = [];
    const started = performance.now();
    for (const files of hosts) {
      const host = memoryHost(files);
      const clock = () => performance.now();
      const { timing } = await lint({
        ...{ paths: ["."], host, options: {}, rules, selection: everyRule, ignores: {}, clock },
      });
      laps.push(...timing);
    }
    const whole = performance.now() - started;
    if (whole >= best) continue;
    best = whole;
    stages.clear();
    for (const [stage, time] of laps) stages.set(stage, (stages.get(stage) ?? 0) + time);
  }
  const whole = bytes / 1e3 / best;
  const floor = speed(bytes, () => texts.map(scan));
  const each = `${(best / hosts.length).toFixed(2)} ms a host of ${Math.round(bytes / hosts.length / 1e3)} kB`;
  line(`whole pipeline, ${name}`, `${whole.toFixed(1)} MB/s, ${each}`);
  line("", `${(floor / whole).toFixed(0)} x the time of a line scanner`);
  const shares = [...stages].map(([stage, time]) => `${stage} ${Math.round((time / best) * 100)} %`);
  line("", shares.join(", "));
}

const dense = {
  ...Object.fromEntries(Object.entries(stockDovecot).map(([path, text]) => [`dovecot/${path}`, text])),
  "postfix/main.cf": stockMain,
  "postfix/master.cf": stockMaster,
};

line("machine", `${cpus()[0]?.model ?? "unknown"}, Node ${process.version}`);
const own = startUp();
parsing();
await pipeline(
  "short trees of both daemons",
  Array.from({ length: 200 }, () => dense),
);
await pipeline(
  "hosts as packages leave them",
  Array.from({ length: 200 }, (_, index) => hostFiles(index)),
);
await benchDense(line);
line(...lynisLine(own));
await benchFleet(line);
