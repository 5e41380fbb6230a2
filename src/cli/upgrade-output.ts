// A new directory with a whole tree: there all at once, or not at all.

import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { encode, type SourceFile } from "../source.ts";
import { exit, failure } from "./io.ts";

interface NewPlace {
  readonly file: SourceFile;
  /** Relative to the new directory. */
  readonly place: string;
  /** The tree includes it from elsewhere. */
  readonly outside: boolean;
}

/** Where the files of a tree lie in the new directory; one from outside keeps its name, or gets a number too. */
export function newPlaces(root: string, files: readonly SourceFile[]): readonly NewPlace[] {
  const base = dirname(root);
  const places = files.map((file) => ({ file, place: relative(base, file.path) }));
  const taken = new Set(places.map(({ place }) => place).filter((place) => !place.startsWith("..")));
  return places.map(({ file, place }) => {
    if (!place.startsWith("..")) return { file, place, outside: false };
    const name = basename(place);
    let free = name;
    for (let number = 2; taken.has(free); number++) free = `${number}-${name}`;
    taken.add(free);
    return { file, place: free, outside: true };
  });
}

/** A directory that does not exist, or is empty. */
export function checkEmpty(directory: string, shown: string): void {
  try {
    if (readdirSync(directory).length === 0) return;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return;
    throw failure(
      code === "ENOTDIR" ? `${shown} is no directory` : `${shown}: cannot be read (${code})`,
      exit.input,
    );
  }
  throw failure(`${shown} is not empty: name a directory that is empty or not there`, exit.input);
}

export function writeNewTree(
  directory: string,
  files: readonly { readonly place: string; readonly text: string }[],
  shown: string,
): void {
  let temporary: string | undefined;
  try {
    mkdirSync(dirname(directory), { recursive: true });
    temporary = mkdtempSync(`${directory}.`);
    for (const { place, text } of files) {
      const path = join(temporary, place);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, encode(text));
    }
    removeEmpty(directory);
    renameSync(temporary, directory);
  } catch (error) {
    if (temporary !== undefined) rmSync(temporary, { recursive: true, force: true });
    throw failure(`${shown}: cannot be written (${(error as NodeJS.ErrnoException).code})`, exit.input);
  }
}

function removeEmpty(directory: string): void {
  try {
    rmdirSync(directory);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
}
