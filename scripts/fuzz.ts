// `npm run fuzz -- [SECONDS] [DIRECTORY…]`: mutates configurations and sends them through the whole pipeline.
//
// A failure is an exception, a finding whose span lies outside of its file, a rule that fails, or a run that takes longer
// than the slowest allowed. Each is printed with the input that showed it, shrunk line by line. MAILINT_SEED repeats a run.

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { rules } from "../rules/index.ts";
import { failedRule } from "../src/engine.ts";
import { memoryHost } from "../src/host.ts";
import { lint } from "../src/lint.ts";
import { everyRule } from "../src/selection.ts";
import { dialectOfName } from "../src/sniff.ts";
import { decode } from "../src/source.ts";

const [seconds = "60", ...directories] = process.argv.slice(2);
const slowestMilliseconds = 3000;
const largest = 60_000;

function filesBelow(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) return filesBelow(path);
    return entry.isFile() && dialectOfName(path) !== undefined ? [path] : [];
  });
}

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

const pieces = [
  ..."{}=#\\\"'$%<>!@:,;[]()*? \t\r\n\0".split(""),
  "\ufeff",
  "\udcff",
  "${",
  "$(",
  "%{",
  "!include ",
  "<",
  "-o ",
  "inline:{",
  "\\\n",
  "__proto__",
  "0",
  "-1",
  "99999999999999999999",
  "0.0.0.0/0",
  "::/0",
  "\u001b[31m",
];

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

/** What is wrong with a run on this file, if anything. */
async function failureOf(name: string, text: string): Promise<string | undefined> {
  const started = performance.now();
  try {
    const report = await lint({
      paths: [name],
      host: memoryHost({ [name]: text }),
      options: next() < 0.5 ? {} : { dovecot: "2.4", postfix: "3.10" },
      rules,
      selection: everyRule,
      ignores: {},
    });
    for (const system of report.systems) {
      system.listeners();
      system.settings();
    }
    for (const { rule, span, message } of report.findings) {
      if (rule === failedRule) return message;
      if (span.start < 0 || span.end < span.start || span.end > span.file.text.length)
        return `${rule}: span ${span.start}..${span.end} of ${span.file.text.length}`;
    }
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
  const took = performance.now() - started;
  return took > slowestMilliseconds ? `took ${Math.round(took)} ms for ${text.length} characters` : undefined;
}

async function shrink(name: string, text: string): Promise<string> {
  let lines = text.split("\n");
  for (let step = Math.max(1, lines.length >> 1); step >= 1; step = Math.floor(step / 2)) {
    for (let at = 0; at < lines.length; ) {
      const fewer = [...lines.slice(0, at), ...lines.slice(at + step)];
      if ((await failureOf(name, fewer.join("\n"))) !== undefined) lines = fewer;
      else at += step;
    }
  }
  return lines.join("\n");
}

const corpus = (directories.length === 0 ? ["fixtures"] : directories)
  .flatMap(filesBelow)
  .map((path) => ({ name: basename(path), text: decode(readFileSync(path)) }));
const texts = corpus.map(({ text }) => text);
const end = performance.now() + Number(seconds) * 1000;
const seen = new Set<string>();
let runs = 0;
while (performance.now() < end) {
  const chosen = pick(corpus);
  if (chosen === undefined) break;
  const text = mutate(chosen.text, texts);
  const failure = await failureOf(chosen.name, text);
  runs++;
  const kind = failure?.replace(/\d+/g, "N").slice(0, 300);
  if (failure === undefined || kind === undefined || seen.has(kind)) continue;
  seen.add(kind);
  const small = failure.startsWith("took") ? text : await shrink(chosen.name, text);
  mkdirSync("fuzz-failures", { recursive: true });
  const path = join("fuzz-failures", `${seen.size}-${chosen.name}`);
  writeFileSync(path, small);
  process.stdout.write(`${failure}\n  in ${path}\n`);
}
process.stdout.write(`${runs} inputs, ${seen.size} kinds of failure, seed ${seed}\n`);
process.exitCode = seen.size === 0 ? 0 : 1;
