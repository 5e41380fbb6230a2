import { expect, test } from "vitest";
import { rules } from "../../rules/index.ts";
import { readProofs } from "../../scripts/proofs.ts";

/** They tell what mailint leaves unread and what no daemon asks for: no daemon has a word in it. */
const withoutDaemon = ["postfix/unused-table", "unsupported-shell"];

test("each rule says how it was proven", () => {
  const proofs = readProofs();
  const unproven = rules.map(({ id }) => id).filter((id) => proofs[id] === undefined);
  expect(unproven.sort()).toEqual(withoutDaemon);
  const ids = new Set(rules.map(({ id }) => id));
  expect(Object.keys(proofs).filter((id) => !ids.has(id))).toEqual([]);
});
