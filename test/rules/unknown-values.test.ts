// Nobody knows what a template expression becomes: a rule that tells of a value says nothing where one stands in its place.

import { expect, test } from "vitest";
import { rules } from "../../rules/index.ts";
import { runRules } from "../../src/engine.ts";
import { type ExampleFiles, readExample } from "../../src/example.ts";
import { memoryHost } from "../../src/host.ts";
import { loadSystems } from "../../src/lint.ts";
import type { Rule } from "../../src/rule.ts";

/** What they say holds whatever the value is. */
const ofAnyValue = new Set(["dovecot/filter-conflict"]);
const expression = "{{ value }}";

interface Replaced {
  readonly rule: Rule;
  readonly title: string;
  readonly example: ExampleFiles;
  readonly path: string;
  readonly start: number;
}

/** Examples in which the mark is all of a value. */
const marked = rules.flatMap((rule) =>
  rule.examples.flatMap((one): readonly Replaced[] => {
    const example = readExample(one);
    const [mark] = example.marks;
    const text = example.files[mark?.path ?? ""];
    if (mark === undefined || text === undefined || ofAnyValue.has(rule.id)) return [];
    const line = text.slice(text.lastIndexOf("\n", mark.start - 1) + 1, mark.start);
    const [rest = ""] = text.slice(mark.end).split("\n");
    if (!/^[\w .\\/-]+=\s*$/.test(line) || rest.trim() !== "") return [];
    const files = {
      ...example.files,
      [mark.path]: text.slice(0, mark.start) + expression + text.slice(mark.end),
    };
    return [{ rule, title: one.title, example: { ...example, files }, path: mark.path, start: mark.start }];
  }),
);

test("most rules tell of a value", () => {
  expect(new Set(marked.map(({ rule }) => rule.id)).size).toBeGreaterThan(100);
});

test.each(marked.map((one) => [one.rule.id, one.title, one] as const))("%s: %s", async (_id, _title, one) => {
  const { rule, example, path, start } = one;
  const host = memoryHost(example.files);
  const { systems } = await loadSystems({ paths: ["."], host, options: example.options });
  const found = await runRules([rule], systems, example.machine);
  const there = found.filter(
    ({ span }) => span.file.path === path && span.start >= start && span.start < start + expression.length,
  );
  expect(there.map(({ message }) => message)).toEqual([]);
});
