// The real doveconf on every Dovecot example of every rule: it refuses what mailint calls fatal, and else reads the same values.

import { beforeAll, expect, test } from "vitest";
import { rules } from "../../rules/index.ts";
import { dovecotParserTest, rulesForDoveconf } from "../../scripts/proofs.ts";
import { readExample } from "../../src/example.ts";
import { memoryHost } from "../../src/host.ts";
import { loadSystems } from "../../src/lint.ts";
import { showDovecot } from "../../src/resolve/dovecot-show.ts";
import type { Example, Rule } from "../../src/rule.ts";
import type { DovecotSystem } from "../../src/system.ts";
import { expectProofs } from "../proofs.ts";
import { ask } from "./answers.ts";
import { describeWithRoot, doveconfJob, messages, type Root, type Run } from "./daemons.ts";

interface Case {
  readonly rule: Rule;
  readonly example: Example;
  readonly files: Readonly<Record<string, string>>;
  readonly version: "2.3" | "2.4";
}

const cases: readonly Case[] = rules.flatMap((rule) =>
  rule.examples.flatMap((example) => {
    const { files, options } = readExample(example);
    if (!("dovecot.conf" in files)) return [];
    return [{ rule, example, files, version: options.dovecot === "2.4" ? "2.4" : "2.3" } as const];
  }),
);

/** What doveconf computes from the machine, and header comments, are none of the configuration's. */
function shown(output: Uint8Array): readonly string[] {
  return new TextDecoder()
    .decode(output)
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#") && !/^managesieve_\w+_capability = /.test(line));
}

async function systemOf({ files, version }: Case): Promise<DovecotSystem> {
  const { systems } = await loadSystems({
    paths: ["dovecot.conf"],
    host: memoryHost(files),
    options: { dovecot: version },
  });
  const found = systems.find(({ daemon }) => daemon === "dovecot");
  if (found?.daemon !== "dovecot") throw new Error("no Dovecot system");
  return found;
}

/** The daemon itself puts variables in, doveconf only when told to. */
function argumentsFor({ problems }: DovecotSystem): readonly string[] {
  return problems.some(({ kind }) => kind === "dovecot/unknown-variable") ? ["-n", "-x"] : ["-n"];
}

interface Judged {
  readonly system: DovecotSystem;
  readonly run: Run;
}

/** What mailint and doveconf make of each example. */
async function judgedBy(root: Root, own: readonly Case[]): Promise<readonly Judged[]> {
  const systems = await Promise.all(own.map(systemOf));
  const files = Object.fromEntries(
    own.flatMap((one, at) => Object.entries(one.files).map(([name, text]) => [`${at}/${name}`, text])),
  );
  const jobs = (path: string) =>
    systems.map((system, at) => doveconfJob(argumentsFor(system), `${path}/${at}/dovecot.conf`));
  const { runs } = ask(root, (path) => ({ files, jobs: jobs(path) }), 4);
  return systems.map((system, at) => ({ system, run: runs[at] as Run }));
}

function agree({ system, run }: Judged): void {
  const outside = system.problems.some(({ kind }) => kind === "include-outside");
  if (outside) return;
  const fatal = system.problems.filter((problem) => problem.fatal).map(({ message }) => message);
  expect({ refused: run.status !== 0, said: run.status === 0 ? [] : messages(run) }).toEqual({
    refused: fatal.length > 0,
    said: fatal.length > 0 ? expect.anything() : [],
  });
  if (run.status === 0) expect(showDovecot(system, { all: false })).toEqual(shown(run.stdout));
}

for (const version of ["2.3", "2.4"] as const)
  describeWithRoot(
    version === "2.4" ? "trixie" : "bookworm",
    `doveconf ${version} on the examples`,
    (root) => {
      const own = cases.filter((one) => one.version === version);
      let judged: readonly Judged[] = [];
      beforeAll(async () => {
        judged = await judgedBy(root, own);
      }, 300_000);
      test.each(own.map((one, at) => [one.rule.id, one.example.title, at] as const))(
        "%s: %s",
        (_rule, _title, at) => agree(judged[at] as Judged),
      );
    },
  );

test("docs/proofs.json tells of it", () => {
  const proven = new Set(cases.map(({ rule }) => rule.id));
  expect(proven).toEqual(rulesForDoveconf(rules));
  expectProofs("parser", dovecotParserTest, proven);
});
