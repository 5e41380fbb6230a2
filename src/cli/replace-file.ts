// Replaces a file's content at once: whoever reads it, at any moment, sees the old or the new one.

import {
  chownSync,
  closeSync,
  fchmodSync,
  fsyncSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { visible } from "../report/visible.ts";
import { encode } from "../source.ts";
import { exit, failure } from "./io.ts";

/** Mode and owner stay; of a symbolic link the target is replaced and the link stays. */
export function replaceFile(path: string, text: string): void {
  let temporary: string | undefined;
  try {
    const target = realpathSync(path);
    const stat = statSync(target);
    temporary = join(dirname(target), `.${basename(target)}.${process.pid}.mailint`);
    const descriptor = openSync(temporary, "wx", 0o600);
    try {
      writeFileSync(descriptor, encode(text));
      keepOwner(temporary, stat.uid, stat.gid);
      fchmodSync(descriptor, stat.mode & 0o7777);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(temporary, target);
    syncDirectory(dirname(target));
  } catch (error) {
    if (temporary !== undefined) rmSync(temporary, { force: true });
    throw failure(
      `${visible(path)}: cannot be written (${(error as NodeJS.ErrnoException).code})`,
      exit.input,
    );
  }
}

function keepOwner(path: string, uid: number, gid: number): void {
  const own = statSync(path);
  if (own.uid !== uid || own.gid !== gid) chownSync(path, uid, gid);
}

/** The rename itself survives a power failure. */
function syncDirectory(path: string): void {
  const descriptor = openSync(path, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
