// Tests that prove rules keep docs/proofs.json: they fill it under MAILINT_PROOFS=write, and check it otherwise.

import { expect } from "vitest";
import { type Proof, readProofs, recordProofs } from "../scripts/proofs.ts";

/** The rules that the test file `where` proves are those of which the document says so. */
export function expectProofs(by: Proof["by"], where: string, rules: ReadonlySet<string>): void {
  if (process.env.MAILINT_PROOFS === "write") recordProofs(by, where, rules);
  const told = Object.entries(readProofs())
    .filter(([, proofs]) => proofs.some((proof) => proof.by === by && proof.where === where))
    .map(([rule]) => rule);
  expect(told, "MAILINT_PROOFS=write fills docs/proofs.json, then `npm run docs`").toEqual([...rules].sort());
}
