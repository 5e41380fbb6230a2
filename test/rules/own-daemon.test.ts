// A rule whose name begins with a daemon is run on systems of that daemon alone: on those of others it would say nothing.

import { expect, test } from "vitest";
import { rules } from "../../rules/index.ts";
import { runRules } from "../../src/engine.ts";
import { readExample } from "../../src/example.ts";
import { memoryHost } from "../../src/host.ts";
import { loadSystems } from "../../src/lint.ts";
import { activeRules, everyRule } from "../../src/selection.ts";
import type { Daemon } from "../../src/system.ts";

const all = { ...everyRule, strict: true };
const leftOut = (daemons: ReadonlySet<Daemon>) => {
  const active = new Set(activeRules(rules, all, daemons));
  return rules.filter((rule) => !active.has(rule));
};

test("rules of other daemons are left out, and no rule where all daemons are", () => {
  expect(leftOut(new Set(["dovecot", "postfix", "courier"]))).toEqual([]);
  const ids = leftOut(new Set(["postfix"])).map(({ id }) => id);
  expect(ids).toContain("dovecot/duplicate-listener");
  expect(ids.filter((id) => !/^(?:dovecot|courier)\//.test(id))).toEqual([]);
});

test.each(rules.map((rule) => [rule.id, rule] as const))(
  "those left out on the examples of %s",
  async (_, rule) => {
    for (const example of rule.examples) {
      const { files, options, machine } = readExample(example);
      const { systems } = await loadSystems({ paths: ["."], host: memoryHost(files), options });
      for (const system of systems)
        expect(runRules(leftOut(new Set([system.daemon])), [system], machine)).toEqual([]);
    }
  },
);
