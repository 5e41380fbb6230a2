// Counts the steps of the product's code: how often a function or the body of a loop is entered. The same in each run and on
// each machine, unlike time.

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build, type Plugin } from "esbuild";
import ts from "typescript";

const counter = globalThis as typeof globalThis & { mailintSteps?: number };

/** The modules that `entry` (TypeScript) exports, with every function and loop of the product and of Chevrotain counting. */
export async function counting<Exports>(entry: string): Promise<Exports> {
  const directory = mkdtempSync(join(tmpdir(), "mailint-steps-"));
  try {
    const outfile = join(directory, "counting.mjs");
    await build({
      stdin: { contents: entry, resolveDir: process.cwd(), loader: "ts" },
      outfile,
      bundle: true,
      format: "esm",
      platform: "node",
      plugins: [instrumenting],
      logLevel: "error",
    });
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

export async function stepsOf(run: () => unknown): Promise<number> {
  counter.mailintSteps = 0;
  await run();
  return counter.mailintSteps;
}

const instrumenting: Plugin = {
  name: "instrumenting",
  setup({ onLoad }) {
    onLoad({ filter: /\/(?:src|grammars|rules|chevrotain)\/.*\.[jt]s$/ }, ({ path }) => ({
      contents: withCounters(readFileSync(path, "utf8"), path),
      loader: path.endsWith(".ts") ? "ts" : "js",
    }));
  },
};

const count = "globalThis.mailintSteps++";

/** The text with a counter at the start of each function and each body of a loop. */
export function withCounters(text: string, path: string): string {
  const insertions: (readonly [at: number, text: string])[] = [];
  const around = (node: ts.Node, before: string, after: string) => {
    insertions.push([node.getStart(), before], [node.end, after]);
  };
  const visit = (node: ts.Node): void => {
    const isLoop = ts.isIterationStatement(node, false);
    const body = isLoop ? node.statement : ts.isFunctionLike(node) && "body" in node ? node.body : undefined;
    if (body !== undefined) {
      if (ts.isBlock(body)) insertions.push([body.getStart() + 1, `${count};`]);
      else if (isLoop) around(body, `{${count};`, "}");
      else around(body, `(${count},(`, "))");
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true));
  // Of two at one place the outer node's comes first, as it was met first; its end comes last.
  const sorted = insertions.map((one, order) => ({ at: one[0], text: one[1], order }));
  sorted.sort((one, other) => one.at - other.at || one.order - other.order);
  let out = "";
  let done = 0;
  for (const { at, text: piece } of sorted) {
    out += text.slice(done, at) + piece;
    done = at;
  }
  return out + text.slice(done);
}
