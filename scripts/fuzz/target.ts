// What Jazzer.js calls with each input. A failure is written down and the run goes on, so that one does not hide the next.

import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { rules } from "../../rules/index.ts";
import { runRules } from "../../src/run-rules.ts";
import { failureOf } from "./check.ts";
import { unpack } from "./input.ts";

/** Instrumented code on a busy machine. */
const factor = 20;
const directory = process.env.MAILINT_FUZZ_FAILURES ?? "fuzz-failures";
mkdirSync(directory, { recursive: true });
const seen = new Set(readdirSync(directory));
const every = [...rules, ...runRules];

export async function fuzz(bytes: Uint8Array): Promise<void> {
  const failure = await failureOf(unpack(bytes), every, factor);
  if (failure === undefined) return;
  // One file a kind of failure: numbers, and the file names of the bundle, differ from run to run.
  const kind = failure.replace(/\d+/g, "N").slice(0, 300);
  const name = createHash("sha256").update(kind).digest("hex").slice(0, 12);
  if (seen.has(name)) return;
  seen.add(name);
  writeFileSync(join(directory, name), bytes);
  writeFileSync(join(directory, `${name}.txt`), `${failure}\n`);
  process.stderr.write(`FAILURE ${name}: ${failure}\n`);
}
