// docs/proofs.json: by which tests each rule was proven. The tests fill it under MAILINT_PROOFS=write, else they check it.

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { expect } from "vitest";

interface Proof {
  readonly by: "wire" | "parser" | "source";
  readonly where: string;
}

type Proofs = Record<string, readonly Proof[]>;

const path = "docs/proofs.json";

function read(): Proofs {
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as Proofs) : {};
}

/** The rules that the test file `where` proves are those of which the document says so. */
export function expectProofs(by: Proof["by"], where: string, rules: ReadonlySet<string>): void {
  if (process.env.MAILINT_PROOFS === "write") write(by, where, rules);
  const told = Object.entries(read())
    .filter(([, proofs]) => proofs.some((proof) => proof.by === by && proof.where === where))
    .map(([rule]) => rule);
  expect(told, "MAILINT_PROOFS=write fills docs/proofs.json, then `npm run docs`").toEqual([...rules].sort());
}

function write(by: Proof["by"], where: string, rules: ReadonlySet<string>): void {
  const before = read();
  const names = [...new Set([...Object.keys(before), ...rules])].sort();
  const after = names.flatMap((rule) => {
    const others = (before[rule] ?? []).filter((proof) => proof.by !== by || proof.where !== where);
    const proofs = rules.has(rule) ? [...others, { by, where }] : others;
    return proofs.length === 0 ? [] : [[rule, proofs.toSorted(order)] as const];
  });
  writeFileSync(path, `${JSON.stringify(Object.fromEntries(after), undefined, 2)}\n`);
}

function order(one: Proof, other: Proof): number {
  return `${other.by} ${other.where}` < `${one.by} ${one.where}` ? 1 : -1;
}
