// `npm run bench`: start-up and throughput as ratios measured side by side in one run; absolute times depend on the machine.
//
// Start-up: the built command line against `node -e 0`, alternating, medians. Throughput: parsing and the whole pipeline over
// a dense configuration made here, against a scanner that only splits lines. Fleet: bench-fleet.ts.

import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { parseDovecot } from "../grammars/dovecot/parser.ts";
import { parseMain } from "../grammars/postfix-main/parser.ts";
import { parseMaster } from "../grammars/postfix-master/parser.ts";
import { rules } from "../rules/index.ts";
import { memoryHost } from "../src/host.ts";
import { lint } from "../src/lint.ts";
import { everyRule } from "../src/selection.ts";
import type { Dialect, SourceFile } from "../src/source.ts";
import { benchFleet } from "./bench-fleet.ts";

/** Files below a fixture by their path in it. */
function filesOf(fixture: string): Record<string, string> {
  const base = fileURLToPath(new URL(`../fixtures/${fixture}`, import.meta.url));
  const paths = readdirSync(base, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== "expected.txt")
    .map((entry) => relative(base, join(entry.parentPath, entry.name)));
  return Object.fromEntries(paths.map((path) => [path, readFileSync(join(base, path), "utf8")]));
}

const stockDovecot = filesOf("secure-dovecot");
const { "main.cf": stockMain = "", "master.cf": stockMaster = "" } = filesOf("secure-postfix");

const program = fileURLToPath(new URL("../dist/mailint.js", import.meta.url));
const starts = Number(process.argv[2] ?? 25);

function once(args: readonly string[]): number {
  const started = process.hrtime.bigint();
  const done = spawnSync(process.execPath, args, { stdio: ["ignore", "ignore", "ignore"] });
  if (done.error !== undefined || done.status === null) throw new Error(`cannot run node ${args.join(" ")}`);
  return Number(process.hrtime.bigint() - started) / 1e6;
}

function median(times: readonly number[]): number {
  const sorted = [...times].sort((one, other) => one - other);
  return sorted[sorted.length >> 1] ?? 0;
}

/** Ratio of medians of two commands run in turn. */
function ratio(args: readonly string[]): number {
  const own: number[] = [];
  const bare: number[] = [];
  for (let run = 0; run < starts + 2; run++) {
    const [one, other] = [once(args), once(["-e", "0"])];
    // The first two warm the disk's cache.
    if (run < 2) continue;
    own.push(one);
    bare.push(other);
  }
  return median(own) / median(bare);
}

function line(name: string, value: string): void {
  process.stdout.write(`${name.padEnd(46)} ${value}\n`);
}

function startUp(folder: string): void {
  const trees: readonly (readonly [string, readonly string[]])[] = [
    ["one line of Dovecot", ["tiny"]],
    ["stock Dovecot tree", ["dovecot"]],
    ["stock Postfix main.cf and master.cf", ["postfix"]],
    ["both daemons of one host", ["dovecot", "postfix"]],
  ];
  for (const [name, paths] of trees) {
    const args = [program, "--no-config", ...paths.map((path) => join(folder, path))];
    line(`start-up, ${name}`, `${ratio(args).toFixed(2)} x node -e 0`);
  }
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

async function throughput(): Promise<void> {
  const conf = Object.values(stockDovecot)
    .join("\n")
    .replace(/^\s*#.*\n/gm, "");
  const samples: readonly (readonly [string, Dialect, string, (file: SourceFile) => unknown])[] = [
    [
      "dovecot.conf",
      "dovecot",
      conf.replace(/^!include.*$/gm, "").repeat(60),
      (file) => parseDovecot(file, "2.3"),
    ],
    ["main.cf", "postfix-main", stockMain.repeat(60), parseMain],
    ["master.cf", "postfix-master", stockMaster.repeat(60), parseMaster],
  ];
  for (const [name, dialect, text, parse] of samples) {
    const floor = speed(text.length, () => scan(text));
    const parsed = speed(text.length, () => parse({ path: name, text, dialect }));
    line(
      `parse ${name}`,
      `${parsed.toFixed(1)} MB/s, ${(floor / parsed).toFixed(1)} x the time of a line scanner`,
    );
  }
  const hosts = Object.fromEntries(
    Array.from({ length: 200 }, (_, host) => host).flatMap((host) => [
      ...Object.entries(stockDovecot).map(([path, text]) => [`${host}/dovecot/${path}`, text] as const),
      [`${host}/postfix/main.cf`, stockMain] as const,
      [`${host}/postfix/master.cf`, stockMaster] as const,
    ]),
  );
  const bytes = Object.values(hosts).reduce((sum, text) => sum + text.length, 0);
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 4; round++) {
    const host = memoryHost(hosts);
    const started = performance.now();
    await lint({ paths: ["."], host, options: {}, rules, selection: everyRule, ignores: {} });
    best = Math.min(best, performance.now() - started);
  }
  const floor = speed(bytes, () => Object.values(hosts).map(scan));
  const whole = bytes / 1e3 / best;
  line(
    "whole pipeline, 200 hosts of both daemons",
    `${whole.toFixed(2)} MB/s, ${(best / 200).toFixed(2)} ms a host`,
  );
  line("", `${(floor / whole).toFixed(0)} x the time of a line scanner`);
}

const folder = mkdtempSync(join(tmpdir(), "mailint-bench-"));
try {
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
  startUp(folder);
  await throughput();
  await benchFleet(line);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
