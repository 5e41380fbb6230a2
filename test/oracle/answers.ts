// Questions to the daemons' own tools, in batches: files, and commands to run on them.
//
// What a tool prints does not depend on the Node that asks. CI runs all tests on several versions of Node: the first run
// keeps each answer (MAILINT_ANSWERS_TO=DIRECTORY), and the others read those of the same question from there
// (MAILINT_ANSWERS_FROM=DIRECTORY). A question that was not asked before is asked. The directory goes with the CI run.

import { createHash, randomBytes } from "node:crypto";
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Files, type Job, type Root, type Run, rootDirectory, runMany, withTree } from "./daemons.ts";

export interface Question {
  readonly files: Files;
  readonly jobs: readonly Job[];
}

export interface Answers {
  /** The directory that the files stood in, as the tools saw it: they name it in what they say. */
  readonly path: string;
  /** In the order of the jobs. */
  readonly runs: readonly Run[];
}

/** `question` gets the directory where its files will stand; `width` = how many commands run at a time. */
export function ask(root: Root, question: (path: string) => Question, width: number): Answers {
  const name = nameOf(root, question("/mailint/question"));
  return kept(name) ?? keep(name, asked(root, question, width));
}

function asked(root: Root, question: (path: string) => Question, width: number): Answers {
  return withTree(root, {}, (tree) => {
    const { files, jobs } = question(tree.path);
    tree.write(files);
    return { path: tree.path, runs: runMany(root, jobs, width) };
  });
}

/** The release of the daemon, what it is asked to do, and every byte that it reads of the test's. */
function nameOf(root: Root, { files, jobs }: Question): string {
  const hash = createHash("sha256");
  hash.update(JSON.stringify([root, readFileSync(`${rootDirectory(root)}/.stamp`, "utf8"), jobs]));
  for (const [path, content] of Object.entries(files)) {
    const bytes = Buffer.from(content);
    hash.update(`\0${path}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest("hex");
}

interface KeptRun extends Omit<Run, "stdout"> {
  /** A character for each byte. */
  readonly stdout: string;
}

function kept(name: string): Answers | undefined {
  const directory = process.env.MAILINT_ANSWERS_FROM;
  if (directory === undefined) return undefined;
  let text: string;
  try {
    text = readFileSync(join(directory, name), "utf8");
  } catch {
    return undefined;
  }
  const { path, runs } = JSON.parse(text) as { path: string; runs: readonly KeptRun[] };
  return { path, runs: runs.map((run) => ({ ...run, stdout: Buffer.from(run.stdout, "latin1") })) };
}

/** A test that is tried again asks again, and its later answers are those that are kept. */
function keep(name: string, answers: Answers): Answers {
  const directory = process.env.MAILINT_ANSWERS_TO;
  if (directory === undefined) return answers;
  const runs = answers.runs.map(
    (run): KeptRun => ({
      ...run,
      stdout: Buffer.from(run.stdout).toString("latin1"),
    }),
  );
  const beside = join(directory, `.${randomBytes(8).toString("hex")}`);
  writeFileSync(beside, JSON.stringify({ path: answers.path, runs }));
  renameSync(beside, join(directory, name));
  return answers;
}
