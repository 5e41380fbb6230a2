// `tsx scripts/upgrade-proof.ts PATH…`: proves `mailint upgrade` on every dovecot.conf below the paths, with the real
// daemons of scripts/oracles.sh, and says in what shares of the trees it kept its word. A tree that 2.3 refuses loses the
// lines that it refuses first (missing includes, settings of older versions); trees for 2.4 are left out.

import { readFileSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { decode } from "../src/source.ts";
import { filesBelow, HOME, type Proof, prove } from "../test/oracle/upgrade-proof.ts";

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

/** How often a tree that 2.3 refuses loses the line that it refuses, until it is a tree that 2.3 accepts. */
const MOST_MENDS = 25;

/** The tree without the line that 2.3 names; `undefined` when it names none. */
function mended(
  files: Readonly<Record<string, string>>,
  refused: string,
): Record<string, string> | undefined {
  const [, path = "", line = ""] = /TREE\/(\S+) line (\d+):/.exec(refused) ?? [];
  const lines = (files[path] ?? "").split("\n");
  const at = Number(line) - 1;
  if (path === "" || lines[at] === undefined || lines[at].startsWith("# refused: ")) return undefined;
  // A section goes as a whole: its settings would count for the section around it.
  const end = /\{\s*$/.test(lines[at])
    ? lines.findIndex((one, index) => index > at && /^\s*\}/.test(one))
    : at;
  const kept = lines.map((one, index) =>
    index >= at && index <= Math.max(at, end) ? `# refused: ${one}` : one,
  );
  return { ...files, [path]: kept.join("\n") };
}

async function proved(trees: readonly Readonly<Record<string, string>>[]): Promise<readonly Proof[]> {
  const proofs = [...(await prove(trees))];
  const now = [...trees];
  for (let round = 0; round < MOST_MENDS; round++) {
    const again = proofs.flatMap(({ refused }, at) => {
      const next = refused.length === 0 ? undefined : mended(now[at] ?? {}, refused.join("\n"));
      return next === undefined ? [] : [{ at, next }];
    });
    if (again.length === 0) break;
    const results = await prove(again.map(({ next }) => next));
    for (const [index, { at, next }] of again.entries()) {
      now[at] = next;
      const proof = results[index];
      if (proof !== undefined) proofs[at] = proof;
    }
  }
  return proofs;
}

const isFor24 = (tree: Readonly<Record<string, string>>): boolean =>
  /^\s*dovecot_config_version\b/m.test(tree["dovecot.conf"] ?? "");

const counts = { trees: 0, accepted: 0, acceptedAfter: 0, sameMeaning: 0 };
const paths = given.flatMap(roots).filter((path) => !isFor24(treeAt(path)));
for (const [at, proof] of (await proved(paths.map(treeAt))).entries()) {
  const path = paths[at] ?? "";
  counts.trees++;
  if (proof.refused.length > 0) {
    console.log(`${path}: 2.3 refuses: ${proof.refused[0]}`);
    continue;
  }
  counts.accepted++;
  if (proof.refusedAfter.length === 0) counts.acceptedAfter++;
  if (proof.refusedAfter.length === 0 && proof.changed.length === 0) counts.sameMeaning++;
  console.log(`${path}: ${proof.notes.length} notes, ${proof.compared} settings compared`);
  for (const line of proof.refusedAfter) console.log(`  REFUSED ${line}`);
  for (const line of proof.changed) console.log(`  CHANGED ${line}`);
  for (const line of proof.marked) console.log(`  marked ${line}`);
  if (process.env.NOTES !== undefined) for (const line of proof.notes) console.log(`  note ${line}`);
}
console.log(JSON.stringify(counts));
process.exit(0);
