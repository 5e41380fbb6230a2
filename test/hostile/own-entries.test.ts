// Tables of ours are asked for words of a configuration. Every object has a `constructor`, which no configuration must find in
// one: here every object has one more name, which tells who looks it up and finds it inherited.

import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { rules } from "../../rules/index.ts";
import { failureOf } from "../../scripts/fuzz/check.ts";
import { seedsOf } from "../../scripts/fuzz/seeds.ts";
import { runRules } from "../../src/run-rules.ts";

const name = "inherited_name";
const found = new Set<string>();

beforeAll(() => {
  for (const one of [name, name.toUpperCase()])
    Object.defineProperty(Object.prototype, one, { configurable: true, get: whoAsks });
});
afterAll(() => {
  for (const one of [name, name.toUpperCase()]) Reflect.deleteProperty(Object.prototype, one);
});

function whoAsks(): undefined {
  const lines = new Error().stack?.split("\n") ?? [];
  const asker = lines.find((line) => /\/(?:src|rules|grammars)\//.test(line)) ?? lines[2] ?? "";
  found.add(asker.replace(/^.*\/(?=src\/|rules\/|grammars\/)|\)$/g, ""));
}

/** Words that become the name: one in three, twenty or all, on both sides of `=` or behind it only. */
const changed = fc.record({
  seed: fc.constantFrom(...seedsOf(["fixtures"])),
  share: fc.constantFrom(1, 3, 20),
  names: fc.boolean(),
  upper: fc.boolean(),
  newer: fc.boolean(),
});

function withName(text: string, share: number, names: boolean, word: string): string {
  let count = 0;
  return text.replace(/^([^=\n]*=)?(.*)$/gm, (_, left = "", right = "") => {
    const change = (part: string) => part.replace(/\w[\w-]*/g, (one) => (count++ % share === 0 ? word : one));
    return (names ? change(left) : left) + change(right);
  });
}

test("no table is asked for a name that it only inherits", { timeout: 240_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(changed, async ({ seed, share, names, upper, newer }) => {
      const word = upper ? name.toUpperCase() : name;
      const files = Object.fromEntries(
        Object.entries(seed.files).map(([path, text]) => [path, withName(text, share, names, word)]),
      );
      // Time is no matter here.
      expect(await failureOf({ files, newer }, [...rules, ...runRules], 1000)).toBeUndefined();
      expect([...found]).toEqual([]);
    }),
    { seed: Number(process.env.MAILINT_SEED ?? 7002), numRuns: 150 },
  );
});

test.each([
  "tls_high_cipherlist = constructor:!toString\nsmtpd_tls_security_level = may\n",
  "smtpd_tls_mandatory_protocols = >=constructor, !toString\n",
  "smtpd_recipient_restrictions = constructor, check_client_access constructor:/x, toString:/y\n",
  "mynetworks = constructor:/x, toString\nrelayhost = [x]:constructor\n",
])("%j", async (main) => {
  const master =
    "constructor inet n - y - toString constructor\n  -o toString=x\nsmtp inet n - y - - smtpd\n  -o constructor=x\n";
  const files = { "main.cf": main, "master.cf": master };
  expect(await failureOf({ files, newer: false }, [...rules, ...runRules], 1000)).toBeUndefined();
});
