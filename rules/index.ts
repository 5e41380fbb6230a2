// All rules, in the order of their ids.

import type { Rule } from "../src/rule.ts";

export const rules: readonly Rule[] = [];
