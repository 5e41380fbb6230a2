// No regular expression of the product can be made to backtrack: recheck found each linear, or the reason stands beside it.

import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { literalsIn, productRegexps, verdicts } from "../../scripts/regexps.ts";

const { linear, bounded } = verdicts();

/** Asks recheck in a process of its own, as it leaves one of its own behind. */
function complaints(literals: readonly string[]): Record<string, string> {
  const script = `
    import { complaint } from "./scripts/regexps.ts";
    const found = {};
    for (const literal of ${JSON.stringify(literals)}) {
      const wrong = await complaint(literal, "automaton");
      if (wrong !== undefined) found[literal] = wrong;
    }
    process.stdout.write(JSON.stringify(found));
    process.exit();`;
  const args = ["--import", "tsx", "--input-type=module", "--eval", script];
  return JSON.parse(
    execFileSync(process.execPath, args, { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] }),
  );
}

test("the judge tells what backtracks from what does not", () => {
  const found = complaints(["/^(?:a+)+$/", "/\\s+$/", "/^[a-z]+=[^\\n]*/d"]);
  expect(Object.keys(found)).toEqual(["/^(?:a+)+$/", "/\\s+$/"]);
  expect(found["/^(?:a+)+$/"]).toMatch(/^exponential/);
});

test("literals are found wherever they stand, and nothing else is", () => {
  const text = 'const a = [/x/g, b / c / d]; // /no/\nconst e = "/no/"; f(`${/y[/]z/.test(g)}`);';
  expect(literalsIn(text).map(({ literal }) => literal)).toEqual(["/x/g", "/y[/]z/"]);
});

test("every expression is linear, or its input is bounded", { timeout: 300_000 }, () => {
  const all = productRegexps();
  expect(all.size).toBeGreaterThan(300);
  const known = new Set([...linear, ...Object.keys(bounded)]);
  const fresh = [...all.keys()].filter((literal) => !known.has(literal));
  // What is new and quadratic at most, or beyond the exact method, waits for `npm run regexps`.
  const wrong = Object.entries(fresh.length === 0 ? {} : complaints(fresh));
  const told = wrong
    .filter(([, how]) => /^(?:exponential|[3-9]|\d\d)/.test(how))
    .map(([literal, how]) => `${all.get(literal)}: ${literal}: ${how}`);
  expect(
    told,
    "run `npm run regexps`; what it finds, write so that it cannot, or say in test/scripts/regexps.json why no input can",
  ).toEqual([]);
});
