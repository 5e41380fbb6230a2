// Every example of a rule about Postfix, read by the real postconf of its release: it is taken, and the effective values
// are those the rules look at.

import { expect, test } from "vitest";
import { rules } from "../../rules/index.ts";
import { isForPostconf, postfixParserTest, rulesForPostconf } from "../../scripts/proofs.ts";
import { readExample } from "../../src/example.ts";
import { memoryHost } from "../../src/host.ts";
import { resolvePostfix } from "../../src/resolve/postfix.ts";
import type { Example } from "../../src/rule.ts";
import { expectProofs } from "../proofs.ts";
import { ask } from "./answers.ts";
import { describeWithRoot, postconfJob, type Root } from "./daemons.ts";

interface Case {
  readonly rule: string;
  readonly title: string;
  readonly version: string;
  readonly files: { readonly "main.cf": string; readonly "master.cf": string };
}

function casesFor(root: Root): readonly Case[] {
  return rules.flatMap((rule) =>
    rule.examples.flatMap((example: Example): Case[] => {
      if (!isForPostconf(rule, example)) return [];
      const { files } = readExample(example);
      const version = example.version ?? "3.7";
      const newer = Number(version.split(".")[1]) > 7;
      if (newer !== (root === "trixie")) return [];
      const texts = { "main.cf": files["main.cf"] ?? "", "master.cf": files["master.cf"] ?? "" };
      return [{ rule: rule.id, title: `${rule.id}: ${example.title}`, version, files: texts }];
    }),
  );
}

/** postconf prints one blank where a line goes on. */
function blanks(text: string): string {
  return text.trim().replace(/\s+/g, " ");
}

/** `name = value` lines of postconf(1) as a map; `config_directory` comes with the option that names it. */
function table(output: Uint8Array): Map<string, string> {
  const pairs = Buffer.from(output)
    .toString("utf8")
    .split("\n")
    .flatMap((line) => {
      const at = line.indexOf(" =");
      return at === -1 ? [] : [[line.slice(0, at), blanks(line.slice(at + 2))] as const];
    });
  return new Map(pairs.filter(([name]) => name !== "config_directory"));
}

function modelled({ files, version }: Case, printed: ReadonlyMap<string, string>): Map<string, string> {
  const entry = { daemon: "postfix" as const, root: "main.cf", files: ["master.cf"], partial: false };
  const system = resolvePostfix(entry, memoryHost(files), { postfix: version });
  const found = new Map<string, string>();
  if (system.daemon !== "postfix") return found;
  for (const [key, theirs] of printed) {
    const [name = "", type, parameter] = key.split("/");
    const service = system.config.services.find((one) => one.name.text === name && one.type.text === type);
    const value = system.config.get(parameter ?? name, parameter === undefined ? undefined : service);
    // What only the machine knows stays as it is written; of a service postconf prints what is written, too.
    const text = parameter === undefined ? value?.value : value?.raw;
    found.set(key, value === undefined || value.unknown ? theirs : blanks(text ?? ""));
  }
  return found;
}

for (const root of ["bookworm", "trixie"] as const) {
  describeWithRoot(root, `examples of rules, read by the postconf of ${root}`, () => {
    test("are taken, with the values that the rules look at", { timeout: 600_000 }, () => {
      const cases = casesFor(root);
      expect(cases.length).toBeGreaterThan(20);
      const files = Object.fromEntries(
        cases.flatMap((one, at) => Object.entries(one.files).map(([name, text]) => [`${at}/${name}`, text])),
      );
      const jobs = (path: string) =>
        cases.flatMap((_, at) => [
          postconfJob(["-nx"], `${path}/${at}`),
          postconfJob(["-P"], `${path}/${at}`),
        ]);
      const { runs } = ask(root, (path) => ({ files, jobs: jobs(path) }), 8);
      for (const [at, one] of cases.entries()) {
        const [main, services] = [runs[2 * at], runs[2 * at + 1]];
        expect({
          of: one.title,
          status: main?.status,
          said: main?.status === 0 ? "" : main?.stderr,
        }).toEqual({
          of: one.title,
          status: 0,
          said: "",
        });
        for (const output of [main?.stdout, services?.stdout]) {
          const printed = table(output ?? new Uint8Array());
          expect({ of: one.title, values: modelled(one, printed) }).toEqual({
            of: one.title,
            values: printed,
          });
        }
      }
    });
  });
}

test("docs/proofs.json tells of it", () => {
  const proven = new Set((["bookworm", "trixie"] as const).flatMap(casesFor).map(({ rule }) => rule));
  expect(proven).toEqual(rulesForPostconf(rules));
  expectProofs("parser", postfixParserTest, proven);
});
