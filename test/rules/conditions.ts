// What a rule says of a configuration: for tables of cases that an example in the rule's page would be too much for.

import { describe, expect, test } from "vitest";
import { rules } from "../../rules/index.ts";
import { runRules } from "../../src/engine.ts";
import type { Severity } from "../../src/finding.ts";
import { memoryHost } from "../../src/host.ts";
import { loadSystems } from "../../src/lint.ts";
import type { LintOptions } from "../../src/options.ts";

export interface Condition {
  readonly rule: string;
  /** What is special about the configuration. */
  readonly title: string;
  readonly files: Readonly<Record<string, string>>;
  readonly options: LintOptions;
  /** The severity of each finding of the rule, in the order of the files. */
  readonly says: readonly Severity[];
}

export function testConditions(name: string, conditions: readonly Condition[]): void {
  describe(name, () => {
    test.each(conditions.map((one) => [one.rule, one.title, one] as const))("%s: %s", async (id, _, one) => {
      expect(await saysOf(one), id).toEqual(one.says);
    });
  });
}

async function saysOf({ rule: id, files, options }: Condition): Promise<readonly Severity[]> {
  const rule = rules.find((one) => one.id === id);
  if (rule === undefined) throw new Error(`no rule \`${id}\``);
  const { systems } = await loadSystems({ paths: ["."], host: memoryHost(files), options });
  expect(systems.length, "the files make no system").toBeGreaterThan(0);
  return (await runRules([rule], systems)).map(({ severity }) => severity);
}

/** A row: rule, title, files, what it says (nothing when absent), how to read the tree. */
export type Row = readonly [
  rule: string,
  title: string,
  files: Readonly<Record<string, string>>,
  says?: readonly Severity[],
  options?: LintOptions,
];

export function conditionsOf(rows: readonly Row[], usual: LintOptions): readonly Condition[] {
  return rows.map(([rule, title, files, says = [], options = usual]) => ({
    rule,
    title,
    files,
    says,
    options,
  }));
}
