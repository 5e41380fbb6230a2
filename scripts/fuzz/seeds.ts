// Where the fuzzers begin: configurations below some directories, alone and as trees, and the words of the daemons.

import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { dialectOfName } from "../../src/sniff.ts";
import { decode } from "../../src/source.ts";
import type { FuzzInput } from "./input.ts";

/** Larger files make a fuzzer slow and find nothing more. */
const largest = 6_000;

function filesBelow(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) return filesBelow(path);
    return entry.isFile() && dialectOfName(path) !== undefined ? [path] : [];
  });
}

/** Each file alone, as both versions, and each directory that holds several. */
export function seedsOf(directories: readonly string[]): FuzzInput[] {
  const inputs: FuzzInput[] = [];
  const trees = new Map<string, Record<string, string>>();
  for (const directory of directories) {
    for (const path of filesBelow(directory)) {
      const text = decode(readFileSync(path));
      if (text.length > largest) continue;
      const name = relative(directory, path);
      const tree = name.split("/")[0] ?? "";
      trees.set(tree, { ...trees.get(tree), [name.slice(tree.length + 1) || name]: text });
      for (const newer of [false, true])
        inputs.push({ files: { [path.split("/").at(-1) ?? ""]: text }, newer });
    }
  }
  for (const files of trees.values()) {
    const size = Object.values(files).reduce((sum, text) => sum + text.length, 0);
    const count = Object.keys(files).length;
    if (count > 1 && count <= 8 && size <= 1.5 * largest) inputs.push({ files, newer: false });
  }
  return inputs;
}

const syntax = [
  "${",
  "$(",
  "%{",
  "{{",
  "}}",
  "!include ",
  "!include_try ",
  "!<",
  "-o ",
  "-o {",
  "inline:{",
  "static:",
  "pcre:{",
  "\\\n",
  "\n  ",
  "#\n",
  "__proto__",
  "constructor",
  "0.0.0.0/0",
  "::/0",
  "99999999999999999999",
  "$(cat ",
  "${a?",
  "${a:",
  "# mailint-ignore ",
  "inet_listener ",
  "dovecot_config_version = 2.4.0\n",
  "\ufeff",
  "\x1emain.cf\n",
  "\x1emaster.cf\n",
  "\x1edovecot.conf\n",
];

/** Pieces of syntax, and the words of the seeds that several of them use. */
export function wordsOf(inputs: readonly FuzzInput[]): string[] {
  const counts = new Map<string, number>();
  for (const { files } of inputs)
    for (const word of new Set(
      Object.values(files)
        .join("\n")
        .match(/[A-Za-z][\w-]{2,40}/g) ?? [],
    ))
      counts.set(word, (counts.get(word) ?? 0) + 1);
  const frequent = [...counts].filter(([, count]) => count > 3).sort(([, one], [, other]) => other - one);
  return [...syntax, ...frequent.slice(0, 1500).map(([word]) => word)];
}
