// Every example of every rule: the bad ones give exactly one finding at the mark, the good ones none, fixes give `fixed`.

import { describe, expect, test } from "vitest";
import { rules } from "../../rules/index.ts";
import { runRules } from "../../src/engine.ts";
import { applyFixes, type ExampleFiles, readExample } from "../../src/example.ts";
import type { Finding } from "../../src/finding.ts";
import { memoryHost } from "../../src/host.ts";
import { loadSystems } from "../../src/lint.ts";
import type { Rule } from "../../src/rule.ts";

async function findingsOn(
  rule: Rule,
  { options, machine }: ExampleFiles,
  files: Readonly<Record<string, string>>,
) {
  const host = memoryHost(files);
  const { systems } = await loadSystems({ paths: ["."], host, options });
  expect(systems.length, "the example makes no system").toBeGreaterThan(0);
  return runRules([rule], systems, machine);
}

function placeOf({ span }: Finding) {
  return { path: span.file.path, start: span.start, end: span.end };
}

describe.each(rules.map((rule) => [rule.id, rule] as const))("%s", (_, rule) => {
  test.each(rule.examples.map((example) => [example.title, example] as const))("%s", async (_, example) => {
    const read = readExample(example);
    const findings = await findingsOn(rule, read, read.files);
    const shown = findings.map((finding) => `${finding.message} at ${JSON.stringify(placeOf(finding))}`);
    if (read.marks.length === 0) {
      expect(shown).toEqual([]);
      return;
    }
    expect(shown, "exactly one finding").toHaveLength(1);
    expect(findings.map(placeOf)).toEqual(read.marks);
    if (read.fixed === undefined) return;
    expect(applyFixes(read.files, findings)).toEqual(read.fixed);
    expect(await findingsOn(rule, read, read.fixed)).toEqual([]);
  });

  test("has a bad and a good example", () => {
    const marked = rule.examples.map((example) => readExample(example).marks.length);
    expect(marked.some((count) => count === 1)).toBe(true);
    expect(marked.some((count) => count === 0)).toBe(true);
    for (const count of marked) expect(count).toBeLessThanOrEqual(1);
  });
});
