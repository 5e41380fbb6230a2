// `tsx scripts/fuzz/repeat.ts FILE…`: says what is wrong with inputs that a fuzzer kept, and writes each out as a tree.

import { readFileSync } from "node:fs";
import { rules } from "../../rules/index.ts";
import { runRules } from "../../src/run-rules.ts";
import { failureOf } from "./check.ts";
import { unpack } from "./input.ts";

for (const path of process.argv.slice(2)) {
  const input = unpack(readFileSync(path));
  const failure = await failureOf(input, [...rules, ...runRules]);
  process.stdout.write(`${path}: ${failure ?? "nothing is wrong"}\n${JSON.stringify(input, undefined, 2)}\n`);
}
