// `tsx scripts/upgrade-proof.ts PATH…`: proves `mailint upgrade` on every dovecot.conf below the paths, with the real
// daemons of scripts/oracles.sh, and says in what shares of the trees it kept its word.

import { readFileSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { decode } from "../src/source.ts";
import { filesBelow, HOME, prove } from "../test/oracle/upgrade-proof.ts";

const [...given] = process.argv.slice(2);
const largest = 300_000;

function roots(path: string): readonly string[] {
  if (!statSync(path).isDirectory()) return [path];
  return filesBelow(path)
    .filter((name) => basename(name) === "dovecot.conf")
    .map((name) => join(path, name));
}

/** The directory of a dovecot.conf, its own absolute paths turned to where the proof puts it. */
function treeAt(path: string): Record<string, string> {
  const directory = dirname(path);
  const files: Record<string, string> = {};
  for (const name of filesBelow(directory)) {
    const full = join(directory, name);
    if (statSync(full).size > largest) continue;
    const text = decode(readFileSync(full));
    files[name] = text.replaceAll(/\/etc\/dovecot(?=\/)/g, HOME);
  }
  files["dovecot.conf"] = decode(readFileSync(path)).replaceAll(/\/etc\/dovecot(?=\/)/g, HOME);
  return files;
}

const counts = { trees: 0, accepted: 0, after: 0, same: 0 };
const paths = given.flatMap(roots);
for (const [at, proof] of (await prove(paths.map(treeAt))).entries()) {
  const path = paths[at] ?? "";
  counts.trees++;
  if (proof.refused.length > 0) {
    console.log(`${path}: 2.3 refuses: ${proof.refused[0]}`);
    continue;
  }
  counts.accepted++;
  if (proof.refusedAfter.length === 0) counts.after++;
  if (proof.refusedAfter.length === 0 && proof.changed.length === 0) counts.same++;
  console.log(`${path}: ${proof.notes.length} notes, ${proof.compared} compared`);
  for (const line of proof.refusedAfter) console.log(`  REFUSED ${line}`);
  for (const line of proof.changed) console.log(`  CHANGED ${line}`);
  for (const line of proof.marked) console.log(`  marked ${line}`);
  if (process.env.NOTES !== undefined) for (const line of proof.notes) console.log(`  note ${line}`);
}
console.log(JSON.stringify(counts));
process.exit(0);
