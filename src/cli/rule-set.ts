// All rules, those about the run itself among them, in the order of their ids.

import type { Rule } from "../rule.ts";
import { runRules } from "../run-rules.ts";

/** To run them. In the published bundle their prose is not loaded; `documented` brings it. */
export async function allRules(): Promise<readonly Rule[]> {
  const { rules } = await import("../../rules/index.ts");
  return [...rules, ...runRules].sort((one, other) => (one.id < other.id ? -1 : 1));
}

/** The same rules with why, remedy, references and examples. */
export async function documented(rules: readonly Rule[]): Promise<readonly Rule[]> {
  const { ruleDocs } = await import("./rule-docs.ts");
  return rules.map((rule) => ({ ...rule, ...ruleDocs[rule.id] }));
}
