// Bundles the command line into dist/ (or the folder named): mailint.js starts bundle.js; data/ is read when asked for;
// compiled/ holds what V8 made of the bundle; LICENSES.txt the licences of what is bundled.

import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { build } from "esbuild";
import { smallChevrotain } from "./build-chevrotain.mjs";
import { ruleDocs } from "./build-docs.mjs";

const dist = resolve(process.argv[2] ?? "dist");
rmSync(dist, { recursive: true, force: true });
mkdirSync(join(dist, "data"), { recursive: true });

/** Data that only some runs need stands beside the bundle: what is in it is read and compiled at every start. */
const dataFiles = {
  name: "data-files",
  setup({ onLoad }) {
    onLoad({ filter: /\/src\/settings\/data\/[^/]+\.json$/ }, ({ path }) => readLater(path));
  },
};

/** Writes a data file, and gives the module that a `form` makes of the expression that reads it. */
function dataModule(name, data, form) {
  writeFileSync(join(dist, "data", name), JSON.stringify(data));
  const read = `JSON.parse(readFileSync(__mailintFolder + ${JSON.stringify(`/data/${name}`)}, "utf8"))`;
  return { contents: `import { readFileSync } from "node:fs";\n${form(read)}`, loader: "js" };
}

/** An object that is read when one of its properties is asked for. */
function readLater(path) {
  const data = JSON.parse(readFileSync(path, "utf8"));
  const properties = Object.keys(data).map(
    (key) => `get ${JSON.stringify(key)}() { return load()[${JSON.stringify(key)}]; }`,
  );
  return dataModule(
    basename(path),
    data,
    (read) =>
      `let data;\nconst load = () => (data ??= ${read});\nexport default { ${properties.join(", ")} };`,
  );
}

/** Commander loads Node's child_process, and with it the network, for stand-alone subcommands, which there are none of. */
const noChildren = {
  name: "no-children",
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^node:child_process$/ }, ({ importer }) =>
      /\/commander\//.test(importer) ? { path: "child_process", namespace: "no-children" } : undefined,
    );
    onLoad({ filter: /.*/, namespace: "no-children" }, () => ({
      contents: "module.exports = {};",
      loader: "js",
    }));
  },
};

const { metafile } = await build({
  entryPoints: { bundle: "src/cli/main.ts" },
  outdir: dist,
  bundle: true,
  minify: !process.env.READABLE,
  format: "cjs",
  platform: "node",
  target: "node20.19",
  // Compiled scripts cannot import; Node's modules are required.
  supported: { "dynamic-import": false },
  define: { "import.meta.filename": "__filename" },
  metafile: true,
  legalComments: "none",
  banner: { js: "(function (require, __mailintFolder, __filename) {" },
  footer: { js: "})" },
  plugins: [await ruleDocs(dataModule), dataFiles, noChildren, smallChevrotain],
  logLevel: "warning",
});
writeFileSync(join(dist, "mailint.js"), `#!/usr/bin/env node\n${readFileSync("src/cli/start.cjs", "utf8")}`);
chmodSync(join(dist, "mailint.js"), 0o755);
// The package is of ES modules, these scripts are not.
writeFileSync(join(dist, "package.json"), '{ "type": "commonjs" }\n');
writeFileSync(join(dist, "LICENSES.txt"), licencesOf(metafile));
// MAILINT_NODES: other versions of Node, their programs parted by colons, whose compiled code a release brings as well.
const others = (process.env.MAILINT_NODES ?? "").split(":").filter((program) => program !== "");
for (const node of [process.execPath, ...others]) compile(node);

/** Runs the bundle once over the samples, so that what a run needs is compiled. */
function compile(node) {
  const samples = ["dovecot", "postfix"].flatMap((daemon) => [
    `fixtures/secure-${daemon}`,
    `fixtures/insecure-${daemon}`,
  ]);
  const { status } = spawnSync(node, ["scripts/build-compiled.cjs", dist, ...samples], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  if (status !== 0) throw new Error(`the bundle does not run on ${node}`);
}

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
