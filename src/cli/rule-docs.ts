// The prose of the rules by id. The build replaces this module by its content, read only when prose is shown.

import { rules } from "../../rules/index.ts";
import type { Rule } from "../rule.ts";

type RuleDoc = Pick<Rule, "why" | "remedy" | "references" | "examples">;

export const ruleDocs: Readonly<Record<string, RuleDoc>> = Object.fromEntries(
  rules.map(({ id, why, remedy, references, examples }) => [id, { why, remedy, references, examples }]),
);
