// All rules. Written by `npm run docs` from the files below this folder; do not edit.

import type { Rule } from "../src/rule.ts";
import settingsSyntax from "./settings/syntax.ts";

export const rules: readonly Rule[] = [
  settingsSyntax,
];
