import { expect, test } from "vitest";
import { failedRule, runRules } from "../../src/engine.ts";
import { defineRule, type Report, type Rule } from "../../src/rule.ts";
import type { SourceFile } from "../../src/source.ts";
import type { System } from "../../src/system.ts";

const file: SourceFile = { path: "b.conf", text: "one\ntwo\n", dialect: "dovecot" };
const before: SourceFile = { path: "a.conf", text: "one\n", dialect: "dovecot" };
const system = { root: file } as unknown as System;

function rule(id: string, reports: readonly Report[]): Rule {
  return defineRule({
    id,
    since: "0.1.0",
    severity: "warning",
    precision: "high",
    cwe: [],
    summary: "",
    why: "",
    remedy: "",
    references: [],
    examples: [],
    check: ({ report }) => {
      for (const one of reports) report(one);
    },
  });
}

const at = (source: SourceFile, start: number, message = "m"): Report => ({
  span: { file: source, start, end: start + 1 },
  message,
});

test("findings come in the order of files, places and rules", () => {
  const findings = runRules(
    [rule("z", [at(file, 4), at(file, 0)]), rule("a", [at(file, 4), at(before, 2)])],
    [system],
  );
  expect(findings.map(({ rule, span }) => `${span.file.path}:${span.start} ${rule}`)).toEqual([
    "a.conf:2 a",
    "b.conf:0 z",
    "b.conf:4 a",
    "b.conf:4 z",
  ]);
});

test("the same said twice is one finding, another message at the place is another", () => {
  const findings = runRules([rule("a", [at(file, 0), at(file, 0), at(file, 0, "other")])], [system]);
  expect(findings.map(({ message }) => message)).toEqual(["m", "other"]);
});

test("a finding has the rule's severity unless the report says another", () => {
  const findings = runRules([rule("a", [at(file, 0), { ...at(file, 1), severity: "error" }])], [system]);
  expect(findings.map(({ severity }) => severity)).toEqual(["warning", "error"]);
});

test("a rule that throws is told of, and the other rules still run", () => {
  const failing: Rule = {
    ...rule("broken", []),
    check: () => {
      throw new Error("no way");
    },
  };
  const findings = runRules([failing, rule("a", [at(file, 0)])], [system]);
  expect(findings.map(({ rule }) => rule).sort()).toEqual(["a", failedRule]);
  expect(findings.find(({ rule }) => rule === failedRule)?.message).toContain("rule `broken` failed");
});
