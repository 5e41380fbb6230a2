// Writes what V8 compiles of dist/bundle.js while it lints samples, for the Node that runs this: FOLDER SAMPLE…
"use strict";

const { mkdirSync, readFileSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");
const { Script } = require("node:vm");

const [folder, ...samples] = process.argv.slice(2);
const filename = join(folder, "bundle.js");
const script = new Script(readFileSync(filename, "latin1"), { filename });
process.argv = [process.execPath, join(folder, "mailint.js"), "lint", "--no-config", ...samples];
script.runInThisContext()(require, folder, filename);
process.on("exit", () => {
  const { versions, platform, arch } = process;
  const [major] = versions.node.split(".");
  mkdirSync(join(folder, "compiled"), { recursive: true });
  writeFileSync(join(folder, "compiled", `node${major}-${platform}-${arch}.bin`), script.createCachedData());
  if (process.exitCode === 1) process.exitCode = 0;
});
