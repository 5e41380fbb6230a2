// `npm run fuzz -- [SECONDS] [DIRECTORY…]`: mutates configurations and sends them through the whole pipeline, without any tool.
//
// What counts as a failure: fuzz/check.ts. Each is printed and kept, shrunk line by line. MAILINT_SEED repeats a run.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { rules } from "../rules/index.ts";
import { runRules } from "../src/run-rules.ts";
import { encode } from "../src/source.ts";
import { failureOf } from "./fuzz/check.ts";
import { type FuzzInput, pack } from "./fuzz/input.ts";
import { seedsOf, wordsOf } from "./fuzz/seeds.ts";

const [seconds = "60", ...directories] = process.argv.slice(2);
const largest = 60_000;
const every = [...rules, ...runRules];

/** Mulberry32: small, seeded, good enough to mutate. */
function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const seed = Number(process.env.MAILINT_SEED ?? 20260101);
const next = random(seed);
const below = (limit: number): number => Math.floor(next() * limit);
const pick = <Item>(items: readonly Item[]): Item | undefined => items[below(items.length)];

const corpus = seedsOf(directories.length === 0 ? ["fixtures"] : directories);
const texts = corpus.flatMap(({ files }) => Object.values(files));
const pieces = [...wordsOf(corpus), ..."{}=#\\\"'$%<>!@:,;[]()*? \t\r\n\0".split(""), "\udcff", "\u001b[31m"];

function mutate(text: string, others: readonly string[]): string {
  let result = text;
  for (let count = 1 + below(6); count > 0; count--) {
    const at = below(result.length + 1);
    const length = below(Math.min(200, result.length - at + 1));
    const other = pick(others) ?? "";
    const from = below(other.length + 1);
    const choices: readonly (() => string)[] = [
      () => result.slice(0, at) + (pick(pieces) ?? "") + result.slice(at),
      () => result.slice(0, at) + result.slice(at + length),
      () =>
        result.slice(0, at) + result.slice(at, at + length).repeat(1 + below(20)) + result.slice(at + length),
      () => result.slice(0, at) + other.slice(from, from + below(400)) + result.slice(at),
      () => result.slice(0, at) + (pick(pieces) ?? "").repeat(below(300)) + result.slice(at),
      () =>
        result
          .split("\n")
          .sort(() => next() - 0.5)
          .join("\n"),
    ];
    result = (pick(choices) ?? (() => result))().slice(0, largest);
  }
  return result;
}

/** Changes one file of the tree. */
function mutated(input: FuzzInput): FuzzInput {
  const chosen = pick(Object.keys(input.files)) ?? "main.cf";
  return { ...input, files: { ...input.files, [chosen]: mutate(input.files[chosen] ?? "", texts) } };
}

async function shrink(input: FuzzInput): Promise<FuzzInput> {
  let files = input.files;
  for (const path of Object.keys(files)) {
    let lines = (files[path] ?? "").split("\n");
    for (let step = Math.max(1, lines.length >> 1); step >= 1; step = Math.floor(step / 2)) {
      for (let at = 0; at < lines.length; ) {
        const fewer = [...lines.slice(0, at), ...lines.slice(at + step)];
        const smaller = { ...files, [path]: fewer.join("\n") };
        if ((await failureOf({ ...input, files: smaller }, every)) === undefined) at += step;
        else [files, lines] = [smaller, fewer];
      }
    }
  }
  return { ...input, files };
}

const end = performance.now() + Number(seconds) * 1000;
const seen = new Set<string>();
let runs = 0;
while (performance.now() < end) {
  const chosen = pick(corpus);
  if (chosen === undefined) break;
  const input = mutated(chosen);
  const failure = await failureOf(input, every);
  runs++;
  const kind = failure?.replace(/\d+/g, "N").slice(0, 300);
  if (failure === undefined || kind === undefined || seen.has(kind)) continue;
  seen.add(kind);
  const small = failure.startsWith("slow") ? input : await shrink(input);
  mkdirSync("fuzz-failures", { recursive: true });
  const path = join("fuzz-failures", `mutated-${seen.size}`);
  writeFileSync(path, pack(small, encode));
  process.stdout.write(`${failure}\n  in ${path}\n`);
}
process.stdout.write(`${runs} inputs, ${seen.size} kinds of failure, seed ${seed}\n`);
process.exitCode = seen.size === 0 ? 0 : 1;
