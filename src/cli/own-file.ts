// Reads files that are the program's own and no daemon's, such as a baseline: up to a size, whatever the path leads to.

import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";

const MiB = 1024 * 1024;

interface OwnFileOptions {
  /** In MiB. */
  readonly limit: number;
  /** Whether it must be a regular file: yes for one that was found, while one that was named may be a pipe. */
  readonly regular: boolean;
}

export type OwnFile =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "missing" }
  /** `reason` is a short phrase such as "cannot be read (EACCES)". */
  | { readonly kind: "unreadable"; readonly reason: string };

/** Never throws. The text is read as UTF-8. */
export function readOwnFile(path: string, { limit, regular }: OwnFileOptions): OwnFile {
  const tooLarge = { kind: "unreadable", reason: `is larger than the limit of ${limit} MiB` } as const;
  let descriptor: number | undefined;
  try {
    // Opened without waiting, a pipe that nobody writes to shows itself.
    descriptor = openSync(path, constants.O_RDONLY | (regular ? constants.O_NONBLOCK : 0));
    const stat = fstatSync(descriptor);
    if (regular && !stat.isFile()) return { kind: "unreadable", reason: "is no regular file" };
    if (stat.size > limit * MiB) return tooLarge;
    const text = readUpTo(descriptor, limit * MiB);
    return text === undefined ? tooLarge : { kind: "text", text };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === "ENOENT"
      ? { kind: "missing" }
      : { kind: "unreadable", reason: `cannot be read (${code ?? String(error)})` };
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** `undefined` = there are more bytes than that; a device may never end. */
function readUpTo(descriptor: number, limit: number): string | undefined {
  const chunks: Buffer[] = [];
  for (let size = 0; size <= limit; ) {
    const chunk = Buffer.allocUnsafe(1 << 16);
    const length = readSync(descriptor, chunk);
    if (length === 0) return Buffer.concat(chunks).toString("utf8");
    chunks.push(chunk.subarray(0, length));
    size += length;
  }
  return undefined;
}
