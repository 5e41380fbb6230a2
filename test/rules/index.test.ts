// The list of rules is what lies in rules/, ids are unique, metadata is whole, the documentation is up to date.

import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { rules } from "../../rules/index.ts";
import { docsOf, indexOf, ruleDocs, ruleFiles, rulesIndex } from "../../scripts/docs.ts";
import { runRules } from "../../src/run-rules.ts";

test("rules/index.ts lists every rule file", () => {
  expect(readFileSync("rules/index.ts", "utf8"), "run `npm run docs`").toBe(indexOf(ruleFiles()));
});

test("ids are unique and in order", () => {
  const ids = rules.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

test.each(rules.map((rule) => [rule.id, rule] as const))("%s says what it needs to", (_, rule) => {
  expect(rule.id).toMatch(/^([a-z]+\/)?[a-z0-9]+(-[a-z0-9.]+)*$/);
  expect(rule.summary).toMatch(/^[A-Z`].*\.$/s);
  expect(rule.why.trim().length).toBeGreaterThan(20);
  expect(rule.remedy.trim().length).toBeGreaterThan(10);
  expect(rule.references.length).toBeGreaterThan(0);
  if (rule.securitySeverity !== undefined) expect(rule.cwe.length).toBeGreaterThan(0);
});

test("docs/rules is up to date", () => {
  const all = [...rules, ...runRules];
  for (const [path, text] of [...all.map(ruleDocs), rulesIndex(all)]) {
    expect(existsSync(path) ? readFileSync(path, "utf8") : "missing", `${path}: run \`npm run docs\``).toBe(
      text,
    );
  }
  expect(docsOf(all)).toHaveLength(all.length + 1);
});
