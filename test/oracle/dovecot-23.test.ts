// doveconf of Dovecot 2.3 judges: the lines of `-n` and `-a`, what it refuses, and where.

import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type Host, memoryHost, normalizePath } from "../../src/host.ts";
import { resolveDovecot23, showDovecot23 } from "../../src/resolve/dovecot-23.ts";
import { decode, encode, lineOf } from "../../src/source.ts";
import type { DovecotSystem, Problem } from "../../src/system.ts";
import {
  describeWithRoot,
  doveconfJob,
  type Run,
  rootDirectory,
  runMany,
  type Tree,
  withTree,
} from "./daemons.ts";
import { cases } from "./dovecot-23-cases.ts";
import { type Tree as Files, tree } from "./dovecot-23-trees.ts";

const seed = Number(process.env.MAILINT_SEED ?? 2303);
const runs = Number(process.env.MAILINT_RUNS ?? 500);

interface Judgement {
  readonly listed: Run;
  readonly all: Run;
  /** With variables put in, as the daemon itself reads the tree. */
  readonly expanded: Run;
}

/** Writes the trees and runs doveconf three times on each. `TREE` in a file stands for the directory of its tree. */
function judge(
  trees: readonly Files[],
  body: (at: number, path: string, files: Files, said: Judgement) => void,
): void {
  withTree("bookworm", {}, (planted: Tree) => {
    const placed = trees.map((files, at) => placeAt(files, `${planted.path}/${at}`));
    for (const [at, files] of placed.entries())
      planted.write(
        Object.fromEntries(Object.entries(files).map(([name, text]) => [`${at}/${name}`, encode(text)])),
      );
    const jobs = trees.flatMap((_, at) =>
      [["-n"], ["-a"], ["-n", "-x"]].map((args) => doveconfJob(args, `${planted.path}/${at}/dovecot.conf`)),
    );
    const done = runMany("bookworm", jobs, 4);
    for (const [at, files] of placed.entries()) {
      const [listed, all, expanded] = done.slice(3 * at, 3 * at + 3);
      if (listed === undefined || all === undefined || expanded === undefined)
        throw new Error("a run is missing");
      body(at, `${planted.path}/${at}`, files, { listed, all, expanded });
    }
  });
}

function placeAt(files: Files, path: string): Files {
  return Object.fromEntries(
    Object.entries(files).map(([name, text]) => [name, text.replaceAll("TREE", path)]),
  );
}

function resolved(path: string, files: Files): DovecotSystem {
  const host: Host = memoryHost(
    Object.fromEntries(Object.entries(files).map(([name, text]) => [`${path}/${name}`, text])),
  );
  const entry = { daemon: "dovecot", root: `${path}/dovecot.conf`, files: [], partial: false } as const;
  const root = { path: entry.root, text: files["dovecot.conf"] ?? "", dialect: "dovecot" } as const;
  return resolveDovecot23(entry, root, host, { dovecot: "2.3" }, "given");
}

const ofMachine = /^ *managesieve_(notify|sieve)_capability = /;

/** Lines of doveconf without header comments; one value may span lines. */
function linesOf(run: Run): string[] {
  const lines = decode(run.stdout).split("\n");
  lines.pop();
  return lines.filter((line) => !line.startsWith("# ") && !ofMachine.test(line));
}

/** The message that ends a run: the process that looks for ManageSieve's capabilities speaks before. */
function lastFatal(run: Run): string {
  return run.stderr.split("\n").findLast((line) => line.includes("Fatal: ")) ?? "";
}

/** `file:line` that a message names; `undefined` = the whole configuration. */
function placeIn(message: string): string | undefined {
  const [, file, line] =
    /configuration file (.*?) line (\d+): /.exec(message) ??
    /section started at (.*?):(\d+)\)/.exec(message) ??
    [];
  // Line 0 is that of a file included together with the one that includes itself.
  return file === undefined || line === "0" ? undefined : `${normalizePath(file)}:${line}`;
}

const placeOf = ({ span }: Problem): string => `${span.file.path}:${lineOf(span.file, span.start)}`;

/** What doveconf and the resolver do not agree on; `undefined` = nothing. */
function disagreement(path: string, files: Files, said: Judgement): string | undefined {
  const system = resolved(path, files);
  const fatal = system.problems.filter((problem) => problem.fatal);
  const variables = fatal.filter((problem) => problem.kind === "dovecot/unknown-variable");
  const others = fatal.filter((problem) => problem.kind !== "dovecot/unknown-variable");
  const mine = others.map((problem) => `${placeOf(problem)} ${problem.message}`).join("\n");
  if (said.listed.status !== 0) {
    const message = lastFatal(said.listed);
    if (others.length === 0) return `doveconf refuses it: ${message}`;
    const place = placeIn(message);
    if (place === undefined) return undefined;
    // doveconf stops at its first fault; the resolver goes on and finds the others as well.
    return others.some((problem) => placeOf(problem) === place) ? undefined : `${message}\nbut:\n${mine}`;
  }
  if (others.length > 0) return `doveconf accepts it, but:\n${mine}`;
  for (const [run, all] of [
    [said.listed, false],
    [said.all, true],
  ] as const) {
    const wanted = linesOf(run).join("\n");
    const got = showDovecot23(system, { all }).join("\n");
    if (got !== wanted) return `${all ? "-a" : "-n"}: ${firstDifference(wanted, got)}`;
  }
  const cannotOpen = / Can't open file | Is a directory/.test(lastFatal(said.expanded));
  if (!cannotOpen && (said.expanded.status !== 0) !== variables.length > 0)
    return `with variables put in: ${lastFatal(said.expanded)} but ${variables.length} unknown variables`;
  return undefined;
}

function firstDifference(wanted: string, got: string): string {
  const [left, right] = [wanted.split("\n"), got.split("\n")];
  const at = left.findIndex((line, index) => line !== right[index]);
  return `line ${at + 1}: ${JSON.stringify(left[at])}, but ${JSON.stringify(right[at])} (${left.length} and ${right.length} lines)`;
}

function text(files: Files): string {
  return Object.entries(files)
    .map(([name, content]) => `--- ${name}\n${content}`)
    .join("\n");
}

describeWithRoot("bookworm", "doveconf 2.3", (root) => {
  test("agrees on each construct of the language", { timeout: 600_000 }, () => {
    const faults: string[] = [];
    judge(
      cases.map(([, files]) => files),
      (at, path, files, said) => {
        const fault = disagreement(path, files, said);
        if (fault !== undefined) faults.push(`${cases[at]?.[0]}: ${fault}\n${text(files)}`);
      },
    );
    expect(faults).toEqual([]);
  });

  test(`agrees on ${runs} random trees`, { timeout: 1_200_000 }, () => {
    const faults: string[] = [];
    let accepted = 0;
    judge(fc.sample(tree, { seed, numRuns: runs }), (_at, path, files, said) => {
      if (said.listed.status === 0) accepted++;
      const fault = disagreement(path, files, said);
      if (fault !== undefined) faults.push(`${fault}\n${text(files)}`);
    });
    expect(faults).toEqual([]);
    // A generator that mostly makes faults, or none, would prove little.
    expect(accepted).toBeGreaterThan(runs / 4);
    expect(accepted).toBeLessThan(runs);
  });

  test("agrees on the configuration that the package brings", { timeout: 600_000 }, () => {
    const share = `${rootDirectory(root)}/usr/share/dovecot`;
    const read = (name: string): string => decode(readFileSync(`${share}/${name}`));
    const names = [
      ...[
        "10-auth",
        "10-director",
        "10-logging",
        "10-mail",
        "10-master",
        "10-ssl",
        "10-tcpwrapper",
        "15-lda",
      ],
      ...[
        "15-mailboxes",
        "20-imap",
        "20-lmtp",
        "20-pop3",
        "20-submission",
        "20-managesieve",
        "90-acl",
        "90-plugin",
      ],
      ...["90-quota", "90-sieve", "90-sieve-extprograms"],
    ];
    const databases = ["deny", "dict", "master", "passwdfile", "sql", "static", "system", "checkpassword"];
    const stock: Record<string, string> = { "dovecot.conf": read("dovecot.conf") };
    for (const name of names) stock[`conf.d/${name}.conf`] = read(`conf.d/${name}.conf`);
    for (const name of databases)
      stock[`conf.d/auth-${name}.conf.ext`] = read(`conf.d/auth-${name}.conf.ext`);
    judge([stock], (_at, path, files, said) => {
      expect(said.listed.status).toBe(0);
      expect(disagreement(path, files, said)).toBeUndefined();
    });
  });
});
