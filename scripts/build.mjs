// Bundles the command line into dist/ (or the folder named): mailint.js, chunks that load on first use, licences.

import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { ruleDocs } from "./build-docs.mjs";

/** A large object is read faster from JSON than from JavaScript. */
const jsonText = {
  name: "json-text",
  setup({ onLoad }) {
    onLoad({ filter: /\.json$/ }, ({ path }) => {
      const text = JSON.stringify(JSON.parse(readFileSync(path, "utf8")));
      return { contents: `export default JSON.parse(${JSON.stringify(text)});`, loader: "js" };
    });
  },
};

const dist = process.argv[2] ?? "dist";
rmSync(dist, { recursive: true, force: true });
const { metafile } = await build({
  entryPoints: { mailint: "src/cli/main.ts" },
  outdir: dist,
  chunkNames: "chunks/[name]-[hash]",
  bundle: true,
  splitting: true,
  minify: true,
  format: "esm",
  platform: "node",
  target: "node20.19",
  metafile: true,
  legalComments: "none",
  banner: {
    // Bundled CommonJS packages ask for Node's modules with `require`.
    js: 'import{createRequire as __mailintRequire}from"node:module";const require=__mailintRequire(import.meta.url);',
  },
  plugins: [await ruleDocs(), jsonText],
  logLevel: "warning",
});
const bundle = join(dist, "mailint.js");
writeFileSync(bundle, `#!/usr/bin/env node\n${readFileSync(bundle, "utf8")}`, { mode: 0o755 });
writeFileSync(join(dist, "LICENSES.txt"), licencesOf(metafile));

/** The licence of each package that gave code to the bundle. */
function licencesOf({ inputs }) {
  const packages = new Set();
  for (const input of Object.keys(inputs)) {
    const found = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input);
    if (found !== null) packages.add(found[1]);
  }
  return [...packages]
    .sort()
    .map(licenceOf)
    .join(`\n${"-".repeat(80)}\n\n`);
}

function licenceOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file === undefined ? `Licence: ${license}\n` : readFileSync(join(folder, file), "utf8");
  return `${name} ${version}\n\n${text.trim()}\n`;
}
