// The real daemons as judges: runs their own tools inside the roots that scripts/oracles.sh unpacks.
//
// How a run in a root differs from the same command on a machine where the daemon is installed:
// - The host name is always `mail.example.test`, names are looked up in files only, the environment is empty but PATH,
//   LANG=C and what the test gives. What still is the machine's: its kernel (`# OS:` of doveconf) and its network
//   interfaces (the computed default of Postfix's `mynetworks`), so no test may depend on those.
// - No maintainer script ran. /etc/dovecot and /etc/postfix hold no stock configuration, and there are no
//   /usr/share/dovecot/protocols.d/*.protocol: `!include_try` of them finds nothing.
// - `postconf -n` with `-c DIR` also prints `config_directory = DIR`.
// - Dovecot 2.3 with the ManageSieve package forks `managesieve -k`, which runs doveconf again: each error line comes
//   twice, with a line about that process between (see `messages`), and `doveconf -n` prints two
//   `managesieve_*_capability` settings that nobody wrote.
// - Postfix sleeps a second before it dies of a fatal error, and waits for files changed in the last second; planted
//   files are therefore dated back, and `runMany` overlaps the deaths.

import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { afterAll, describe, test } from "vitest";

export type Root = "bookworm" | "trixie" | "courier";

export interface Run {
  readonly stdout: Uint8Array;
  readonly stderr: string;
  /** Exit status; -1 when a signal or the time limit ended it. */
  readonly status: number;
}

/** A directory inside a root that holds what a test wrote. */
export interface Tree {
  readonly root: Root;
  /** As the daemon sees it. */
  readonly path: string;
  /** As the test sees it. */
  readonly hostPath: string;
  write(files: Files): void;
  remove(): void;
}

/** Paths relative to the tree; a directory comes into being with its first file. */
export type Files = Readonly<Record<string, string | Uint8Array>>;

export interface Job {
  /** Absolute path of the program inside the root, and its arguments. */
  readonly argv: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

const PATH = "/usr/sbin:/usr/bin:/sbin:/bin";
const HOST_NAME = "mail.example.test";
const TIME_LIMIT_MS = 300_000;
const MOST_OUTPUT = 256 * 1024 * 1024;
const LONG_AGO = new Date("2020-01-01T00:00:00Z");

export function rootDirectory(root: Root): string {
  return `${process.env.MAILINT_ORACLES ?? "/opt/mailint-oracles"}/${root}`;
}

/** Why the daemons of `root` cannot be run here; `undefined` when they can. */
export function unavailable(root: Root): string | undefined {
  if (process.getuid?.() !== 0) return "only root may chroot";
  if (!existsSync(`${rootDirectory(root)}/.stamp`))
    return `${rootDirectory(root)} is missing: run scripts/oracles.sh`;
  return undefined;
}

/** A `describe` that needs the daemons of `root`: without them it skips and says why, and under CI=true it fails. */
export function describeWithRoot(root: Root, title: string, body: (root: Root) => void): void {
  const reason = unavailable(root);
  if (reason === undefined) {
    describe(title, () => {
      body(root);
      afterAll(removePlanted);
    });
  } else if (process.env.CI === "true") {
    describe(title, () => {
      test("needs the real daemon", () => {
        throw new Error(reason);
      });
    });
  } else {
    describe.skip(`${title} (${reason})`, () => {
      test("needs the real daemon", () => undefined);
    });
  }
}

const planted = new Set<Tree>();

function removePlanted(): void {
  for (const tree of planted) tree.remove();
}

process.once("exit", removePlanted);

/** A fresh directory in `root` with `files`. It goes with `remove()`, at the latest after the `describeWithRoot`. */
export function plant(root: Root, files: Files = {}): Tree {
  const path = `/mailint/${process.pid}-${randomBytes(6).toString("hex")}`;
  const hostPath = rootDirectory(root) + path;
  mkdirSync(hostPath);
  const tree: Tree = {
    root,
    path,
    hostPath,
    write(more) {
      for (const [name, content] of Object.entries(more)) {
        const file = `${hostPath}/${name}`;
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, content);
        utimesSync(file, LONG_AGO, LONG_AGO);
      }
    },
    remove() {
      planted.delete(tree);
      rmSync(hostPath, { recursive: true, force: true });
    },
  };
  planted.add(tree);
  tree.write(files);
  return tree;
}

/** Runs `body` on a planted tree that is gone afterwards, whatever happens. */
export function withTree<T>(root: Root, files: Files, body: (tree: Tree) => T): T {
  const tree = plant(root, files);
  try {
    return body(tree);
  } finally {
    tree.remove();
  }
}

/** Argument vector of a command in a root, with the host name pinned: run it as `command[0]` with the rest. */
function inRoot(root: Root, argv: readonly string[]): readonly [string, ...string[]] {
  const pinned = `hostname ${HOST_NAME}; exec "$@"`;
  return ["unshare", "--uts", "sh", "-c", pinned, "sh", "chroot", rootDirectory(root), ...argv];
}

export function environment(env: Readonly<Record<string, string>> = {}): Record<string, string> {
  return { PATH, LANG: "C", ...env };
}

/** Runs one command inside a root. */
export function run(root: Root, argv: readonly string[], env: Readonly<Record<string, string>> = {}): Run {
  const [program, ...args] = inRoot(root, argv);
  const done = spawnSync(program, args, {
    env: environment(env),
    stdio: ["ignore", "pipe", "pipe"],
    timeout: TIME_LIMIT_MS,
    maxBuffer: MOST_OUTPUT,
  });
  if (done.error !== undefined && done.status === null && done.signal === null) throw done.error;
  return finished(done);
}

function finished(done: SpawnSyncReturns<Buffer>): Run {
  return { stdout: done.stdout, stderr: done.stderr.toString("utf8"), status: done.status ?? -1 };
}

/** doveconf(1) on a configuration file, given as the daemon sees it: `doveconf(root, ["-n"], tree.path + "/dovecot.conf")`. */
export function doveconf(root: Root, args: readonly string[], path: string): Run {
  return run(root, doveconfJob(args, path).argv);
}

/** postconf(1) on a configuration directory, which must hold a main.cf, and for -M, -F and -P a master.cf. */
export function postconf(root: Root, args: readonly string[], dir: string): Run {
  return run(root, postconfJob(args, dir).argv);
}

export function doveconfJob(args: readonly string[], path: string): Job {
  return { argv: ["/usr/bin/doveconf", "-c", path, ...args] };
}

export function postconfJob(args: readonly string[], dir: string): Job {
  return { argv: ["/usr/sbin/postconf", "-c", dir, ...args] };
}

/**
 * Runs many commands in one shell inside the root, `width` of them at a time, and gives their results in order.
 * One chroot for all: with small configurations the start of the processes is nearly all of the time.
 */
export function runMany(root: Root, jobs: readonly Job[], width = 8): readonly Run[] {
  return withTree(root, {}, (tree) => {
    const lines = jobs.map((job, at) => {
      const command = [...assignments(job.env), ...job.argv.map(quote)].join(" ");
      const line = `{ ${command} >${at}.out 2>${at}.err </dev/null; echo $? >${at}.rc; } &`;
      return at % width === width - 1 ? `${line}\nwait` : line;
    });
    tree.write({ "jobs.sh": `cd ${tree.path} || exit 1\n${lines.join("\n")}\nwait\n` });
    const shell = run(root, ["/bin/sh", `${tree.path}/jobs.sh`]);
    if (shell.status !== 0)
      throw new Error(`the shell in ${root} ended with ${shell.status}: ${shell.stderr}`);
    return jobs.map((_, at) => ({
      stdout: readFileSync(`${tree.hostPath}/${at}.out`),
      stderr: readFileSync(`${tree.hostPath}/${at}.err`, "utf8"),
      status: Number(readFileSync(`${tree.hostPath}/${at}.rc`, "utf8")),
    }));
  });
}

function assignments(env: Readonly<Record<string, string>> = {}): readonly string[] {
  const pairs = Object.entries(env);
  return pairs.length === 0
    ? []
    : ["/usr/bin/env", ...pairs.map(([name, value]) => quote(`${name}=${value}`))];
}

function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

/** The distinct lines of standard error, in order, without what 2.3 says of its forked `managesieve -k`. */
export function messages(run: Run): readonly string[] {
  const lines = run.stderr
    .split("\n")
    .filter((line) => line !== "" && !line.includes("dump-capability process"));
  return [...new Set(lines)];
}
