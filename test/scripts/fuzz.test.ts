// The judge of the fuzzers sees what it is for, and an input survives being packed.

import fc from "fast-check";
import { expect, test } from "vitest";
import { failureOf } from "../../scripts/fuzz/check.ts";
import { pack, unpack } from "../../scripts/fuzz/input.ts";
import { seedsOf, wordsOf } from "../../scripts/fuzz/seeds.ts";
import { defineRule, type Rule } from "../../src/rule.ts";
import { encode } from "../../src/source.ts";

const seed = Number(process.env.MAILINT_SEED ?? 7002);
const seeds = seedsOf(["fixtures"]);

function ruleThat(check: Rule["check"]): Rule {
  return defineRule({
    id: "probe",
    since: "0.1.0",
    severity: "note",
    precision: "low",
    cwe: [],
    summary: "Probe.",
    why: "A probe.",
    remedy: "None.",
    references: [],
    examples: [],
    check,
  });
}

test("trees survive packing, any bytes unpack", () => {
  expect(seeds.length).toBeGreaterThan(20);
  for (const tree of seeds) expect(unpack(pack(tree, encode))).toEqual(tree);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      expect(Object.keys(unpack(bytes).files).length).toBeLessThanOrEqual(9);
    }),
    { seed },
  );
});

test("the words are those of the daemons", () => {
  expect(wordsOf(seeds)).toEqual(expect.arrayContaining(["smtpd_tls_security_level", "ssl", "!include "]));
});

test("a rule that throws is seen", async () => {
  const rule = ruleThat(() => {
    throw new Error("broken");
  });
  expect(await failureOf({ files: { "main.cf": "a = b\n" }, newer: false }, [rule])).toContain("broken");
});

test("a span outside of its file is seen", async () => {
  const rule = ruleThat(({ systems, report }) => {
    const file = systems[0]?.root;
    if (file !== undefined) report({ span: { file, start: 0, end: 99 }, message: "outside" });
  });
  expect(await failureOf({ files: { "main.cf": "a = b\n" }, newer: false }, [rule])).toContain("0..99 of 6");
});

test("a run whose cost is out of proportion is seen", async () => {
  const input = { files: { "main.cf": "a = b\n".repeat(1000) }, newer: false };
  expect(await failureOf(input, [], 0)).toMatch(/^slow: /);
  expect(await failureOf(input, [], 100)).toBeUndefined();
});
