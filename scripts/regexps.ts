// `npm run regexps`: judges every regular expression of the product with recheck: none may backtrack more than linearly.
//
// The verdicts stand in test/scripts/regexps.json: `linear` holds those that recheck found linear, `bounded` those that it did
// not, each with the reason why no input can exploit it. Expressions that look around are beyond recheck's exact method; it then
// tries inputs, for a time, so that its verdict may differ from run to run: the tests therefore go by what is written here.

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { vocabulary } from "../grammars/dovecot/tokens.ts";

export interface Verdicts {
  readonly linear: readonly string[];
  readonly bounded: Readonly<Record<string, string>>;
}

const ledger = "test/scripts/regexps.json";

export function verdicts(): Verdicts {
  return JSON.parse(readFileSync(ledger, "utf8"));
}

/** Literals in a source text, each `/source/flags`, with the offset of each. */
export function literalsIn(text: string): { readonly literal: string; readonly at: number }[] {
  const found: { literal: string; at: number }[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isRegularExpressionLiteral(node)) found.push({ literal: node.text, at: node.getStart() });
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile("x.ts", text, ts.ScriptTarget.ES2023, true));
  return found;
}

/** Every literal of the product, and the patterns that it puts together, each with a place where it stands. */
export function productRegexps(): Map<string, string> {
  const found = tokenPatterns();
  for (const folder of ["grammars", "rules", "src"]) {
    for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
      if (!name.endsWith(".ts")) continue;
      const path = join(folder, name);
      const text = readFileSync(path, "utf8");
      for (const { literal, at } of literalsIn(text))
        found.set(literal, `${path}:${text.slice(0, at).split("\n").length}`);
    }
  }
  return found;
}

/**
 * What is wrong by recheck: `undefined` = nothing. The `automaton` is exact and the same in each run, and gives up with
 * `unknown` on what looks around; `auto` then tries inputs.
 */
export async function complaint(
  literal: string,
  checker: "auto" | "automaton" = "auto",
): Promise<string | undefined> {
  process.env.RECHECK_BACKEND ??= process.platform === "linux" && process.arch === "x64" ? "native" : "pure";
  const { check } = (await import("recheck")).default;
  const end = literal.lastIndexOf("/");
  const flags = literal.slice(end + 1).replace("d", "");
  const verdict = await check(literal.slice(1, end), flags, { checker, randomSeed: 1, timeout: 120_000 });
  if (verdict.status === "safe") return undefined;
  if (verdict.status === "unknown") return `unknown (${verdict.error.kind})`;
  return `${verdict.complexity.summary}, as by ${verdict.attack.pattern.slice(0, 200)}`;
}

/** The patterns of the tokens of dovecot.conf are built by `new RegExp`; Chevrotain tries each at one place only. */
function tokenPatterns(): Map<string, string> {
  const found = new Map<string, string>();
  const built = (["2.3", "2.4"] as const).flatMap((flavour) => vocabulary(flavour).all);
  for (const { PATTERN, name } of built)
    if (PATTERN instanceof RegExp)
      found.set(`/^(?:${PATTERN.source})/`, `grammars/dovecot/tokens.ts: ${name}`);
  return found;
}

async function judge(): Promise<void> {
  const { linear, bounded } = verdicts();
  const known = new Set([...linear, ...Object.keys(bounded)]);
  const all = productRegexps();
  const fine = linear.filter((literal) => all.has(literal));
  for (const [literal, place] of all) {
    if (known.has(literal)) continue;
    const wrong = await complaint(literal);
    if (wrong === undefined) fine.push(literal);
    else process.stdout.write(`${place}: ${literal}: ${wrong}\n`);
    if (wrong !== undefined) process.exitCode = 1;
  }
  const kept = Object.fromEntries(Object.entries(bounded).filter(([literal]) => all.has(literal)));
  writeFileSync(ledger, `${JSON.stringify({ linear: fine.sort(), bounded: kept }, undefined, 2)}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await judge();
  // recheck leaves a process waiting for the next expression.
  process.exit();
}
