// The program that `mailint` starts: the bundle beside it, compiled already where the build did so for this Node.
"use strict";

const { readFileSync } = require("node:fs");
const { join } = require("node:path");
const { Script } = require("node:vm");

/** V8 takes what it compiled itself, in this or a near release; what it refuses, or does not find, it compiles anew. */
function compiledCode() {
  const { versions, platform, arch } = process;
  const major = versions.node.slice(0, versions.node.indexOf("."));
  try {
    return readFileSync(join(__dirname, "compiled", `node${major}-${platform}-${arch}.bin`));
  } catch {
    return undefined;
  }
}

const filename = join(__dirname, "bundle.js");
const script = new Script(readFileSync(filename, "latin1"), { filename, cachedData: compiledCode() });
script.runInThisContext()(require, __dirname, __filename);
