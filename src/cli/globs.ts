// Paths that a glob stands for: glob(3) with braces, `**` for any depth, and no more work than the limit allows.

import { type Dirent, existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { expandBraces, matchPieces, piecesOf } from "../glob.ts";

/** A glob may pass through so many paths: links that lead up make their number grow without end. */
export const globLimit = 100_000;

/** PATH_MAX: nothing lies behind a longer path. */
const longestPath = 4096;

/** What is there, relative as the glob is, sorted; `undefined` when the limit is passed. */
export function globbed(pattern: string, directory: string): string[] | undefined {
  const { paths, limited } = expandBraces(pattern);
  if (limited) return undefined;
  const walk: Walk = { directory, left: globLimit };
  const found = new Set<string>();
  for (const path of paths) {
    const ends = pathsOf(path, walk);
    if (ends === undefined) return undefined;
    for (const end of ends) found.add(end);
  }
  return [...found].sort();
}

interface Walk {
  readonly directory: string;
  left: number;
}

function pathsOf(pattern: string, walk: Walk): Iterable<string> | undefined {
  if (pattern.length > longestPath) return [];
  let bases: Iterable<string> = [pattern.startsWith("/") ? "/" : "."];
  for (const component of pattern.split("/").filter((one) => one !== "" && one !== ".")) {
    const next = new Set<string>();
    for (const base of bases)
      for (const path of step(base, component, walk)) {
        next.add(path);
        if (--walk.left < 0) return undefined;
      }
    bases = next;
  }
  return [...bases].filter((path) => existsSync(resolve(walk.directory, path)));
}

/** Paths of one more component; they need not be there. */
function* step(base: string, component: string, walk: Walk): Generator<string> {
  if (component === "**") yield* below(base, walk);
  else if (!/[*?[]/.test(component)) yield join(base, component.replace(/\\(.)/gs, "$1"));
  else {
    const pieces = piecesOf(component);
    for (const { name } of entriesOf(base, walk)) if (matchPieces(pieces, [...name])) yield join(base, name);
  }
}

/** The directory itself and every one below it, through no link. */
function* below(base: string, walk: Walk): Generator<string> {
  const waiting = [base];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    yield next;
    for (const entry of entriesOf(next, walk)) if (entry.isDirectory()) waiting.push(join(next, entry.name));
  }
}

function entriesOf(path: string, { directory }: Walk): readonly Dirent[] {
  try {
    return readdirSync(resolve(directory, path), { withFileTypes: true });
  } catch {
    return [];
  }
}
