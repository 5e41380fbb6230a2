// docs/proofs.json: by which tests each rule was proven.

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { readExample } from "../src/example.ts";
import type { Example, Rule } from "../src/rule.ts";

export interface Proof {
  readonly by: "wire" | "parser" | "source";
  readonly where: string;
}

export type Proofs = Readonly<Record<string, readonly Proof[]>>;

const path = "docs/proofs.json";

/** The test that gives doveconf every Dovecot example of every rule. */
export const dovecotParserTest = "test/oracle/rules-dovecot.test.ts";

/** The test that gives postconf every Postfix example that it can read. */
export const postfixParserTest = "test/oracle/rules-postfix.test.ts";

export function readProofs(): Proofs {
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as Proofs) : {};
}

/** Rules with a Dovecot example, which `dovecotParserTest` therefore proves. */
export function rulesForDoveconf(rules: readonly Rule[]): ReadonlySet<string> {
  return new Set(
    rules
      .filter(({ examples }) => examples.some((example) => "dovecot.conf" in readExample(example).files))
      .map(({ id }) => id),
  );
}

/** main.cf and master.cf only, and no bad example that postconf refuses to read. */
export function isForPostconf(rule: Rule, example: Example): boolean {
  const { files, marks } = readExample(example);
  const read = Object.keys(files).every((name) => name === "main.cf" || name === "master.cf");
  return read && !(rule.id === "syntax" && marks.length > 0);
}

/** Rules with such an example, which `postfixParserTest` therefore proves. */
export function rulesForPostconf(rules: readonly Rule[]): ReadonlySet<string> {
  const proven = rules.filter((rule) => rule.examples.some((example) => isForPostconf(rule, example)));
  return new Set(proven.map(({ id }) => id));
}

/** Enters that the test file `where` proves these rules and no others. */
export function recordProofs(by: Proof["by"], where: string, rules: ReadonlySet<string>): void {
  const before = readProofs();
  const names = [...new Set([...Object.keys(before), ...rules])].sort();
  const after = names.flatMap((rule) => {
    const others = (before[rule] ?? []).filter((proof) => proof.by !== by || proof.where !== where);
    const proofs = rules.has(rule) ? [...others, { by, where }] : others;
    return proofs.length === 0 ? [] : [[rule, proofs.toSorted(inOrder)] as const];
  });
  const text = `${JSON.stringify(Object.fromEntries(after), undefined, 2)}\n`;
  if (!existsSync(path) || readFileSync(path, "utf8") !== text) writeFileSync(path, text);
}

function inOrder(one: Proof, other: Proof): number {
  return `${other.by} ${other.where}` < `${one.by} ${one.where}` ? 1 : -1;
}
