// Findings about the run itself, beside those of the rules: what they are, for reports and `explain`.

import { failedRule } from "./engine.ts";
import { defineRule, type Rule } from "./rule.ts";

const common = {
  since: "0.1.0",
  precision: "very-high",
  cwe: [],
  references: [],
  examples: [],
  check: () => {},
} as const;

export const templateRule = "template";
export const unusedIgnore = "unused-ignore";
export const ignoreWithoutReason = "ignore-without-reason";

/** Their `check` is empty: the pipeline reports them where it meets them. */
export const runRules: readonly Rule[] = [
  defineRule({
    ...common,
    id: templateRule,
    severity: "note",
    summary: "A template of a configuration file was met and not linted.",
    why: "What a template engine makes of the file cannot be known before it has run, so nothing is said about it.",
    remedy: "Lint what the template engine writes, in the pipeline that runs it.",
  }),
  defineRule({
    ...common,
    id: unusedIgnore,
    severity: "warning",
    summary: "A `mailint-ignore` comment hides nothing.",
    why: "An ignore that outlives its finding hides the next one at its place, and misleads who reads it.",
    remedy: "Remove the comment, or correct the rule it names.",
  }),
  defineRule({
    ...common,
    id: ignoreWithoutReason,
    severity: "warning",
    summary: "A `mailint-ignore` comment gives no reason.",
    why: "Whoever reads the file later cannot tell an accepted risk from a forgotten one.",
    remedy: "Write why the finding does not matter here: `# mailint-ignore RULE: reason`.",
  }),
  defineRule({
    ...common,
    id: failedRule,
    severity: "error",
    summary: "A rule failed on this configuration; its findings are incomplete.",
    why: "This is a defect of mailint, not of the configuration.",
    remedy:
      "Report it with the configuration that shows it; `--disable RULE` leaves the rule out until it is mended.",
  }),
];
