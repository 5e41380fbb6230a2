// Writes the HTML page of a fleet run: each host beside the file as it is done, all in their order at the end.

import { closeSync, openSync, readSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import type { HostLine } from "../report/fleet-line.ts";
import type { Tally } from "../report/fleet-summary.ts";
import { fleetFrame, fleetHost, hostRank, shownAtOnce, waitingHost } from "../report/html-fleet.ts";
import { visible } from "../report/visible.ts";
import { exit, failure, type Io } from "./io.ts";
import { writeWhole } from "./replace-file.ts";

interface FleetPage {
  readonly add: (line: HostLine) => void;
  /** Writes the page; whoever reads the file sees the old or the new one. */
  readonly finish: (tally: Tally) => void;
  /** To be called in any case: it gives the disk back what the parts took. */
  readonly close: () => void;
}

interface Part {
  readonly rank: number;
  readonly host: string;
  readonly from: number;
  readonly length: number;
}

/** Memory holds where each host's part lies, not the parts: a fleet's page can be large. */
export function openPage(path: string, { directory }: Io): FleetPage {
  const place = resolve(directory, path);
  const spool = join(dirname(place), `.${basename(place)}.${process.pid}.parts`);
  const descriptor = open(spool, path);
  // Without a name it goes with the process, whatever ends it.
  rmSync(spool, { force: true });
  const parts: Part[] = [];
  let end = 0;
  return {
    add: (line) => {
      const bytes = Buffer.from(fleetHost(line), "utf8");
      try {
        writeFileSync(descriptor, bytes);
      } catch (error) {
        throw notWritten(path, error);
      }
      parts.push({ rank: hostRank(line), host: line.host, from: end, length: bytes.length });
      end += bytes.length;
    },
    finish: (tally) => {
      const { head, tail } = fleetFrame(tally);
      parts.sort((one, other) => one.rank - other.rank || (one.host < other.host ? -1 : 1));
      writeWhole(place, pieces(head, descriptor, parts, tail), path);
    },
    close: () => closeSync(descriptor),
  };
}

function* pieces(
  head: string,
  descriptor: number,
  parts: readonly Part[],
  tail: string,
): Generator<string | Uint8Array> {
  yield head;
  for (const [index, { from, length }] of parts.entries()) {
    const bytes = Buffer.alloc(length);
    readSync(descriptor, bytes, 0, length, from);
    if (index >= shownAtOnce) yield waitingHost.before;
    yield bytes;
    if (index >= shownAtOnce) yield waitingHost.after;
  }
  yield tail;
}

function open(spool: string, path: string): number {
  try {
    return openSync(spool, "wx+", 0o600);
  } catch (error) {
    throw notWritten(path, error);
  }
}

function notWritten(path: string, error: unknown): Error {
  const { code } = error as NodeJS.ErrnoException;
  return failure(`\`${visible(path)}\` cannot be written (${code})`, exit.input);
}
