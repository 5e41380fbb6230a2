// Part of `npm run bench`: other readers of the same files, side by side, where they are installed: Augeas and Lynis.

import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A file for Augeas: its name, the lens that reads it, its text, and how fast mailint parses it. */
export interface AugeasSample {
  readonly name: string;
  readonly lens: string;
  readonly text: string;
  /** Megabytes a second. */
  readonly own: number;
}

/** Milliseconds that a command takes; `undefined` when it is not installed. */
export function timeOf(command: string, args: readonly string[], input = ""): number | undefined {
  const started = performance.now();
  const done = spawnSync(command, args, { input, stdio: ["pipe", "ignore", "ignore"] });
  return done.error === undefined ? performance.now() - started : undefined;
}

/** Least of some runs: what else the machine does only adds. */
export function leastTime(runs: number, once: () => number | undefined): number | undefined {
  const times = Array.from({ length: runs }, once).filter((time) => time !== undefined);
  return times.length === 0 ? undefined : Math.min(...times);
}

/** Its time grows faster than a file, and one is read in less time than its start varies by: it reads so many, each in a directory. */
const copies = 50;

/** One line a file: Augeas' parse, without its start, against mailint's. */
export function* augeasLines(folder: string, samples: readonly AugeasSample[]): Generator<[string, string]> {
  const root = join(folder, "augeas");
  for (const { name, lens, text, own } of samples) {
    for (let copy = 0; copy < copies; copy++) {
      const directory = join(root, "etc", String(copy));
      mkdirSync(directory, { recursive: true });
      writeFileSync(join(directory, name), text);
    }
    const quiet = ["--noautoload", "--noload", "--root", root];
    const reading = (path: string) => [...quiet, "--transform", `${lens} incl ${path}`];
    const all = reading(`/etc/*/${name}`);
    const parsed = spawnSync("augtool", all, { input: `match /files/etc/0/${name}/*\n`, encoding: "utf8" });
    if (parsed.error !== undefined) return yield [`Augeas, ${name}`, "not installed (Debian: augeas-tools)"];
    if (!parsed.stdout.includes("/files")) {
      yield [`Augeas, ${name}`, `its lens ${lens} does not read this file`];
      continue;
    }
    // A transform is carried out at the start, whether there is something to read or not.
    const whole = leastTime(5, () => timeOf("augtool", all)) ?? 0;
    const start = leastTime(5, () => timeOf("augtool", reading("/none"))) ?? 0;
    const theirs = (copies * text.length) / 1e3 / Math.max(whole - start, 0.01);
    yield [
      `Augeas, ${name}`,
      `${theirs.toFixed(2)} MB/s; mailint parses ${(own / theirs).toFixed(0)} x as fast`,
    ];
  }
}

/** Lynis' tests of mail servers on this machine against one start of mailint, `own` milliseconds. */
export function lynisLine(own: number): [string, string] {
  const args = [
    "audit",
    "system",
    "--quick",
    "--quiet",
    "--no-colors",
    "--tests-from-group",
    "mail_messaging",
  ];
  const theirs = timeOf("lynis", args);
  const name = "lynis, tests of mail servers";
  if (theirs === undefined) return [name, "not installed (Debian: lynis)"];
  return [name, `${(theirs / own).toFixed(0)} x the time of mailint on both daemons of one host`];
}
