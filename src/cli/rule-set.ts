// All rules, those about the run itself among them, in the order of their ids.

import type { Rule } from "../rule.ts";
import { runRules } from "../run-rules.ts";

export async function allRules(): Promise<readonly Rule[]> {
  const { rules } = await import("../../rules/index.ts");
  return [...rules, ...runRules].sort((one, other) => (one.id < other.id ? -1 : 1));
}
