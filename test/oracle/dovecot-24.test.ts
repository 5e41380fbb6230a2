// doveconf of Dovecot 2.4 judges: the lines of `-n` and `-a`, what it refuses, and where.

import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type Host, memoryHost } from "../../src/host.ts";
import { resolveDovecot24, showDovecot24 } from "../../src/resolve/dovecot-24.ts";
import { decode } from "../../src/source.ts";
import type { DovecotSystem } from "../../src/system.ts";
import { describeWithRoot, rootDirectory } from "./daemons.ts";
import { firstDifference, type Judgement, judge, lastFatal, linesOf, placeIn, placeOf } from "./doveconf.ts";
import { cases } from "./dovecot-24-cases.ts";
import { type Tree as Files, tree } from "./dovecot-24-trees.ts";

const seed = Number(process.env.MAILINT_SEED ?? 2401);
const runs = Number(process.env.MAILINT_RUNS ?? 500);

function resolved(path: string, files: Files): DovecotSystem {
  const host: Host = memoryHost(
    Object.fromEntries(Object.entries(files).map(([name, text]) => [`${path}/${name}`, text])),
  );
  const entry = { daemon: "dovecot", root: `${path}/dovecot.conf`, files: [], partial: false } as const;
  const root = { path: entry.root, text: files["dovecot.conf"] ?? "", dialect: "dovecot" } as const;
  return resolveDovecot24(entry, root, host, { dovecot: "2.4" }, "given");
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
    // The tool itself fails over a `$SET:` that the daemon takes.
    const isCrash = said.listed.stderr.includes("Panic: Failed to set default service_");
    if (isCrash && system.problems.some((problem) => problem.message.includes("doveconf crash")))
      return undefined;
    if (others.length === 0) return `doveconf refuses it: ${message}`;
    const place = placeIn(message);
    if (place === undefined) return undefined;
    // It stops at its first fault, and so must be the first of all faults in the lines; the others are found later.
    return others.some((problem) => placeOf(problem) === place) ? undefined : `${message}\nbut:\n${mine}`;
  }
  const last = lastFatal(said.expanded);
  const cannotOpen = / Can't open file | Is a directory|open\(.*\) failed|read\(.*\) failed/s.test(
    said.expanded.stderr,
  );
  // Only the daemon puts all variables in and refuses what comes out.
  const refusedLater =
    said.expanded.status !== 0 && others.some((problem) => placeOf(problem) === placeIn(last));
  if (others.length > 0 && !refusedLater && !cannotOpen) return `doveconf accepts it, but:\n${mine}`;
  for (const [run, all] of [
    [said.listed, false],
    [said.all, true],
  ] as const) {
    const wanted = linesOf(run).join("\n");
    const got = showDovecot24(system, { all }).join("\n");
    if (got !== wanted) return `${all ? "-a" : "-n"}: ${firstDifference(wanted, got)}`;
  }
  if (!cannotOpen && (said.expanded.status !== 0) !== fatal.length > 0)
    return `with variables put in: ${last} but ${variables.length} unknown variables`;
  return undefined;
}

function text(files: Files): string {
  return Object.entries(files)
    .map(([name, content]) => `--- ${name}\n${content}`)
    .join("\n");
}

describeWithRoot("trixie", "doveconf 2.4", (root) => {
  test("agrees on each construct of the language", { timeout: 600_000 }, () => {
    const faults: string[] = [];
    judge(
      "trixie",
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
    judge("trixie", fc.sample(tree, { seed, numRuns: runs }), (_at, path, files, said) => {
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
    const stock: Record<string, string> = { "dovecot.conf": read("dovecot.conf") };
    for (const name of readdirSync(`${share}/conf.d`)) stock[`conf.d/${name}`] = read(`conf.d/${name}`);
    judge("trixie", [stock], (_at, path, files, said) => {
      expect(said.listed.status).toBe(0);
      expect(disagreement(path, files, said)).toBeUndefined();
    });
  });
});
