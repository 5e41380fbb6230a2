// What --fix=unsafe makes of every rule's bad examples and of the sample trees, judged by the real daemons: they accept each
// whole tree that they accepted before, and a second run finds nothing more to fix.

import { readdirSync, readFileSync, statSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { rules } from "../../rules/index.ts";
import { exampleName, readExample } from "../../src/example.ts";
import { mailint } from "../cli/harness.ts";
import { ask } from "./answers.ts";
import {
  describeWithRoot,
  doveconfJob,
  type Job,
  plant,
  postconfJob,
  type Root,
  type Tree,
} from "./daemons.ts";

interface Case {
  readonly title: string;
  readonly root: Root;
  readonly files: Readonly<Record<string, string>>;
  readonly options: readonly string[];
}

const isPostfix = (name: string) => name === "main.cf" || name === "master.cf";
const isCourier = (name: string) => /(^|\/)(imapd|pop3d|esmtpd|courierd)(-ssl|-msa)?$/.test(name);

/** A tree with the daemon and release that judges it; `undefined` = a piece that no daemon's tool reads by itself. */
function caseOf(title: string, files: Readonly<Record<string, string>>, version?: string): Case | undefined {
  const names = Object.keys(files);
  if (names.includes("dovecot.conf")) {
    const newer = version === "2.4";
    return {
      title,
      files,
      root: newer ? "trixie" : "bookworm",
      options: ["--dovecot", newer ? "2.4" : "2.3"],
    };
  }
  if (names.some(isPostfix)) {
    const postfix = version ?? "3.7";
    const root = Number(postfix.split(".")[1]) > 7 ? "trixie" : "bookworm";
    return {
      title,
      root,
      files: { "main.cf": "", "master.cf": "", ...files },
      options: ["--postfix", postfix],
    };
  }
  return names.some(isCourier) ? { title, root: "courier", files, options: [] } : undefined;
}

function below(folder: string, prefix = ""): Readonly<Record<string, string>> {
  return Object.fromEntries(
    readdirSync(folder).flatMap((name) => {
      const path = join(folder, name);
      if (statSync(path).isDirectory()) return Object.entries(below(path, `${prefix}${name}/`));
      return name === "expected.txt" ? [] : [[`${prefix}${name}`, readFileSync(path, "utf8")]];
    }),
  );
}

const cases: readonly Case[] = [
  ...rules.flatMap((rule) =>
    rule.examples.map((example) => {
      const { files, marks } = readExample(example);
      if (marks.length === 0) return undefined;
      return caseOf(`${rule.id}: ${example.title} (${exampleName(example)})`, files, example.version);
    }),
  ),
  ...readdirSync("fixtures").map((name) =>
    caseOf(`fixtures/${name}`, below(`fixtures/${name}`), name.endsWith("-2.4") ? "2.4" : undefined),
  ),
].filter((one) => one !== undefined);

function jobOf({ files }: Case, path: string): Job {
  if ("dovecot.conf" in files) return doveconfJob(["-n"], `${path}/dovecot.conf`);
  if ("main.cf" in files) return postconfJob(["-nx"], path);
  const sourced = Object.keys(files).filter(isCourier);
  return { argv: ["/bin/sh", "-c", sourced.map((name) => `(. '${path}/${name}')`).join(" && ")] };
}

type Texts = Readonly<Record<string, string>>;

function accepted(root: Root, own: readonly Case[], texts: readonly Texts[]): readonly (true | string)[] {
  const jobs = (path: string) => own.map((one, at) => jobOf(one, `${path}/${at}`));
  const { runs } = ask(root, (path) => ({ files: numbered(texts), jobs: jobs(path) }), 8);
  return runs.map(({ status, stderr }) => (status === 0 ? true : stderr));
}

function numbered(texts: readonly Texts[]): Texts {
  return Object.fromEntries(
    texts.flatMap((files, at) =>
      Object.entries(files).map(([name, text]) => [`${at}/${name}`, text] as const),
    ),
  );
}

function textsBelow(own: readonly Case[], tree: Tree): readonly Texts[] {
  return own.map((_, at) => below(join(tree.hostPath, String(at))));
}

async function fixAll(own: readonly Case[], tree: Tree): Promise<void> {
  const longAgo = new Date("2020-01-01T00:00:00Z");
  for (const [at, { title, files, options }] of own.entries()) {
    const directory = join(tree.hostPath, String(at));
    const args = ["--no-config", "--fix=unsafe", ...options, "-f", "compact", "--fail-on=never", "."];
    const { stderr } = await mailint(directory, args);
    expect(stderr, title).not.toMatch(/internal error|cannot be written/);
    // postconf waits for files that have changed in the last second.
    for (const name of Object.keys(files)) utimesSync(join(directory, name), longAgo, longAgo);
  }
}

for (const root of ["bookworm", "trixie", "courier"] as const)
  describeWithRoot(root, `trees fixed by mailint, before the daemons of ${root}`, () => {
    test("are accepted where they were before, and stay as they are", { timeout: 900_000 }, async () => {
      const own = cases.filter((one) => one.root === root);
      const written = own.map(({ files }) => files);
      const tree = plant(root, numbered(written));
      try {
        const before = accepted(root, own, written);
        await fixAll(own, tree);
        const once = textsBelow(own, tree);
        const after = accepted(root, own, once);
        const broken = own.flatMap(({ title }, at) =>
          before[at] === true && after[at] !== true ? [{ title, said: after[at] }] : [],
        );
        expect(broken).toEqual([]);
        const changed = own.filter(({ files }, at) =>
          Object.entries(files).some(([name, text]) => once[at]?.[name] !== text),
        );
        expect(changed.length).toBeGreaterThan(root === "courier" ? 5 : 20);
        await fixAll(own, tree);
        expect(textsBelow(own, tree)).toEqual(once);
      } finally {
        tree.remove();
      }
    });
  });
