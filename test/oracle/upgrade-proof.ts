// Judges `mailint upgrade` on a tree: doveconf 2.3 before, the real command line, doveconf 2.4 after.
//
// Three questions. Does 2.4 accept the new tree, and if not, is the refusal at a place that mailint marked? Do the
// settings that both versions have under one name still have one value? And does the tree mean what its own meaning
// means: the settings that doveconf 2.3 puts together out of includes, sections and overrides, as one flat file that is
// upgraded in its turn, must give what doveconf 2.4 puts together out of the upgraded tree.

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { run as mailint } from "../../src/cli/program.ts";
import { decode } from "../../src/source.ts";
import { ask } from "./answers.ts";
import { doveconfJob, type Files, messages, type Root, type Run } from "./daemons.ts";
import { type Flat, flattened, flattened24, inForce, namedLike, normal, renamedTo } from "./effective.ts";

export interface Proof {
  /** Why doveconf 2.3 refuses the tree: there is nothing to prove then. */
  readonly refused: readonly string[];
  /** Why doveconf 2.4 refuses the result. */
  readonly refusedAfter: readonly string[];
  /** What mailint left to people, in its own words. */
  readonly notes: readonly string[];
  /** Settings whose effective value changed, and no note of mailint names them. */
  readonly changed: readonly string[];
  /** The others that changed. */
  readonly marked: readonly string[];
  /** What doveconf 2.3 said, warnings included. */
  readonly compared: number;
  readonly written: Readonly<Record<string, string>>;
}

/** Where the trees lie in the eyes of the daemons; a tree may name its own files by this path. */
export const HOME = "TREE";

function placed(files: Files, path: string): Record<string, string | Uint8Array> {
  return Object.fromEntries(
    Object.entries(files).map(([name, text]) => [
      name,
      typeof text === "string" ? text.replaceAll(HOME, path) : text,
    ]),
  );
}

function fatal(run: Run): readonly string[] {
  return messages(run).filter((line) => /Fatal|Error/.test(line));
}

interface Dump {
  readonly run: Run;
  /** Where the tree lay. */
  readonly home: string;
  readonly text: string;
}

/** doveconf of `root` with the same options on each tree. */
function dumps(root: Root, trees: readonly Files[], option: "-n" | "-a"): readonly Dump[] {
  const { path, runs } = ask(
    root,
    (path) => ({
      files: Object.fromEntries(
        trees.flatMap((files, at) =>
          Object.entries(placed(files, `${path}/${at}`)).map(([name, text]) => [`${at}/${name}`, text]),
        ),
      ),
      jobs: trees.map((_, at) => doveconfJob([option, "-P"], `${path}/${at}/dovecot.conf`)),
    }),
    4,
  );
  return runs.map((run, at) => {
    const home = `${path}/${at}`;
    return { run, home, text: withoutMachines(decode(run.stdout)).replaceAll(home, HOME) };
  });
}

/** What ManageSieve's capabilities are, the machine says, not the tree. */
function withoutMachines(dump: string): string {
  return dump.replaceAll(/^ *managesieve_(notify|sieve)_capability = .*\n/gm, "");
}

/** A proof for each tree, in order; `TREE` in a file stands for the directory of its tree. */
export async function prove(trees: readonly Files[]): Promise<readonly Proof[]> {
  const before = dumps("bookworm", trees, "-n");
  const defaults = dumps("bookworm", trees, "-a");
  const whole: Upgraded[] = [];
  const flat: Upgraded[] = [];
  for (const [at, files] of trees.entries()) {
    const was = before[at];
    const accepted = was !== undefined && was.run.status === 0;
    whole.push(accepted ? await upgraded(files) : nothing);
    const own = accepted ? writtenDefaults(files, defaults[at]?.text ?? "") + was.text : "";
    flat.push(accepted ? await upgraded({ ...files, "dovecot.conf": own }) : nothing);
  }
  const after = dumps(
    "trixie",
    whole.map(({ written }) => written),
    "-n",
  );
  const again = dumps(
    "trixie",
    flat.map(({ written }) => written),
    "-n",
  );
  return trees.map((_, at) => judged(before[at], whole[at] ?? nothing, after[at], again[at]));
}

interface Upgraded {
  readonly written: Readonly<Record<string, string>>;
  readonly notes: readonly string[];
}

const nothing: Upgraded = { written: { "dovecot.conf": "" }, notes: [] };

function judged(
  before: Dump | undefined,
  { written, notes }: Upgraded,
  after: Dump | undefined,
  again: Dump | undefined,
): Proof {
  if (before === undefined || after === undefined || again === undefined) throw new Error("a run is missing");
  const refused =
    before.run.status === 0 ? [] : fatal(before.run).map((line) => line.replace(before.home, HOME));
  const refusedAfter = refused.length > 0 || after.run.status === 0 ? [] : fatal(after.run);
  const proof = { refused, refusedAfter, notes, written, compared: 0, changed: [], marked: [] };
  if (refused.length > 0 || refusedAfter.length > 0) return proof;
  const is = flattened24(after.text);
  const same = sameNames(flattened(before.text), is);
  const all = [
    ...same.changed,
    ...(again.run.status === 0
      ? differences(flattened24(again.text), is)
      : fatal(again.run).map((line) => ({ names: [], text: `flat: ${line}` }))),
  ];
  const quoted = notes.flatMap((note) => [...note.matchAll(/`([^`]{3,})`/g)].map(([, text]) => text ?? ""));
  const isMarked = ({ names, text }: Change) =>
    names.some((name) => quoted.includes(name)) || quoted.some((one) => text.includes(one));
  return {
    ...proof,
    compared: same.compared,
    changed: all.filter((one) => !isMarked(one)).map(({ text }) => text),
    marked: all.filter(isMarked).map(({ text }) => text),
  };
}

/** `doveconf -n` leaves out what is written as it is by default, but the default of 2.4 may be another. */
function writtenDefaults(files: Files, all: string): string {
  const written = Object.values(files).flatMap((text) => String(text).match(/^[a-z_0-9]+(?= *= )/gm) ?? []);
  const names = new Set(["protocols", ...written]);
  const lines = all.split("\n").filter((line) => names.has(/^([a-z_0-9]+) = /.exec(line)?.[1] ?? ""));
  return lines.map((line) => `${line}\n`).join("");
}

interface Change {
  /** Of the setting and of the sections around it. */
  readonly names: readonly string[];
  readonly text: string;
}

/** Through the command line, on a disk; names of the tree's own files as in the input. */
async function upgraded(files: Files): Promise<Upgraded> {
  const directory = mkdtempSync(join(tmpdir(), "mailint-upgrade-"));
  try {
    for (const [name, text] of Object.entries(placed(files, `${directory}/in`))) {
      mkdirSync(dirname(join(directory, "in", name)), { recursive: true });
      writeFileSync(join(directory, "in", name), text);
    }
    const stderr: string[] = [];
    const args = ["upgrade", "in/dovecot.conf", "--target", "dovecot=2.4", "--output", "out"];
    const code = await mailint(args, {
      directory,
      env: {},
      stdout: { write: () => undefined, isTerminal: false },
      stderr: { write: (text) => void stderr.push(text), isTerminal: false },
      stdin: async () => new Uint8Array(),
    });
    const notes = stderr
      .join("")
      .split("\n")
      .filter((line) => line.endsWith("[upgrade]"));
    if (code > 1) throw new Error(`exit code ${code}\n${notes.join("\n")}`);
    const written = Object.fromEntries(
      filesBelow(join(directory, "out")).map((name) => [
        name,
        decode(readFileSync(join(directory, "out", name))).replaceAll(`${directory}/in`, HOME),
      ]),
    );
    return { written, notes };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

export function filesBelow(directory: string, below = ""): readonly string[] {
  return readdirSync(join(directory, below)).flatMap((entry) => {
    const name = below === "" ? entry : `${below}/${entry}`;
    return statSync(join(directory, name)).isDirectory() ? filesBelow(directory, name) : [name];
  });
}

/** Settings with one name, or with a name that only changed, in the same section. */
function sameNames(was: Flat, is: Flat): { readonly compared: number; readonly changed: readonly Change[] } {
  const changed: Change[] = [];
  let compared = 0;
  for (const [key, value] of was) {
    const renamed = renamedTo(key, value);
    if (renamed === undefined) continue;
    // Where TLS is required 2.3 let nobody in without it, whatever this says.
    if (key === "disable_plaintext_auth" && was.get("ssl") === "required") continue;
    compared++;
    const wanted = normal(renamed.key, renamed.value);
    const found = namedLike(is, renamed.key).map((one) => inForce(is, one));
    if (found.includes(wanted)) continue;
    changed.push({
      names: namesIn(renamed.key),
      text: `${key} = ${value}: ${renamed.key} = ${found.join(" or ")}`,
    });
  }
  return { compared, changed };
}

function differences(wanted: Flat, got: Flat): readonly Change[] {
  const keys = new Set([...wanted.keys(), ...got.keys()]);
  return [...keys].flatMap((key) => {
    const [left, right] = [inForce(wanted, key), inForce(got, key)];
    if (left === right) return [];
    return [
      { names: namesIn(key), text: `${key}: ${left ?? "(nothing)"} meant, ${right ?? "(nothing)"} written` },
    ];
  });
}

function namesIn(key: string): readonly string[] {
  return key.split("/").map((part) => part.split(" ")[1] ?? part);
}
