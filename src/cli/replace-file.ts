// Writes files at once: whoever reads one, at any moment, sees the old or the new one, never a part or nothing.

import {
  chownSync,
  closeSync,
  fchmodSync,
  fsyncSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Host } from "../host.ts";
import { visible } from "../report/visible.ts";
import { encode, type SourceFile } from "../source.ts";
import { exit, failure } from "./io.ts";

export interface Change {
  readonly path: string;
  /** What was read: a file that says something else by now is left alone. */
  readonly before: string;
  readonly after: string;
}

/** Of files that were read, those whose text is to be another. */
export function changesOf(
  files: readonly SourceFile[],
  texts: ReadonlyMap<string, string>,
  host: Host,
): readonly Change[] {
  return files.flatMap(({ path, text }) => {
    const after = texts.get(path) ?? text;
    return after === text ? [] : [{ path: host.real?.(path) ?? path, before: text, after }];
  });
}

interface Prepared {
  readonly temporary: string;
  readonly target: string;
}

/**
 * Changes files that are there. All new contents are on the disk before the first file is replaced, so that a full disk
 * or a missing permission changes none. Mode and owner stay; of a symbolic link the target is replaced, the link stays.
 */
export function replaceFiles(changes: readonly Change[], shown: (path: string) => string): void {
  const prepared: Prepared[] = [];
  let at = "";
  try {
    for (const { path, before, after } of changes) {
      at = path;
      const target = realpathSync(path);
      if (!readFileSync(target).equals(encode(before))) throw failure("it has changed meanwhile");
      prepared.push(prepare(target, [encode(after)], statSync(target)));
    }
    for (const { temporary, target } of prepared) {
      at = target;
      renameSync(temporary, target);
    }
    for (const directory of new Set(prepared.map(({ target }) => dirname(target)))) syncDirectory(directory);
  } catch (error) {
    for (const { temporary } of prepared) rmSync(temporary, { force: true });
    throw notWritten(shown(at), error);
  }
}

/** Writes a report or another file of its own, new or in the place of an old one; a large text comes in parts. */
export function writeWhole(path: string, text: string | Iterable<string | Uint8Array>, shown: string): void {
  const parts = typeof text === "string" ? [text] : text;
  let temporary: string | undefined;
  try {
    const there = statSync(path, { throwIfNoEntry: false });
    // A device or a pipe is written to, not replaced.
    if (there !== undefined && !there.isFile()) {
      const descriptor = openSync(path, "w");
      try {
        for (const part of parts) writeFileSync(descriptor, part);
      } finally {
        closeSync(descriptor);
      }
      return;
    }
    const target = there === undefined ? path : realpathSync(path);
    ({ temporary } = prepare(target, parts, there));
    renameSync(temporary, target);
    syncDirectory(dirname(target));
  } catch (error) {
    if (temporary !== undefined) rmSync(temporary, { force: true });
    throw notWritten(shown, error);
  }
}

/** The content beside its target, with the target's mode and owner, and on the disk. */
function prepare(target: string, parts: Iterable<string | Uint8Array>, like: Stats | undefined): Prepared {
  const mark = Math.floor(Math.random() * 2 ** 48)
    .toString(16)
    .padStart(12, "0");
  const temporary = join(dirname(target), `.${basename(target)}.${mark}.mailint`);
  const descriptor = openSync(temporary, "wx", like === undefined ? 0o666 : 0o600);
  try {
    for (const part of parts) writeFileSync(descriptor, part);
    if (like !== undefined) {
      keepOwner(temporary, like);
      fchmodSync(descriptor, like.mode & 0o7777);
    }
    fsyncSync(descriptor);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  } finally {
    closeSync(descriptor);
  }
  return { temporary, target };
}

function keepOwner(path: string, { uid, gid }: Stats): void {
  const own = statSync(path);
  if (own.uid === uid && own.gid === gid) return;
  try {
    chownSync(path, uid, gid);
  } catch {
    throw failure("its owner could not be kept");
  }
}

/** The rename itself survives a power failure, where the directory may be read and its file system can do so. */
export function syncDirectory(path: string): void {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, "r");
    fsyncSync(descriptor);
  } catch {
    return;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

function notWritten(shown: string, error: unknown): Error {
  const { code, message } = error as NodeJS.ErrnoException;
  return failure(`\`${visible(shown)}\` cannot be written (${code ?? message})`, exit.input);
}
