// A new directory with a whole tree: there all at once, or not at all.

import {
  chmodSync,
  chownSync,
  closeSync,
  fchmodSync,
  fsyncSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { encode, type SourceFile } from "../source.ts";
import { exit, failure, isFailure } from "./io.ts";
import { syncDirectory } from "./replace-file.ts";

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

/** A directory that does not exist, or is empty; not the working directory, which would be replaced below its user. */
export function checkEmpty(directory: string, working: string, shown: string): void {
  try {
    if (readdirSync(directory).length > 0)
      throw failure(`${shown} is not empty: name a directory that is empty or not there`, exit.input);
  } catch (error) {
    if (isFailure(error)) throw error;
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return;
    throw failure(
      code === "ENOTDIR" ? `${shown} is no directory` : `${shown}: cannot be read (${code})`,
      exit.input,
    );
  }
  if (realpathSync(directory) === realpathSync(working))
    throw failure(`${shown} is the working directory: name another, empty or not there`, exit.input);
}

interface NewFile {
  /** Relative to the new directory. */
  readonly place: string;
  readonly text: string;
  /** The file that it is made of, and that one's directory: who may read those may read these. */
  readonly like: string | undefined;
  readonly likeDirectory: string | undefined;
}

/** Files and directories get the mode, and where that is allowed the owner, of those that they are made of. */
export function writeNewTree(directory: string, files: readonly NewFile[], shown: string): void {
  let temporary: string | undefined;
  try {
    const there = statSync(directory, { throwIfNoEntry: false });
    const target = there === undefined ? directory : realpathSync(directory);
    mkdirSync(dirname(target), { recursive: true });
    temporary = mkdtempSync(join(dirname(target), `.${basename(target)}.`));
    const directories = new Map<string, Stats>();
    for (const { place, text, like, likeDirectory } of files) {
      const path = join(temporary, place);
      mkdirSync(dirname(path), { recursive: true });
      writeLike(path, text, like === undefined ? undefined : statSync(like));
      if (likeDirectory !== undefined) directories.set(dirname(path), statSync(likeDirectory));
    }
    if (there !== undefined) directories.set(temporary, there);
    for (const [path, like] of directories) {
      keepOwner(path, like);
      chmodSync(path, like.mode & 0o7777);
      syncDirectory(path);
    }
    renameSync(temporary, target);
    syncDirectory(dirname(target));
  } catch (error) {
    if (temporary !== undefined) rmSync(temporary, { recursive: true, force: true });
    throw failure(`${shown}: cannot be written (${(error as NodeJS.ErrnoException).code})`, exit.input);
  }
}

function writeLike(path: string, text: string, like: Stats | undefined): void {
  const descriptor = openSync(path, "wx", like === undefined ? 0o666 : 0o600);
  try {
    writeFileSync(descriptor, encode(text));
    if (like !== undefined) {
      keepOwner(path, like);
      fchmodSync(descriptor, like.mode & 0o7777);
    }
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Only root may give a file away; what anybody else writes is theirs. */
function keepOwner(path: string, { uid, gid }: Stats): void {
  if (process.getuid?.() === 0) chownSync(path, uid, gid);
}
