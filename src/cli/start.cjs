// The program that `mailint` starts: the bundle beside it, compiled already where the build did so for this Node.
"use strict";

const { closeSync, fstatSync, openSync, readSync } = require("node:fs");
const { join } = require("node:path");
const { Script } = require("node:vm");

/** V8 takes what it compiled itself, in this or a near release; what it refuses, or does not find, it compiles anew. */
function openCompiled() {
  const { versions, platform, arch } = process;
  const major = versions.node.slice(0, versions.node.indexOf("."));
  try {
    return openSync(join(__dirname, "compiled", `node${major}-${platform}-${arch}.bin`));
  } catch {
    return undefined;
  }
}

const sizeOf = (descriptor) => fstatSync(descriptor).size;

/** What the file holds, written over the start of `bytes`. */
function readInto(bytes, descriptor) {
  let length = 0;
  for (let read = -1; read !== 0; length += read)
    read = readSync(descriptor, bytes, length, bytes.length - length);
  closeSync(descriptor);
  return bytes.subarray(0, length);
}

const filename = join(__dirname, "bundle.js");
const bundle = openSync(filename);
const compiled = openCompiled();
// One after the other in the same memory: a page that the process has already costs less than a new one.
const bytes = Buffer.allocUnsafeSlow(Math.max(sizeOf(bundle), compiled === undefined ? 0 : sizeOf(compiled)));
const source = readInto(bytes, bundle).toString("latin1");
const cachedData = compiled === undefined ? undefined : readInto(bytes, compiled);
new Script(source, { filename, cachedData }).runInThisContext()(require, __dirname, __filename);
