// doveconf of Dovecot 2.3 judges: the lines of `-n` and `-a`, what it refuses, and where.

import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type Host, memoryHost } from "../../src/host.ts";
import { resolveDovecot23, showDovecot23 } from "../../src/resolve/dovecot-23.ts";
import { decode } from "../../src/source.ts";
import type { DovecotSystem } from "../../src/system.ts";
import { describeWithRoot, rootDirectory } from "./daemons.ts";
import { firstDifference, type Judgement, judge, lastFatal, linesOf, placeIn, placeOf } from "./doveconf.ts";
import { cases } from "./dovecot-23-cases.ts";
import { type Tree as Files, tree } from "./dovecot-23-trees.ts";

const seed = Number(process.env.MAILINT_SEED ?? 2303);
const runs = Number(process.env.MAILINT_RUNS ?? 500);

function resolved(path: string, files: Files): DovecotSystem {
  const host: Host = memoryHost(
    Object.fromEntries(Object.entries(files).map(([name, text]) => [`${path}/${name}`, text])),
  );
  const entry = { daemon: "dovecot", root: `${path}/dovecot.conf`, files: [], partial: false } as const;
  const root = { path: entry.root, text: files["dovecot.conf"] ?? "", dialect: "dovecot" } as const;
  return resolveDovecot23(entry, root, host, { dovecot: "2.3" }, "given");
}

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

function text(files: Files): string {
  return Object.entries(files)
    .map(([name, content]) => `--- ${name}\n${content}`)
    .join("\n");
}

describeWithRoot("bookworm", "doveconf 2.3", (root) => {
  test("agrees on each construct of the language", { timeout: 600_000 }, () => {
    const faults: string[] = [];
    judge(
      "bookworm",
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
    judge("bookworm", fc.sample(tree, { seed, numRuns: runs }), (_at, path, files, said) => {
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
    judge("bookworm", [stock], (_at, path, files, said) => {
      expect(said.listed.status).toBe(0);
      expect(disagreement(path, files, said)).toBeUndefined();
    });
  });
});
