// The program that `mailint` starts: the bundle beside it, compiled already where the build did so for this very Node.
"use strict";

const { readFileSync } = require("node:fs");
const { join } = require("node:path");
const { Script } = require("node:vm");

/** V8 takes compiled code only from its own version; elsewhere the bundle is compiled anew. */
function compiledCode() {
  const { version, platform, arch } = process;
  try {
    return readFileSync(join(__dirname, "compiled", `${version}-${platform}-${arch}.bin`));
  } catch {
    return undefined;
  }
}

const filename = join(__dirname, "bundle.js");
const script = new Script(readFileSync(filename, "latin1"), { filename, cachedData: compiledCode() });
script.runInThisContext()(require, __dirname, __filename);
