// Keeps the prose of rules off the start-up path: an esbuild plugin that moves it into a file read when it is shown.

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import ts from "typescript";

const prose = new Set(["why", "remedy", "references", "examples"]);

/** Makes `src/cli/rule-docs.ts` the data it says, by `dataModule`, and takes the same out of the rules themselves. */
export async function ruleDocs(dataModule) {
  const docs = await evaluated("src/cli/rule-docs.ts");
  return {
    name: "rule-docs",
    setup({ onLoad }) {
      onLoad({ filter: /\/src\/cli\/rule-docs\.ts$/ }, () =>
        dataModule("rule-docs.json", docs, (read) => `export const ruleDocs = ${read};`),
      );
      onLoad({ filter: /\.ts$/ }, ({ path }) => {
        if (!/^rules\/[^/]+\/[^/]+\.ts$/.test(relative(process.cwd(), path))) return undefined;
        return { contents: withoutProse(path), loader: "ts" };
      });
    },
  };
}

/** What the module exports, run from the sources. */
async function evaluated(entry) {
  const folder = mkdtempSync(join(tmpdir(), "mailint-build-"));
  try {
    const outfile = join(folder, "docs.mjs");
    await build({
      entryPoints: [entry],
      outfile,
      bundle: true,
      format: "esm",
      platform: "node",
      logLevel: "warning",
    });
    return (await import(pathToFileURL(outfile).href)).ruleDocs;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The module's text without the prose of its `defineRule({ … })`. */
function withoutProse(path) {
  const text = readFileSync(path, "utf8");
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const cuts = [];
  const visit = (node) => {
    if (ts.isCallExpression(node) && node.expression.getText() === "defineRule") {
      const [rule] = node.arguments;
      if (rule !== undefined && ts.isObjectLiteralExpression(rule)) {
        for (const property of rule.properties)
          if (property.name !== undefined && prose.has(property.name.getText()))
            cuts.push([property.getFullStart(), property.getEnd()]);
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  let out = text;
  // The comma behind a property goes with it.
  for (const [start, end] of cuts.reverse()) out = out.slice(0, start) + out.slice(end).replace(/^\s*,/, "");
  return out;
}
