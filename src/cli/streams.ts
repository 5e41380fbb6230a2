// Standard input, output and error by their descriptors: to load Node's streams takes longer than to lint a stock tree.

import { fstatSync, statSync, writeSync } from "node:fs";
import { exit, failure, type Output } from "./io.ts";

/** Milliseconds to wait for the reader of a full pipe. */
const pause = 2;

/** Writes have happened when `write` returns. */
export function descriptor(fd: 1 | 2): Output {
  return { write: (text) => writeAll(fd, Buffer.from(text, "utf8")), isTerminal: isTerminal(fd) };
}

function writeAll(fd: number, bytes: Uint8Array): void {
  let from = 0;
  while (from < bytes.length) {
    try {
      from += writeSync(fd, bytes, from);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // A reader that has seen enough (`| head`) ends the program, and is no error.
      if (code === "EPIPE") process.exit();
      if (code !== "EAGAIN") {
        if (fd === 2) process.exit(exit.input);
        throw failure(`standard output cannot be written (${code})`, exit.input);
      }
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pause);
    }
  }
}

/** Node's answer needs its network modules, which are loaded for a character device other than `/dev/null` only. */
function isTerminal(fd: number): boolean {
  try {
    const known = fstatSync(fd);
    const none = statSync("/dev/null", { throwIfNoEntry: false });
    return (
      known.isCharacterDevice() &&
      known.rdev !== none?.rdev &&
      process.getBuiltinModule("node:tty").isatty(fd)
    );
  } catch {
    return false;
  }
}

export async function readAll(): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks);
}
