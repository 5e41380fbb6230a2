// What doveconf says of planted trees, for the tests of both versions.

import { normalizePath } from "../../src/host.ts";
import { decode, encode, lineOf } from "../../src/source.ts";
import type { Problem } from "../../src/system.ts";
import { ask } from "./answers.ts";
import { doveconfJob, type Root, type Run } from "./daemons.ts";

type Files = Readonly<Record<string, string>>;

export interface Judgement {
  readonly listed: Run;
  readonly all: Run;
  /** With variables put in, as the daemon itself reads the tree. */
  readonly expanded: Run;
}

/** Writes the trees and runs doveconf three times on each. `TREE` in a file stands for the directory of its tree. */
export function judge(
  root: Root,
  trees: readonly Files[],
  body: (at: number, path: string, files: Files, said: Judgement) => void,
): void {
  const placed = (path: string) => trees.map((files, at) => placeAt(files, `${path}/${at}`));
  const { path, runs } = ask(
    root,
    (path) => ({
      files: Object.fromEntries(
        placed(path).flatMap((files, at) =>
          Object.entries(files).map(([name, text]) => [`${at}/${name}`, encode(text)]),
        ),
      ),
      jobs: trees.flatMap((_, at) =>
        [["-n"], ["-a"], ["-n", "-x"]].map((args) => doveconfJob(args, `${path}/${at}/dovecot.conf`)),
      ),
    }),
    4,
  );
  for (const [at, files] of placed(path).entries()) {
    const [listed, all, expanded] = runs.slice(3 * at, 3 * at + 3);
    if (listed === undefined || all === undefined || expanded === undefined)
      throw new Error("a run is missing");
    body(at, `${path}/${at}`, files, { listed, all, expanded });
  }
}

function placeAt(files: Files, path: string): Files {
  return Object.fromEntries(
    Object.entries(files).map(([name, text]) => [name, text.replaceAll("TREE", path)]),
  );
}

const ofMachine = /^ *managesieve_(notify|sieve)_capability = /;

/** Lines of doveconf without header comments; one value may span lines. */
export function linesOf(run: Run): string[] {
  const lines = decode(run.stdout).split("\n");
  lines.pop();
  return lines.filter((line) => !line.startsWith("# ") && !ofMachine.test(line));
}

/** The message that ends a run: the process that looks for ManageSieve's capabilities speaks before. */
export function lastFatal(run: Run): string {
  return run.stderr.split("\n").findLast((line) => line.includes("Fatal: ")) ?? "";
}

/** `file:line` that a message names; `undefined` = the whole configuration. */
export function placeIn(message: string): string | undefined {
  const [, file, line] =
    /configuration file (.*?) line (\d+): /.exec(message) ??
    /section started at (.*?):(\d+)\)/.exec(message) ??
    [];
  // Line 0 is that of a file included together with the one that includes itself.
  return file === undefined || line === "0" ? undefined : `${normalizePath(file)}:${line}`;
}

export const placeOf = ({ span }: Problem): string => `${span.file.path}:${lineOf(span.file, span.start)}`;

export function firstDifference(wanted: string, got: string): string {
  const [left, right] = [wanted.split("\n"), got.split("\n")];
  const at = left.findIndex((line, index) => line !== right[index]);
  return `line ${at + 1}: ${JSON.stringify(left[at])}, but ${JSON.stringify(right[at])} (${left.length} and ${right.length} lines)`;
}
