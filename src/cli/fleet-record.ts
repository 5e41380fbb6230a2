// The record of a fleet run: its lines in a file, each appended as its host is done, to go on from after a crash.

import {
  closeSync,
  fdatasyncSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readSync,
  writeFileSync,
} from "node:fs";
import { resolve } from "node:path";
import type { HostLine } from "../report/fleet-line.ts";
import { isHostLine } from "../report/fleet-line-check.ts";
import { visible } from "../report/visible.ts";
import { exit, failure, type Io } from "./io.ts";

export interface FleetRecord {
  /** The last line of each host that was recorded before; read anew at each call, as there may be many. */
  readonly lines: () => Iterable<HostLine>;
  readonly append: (line: HostLine) => void;
  readonly close: () => void;
}

/**
 * Opens or makes the file. A last line without its end was torn by a crash: it is cut off, and its host linted again.
 * A file that is no record is a usage error and stays as it is.
 */
export function openRecord(path: string, io: Io): FleetRecord {
  const descriptor = open(resolve(io.directory, path), path);
  const end = checkedEnd(descriptor, path);
  ftruncateSync(descriptor, end);
  let appended = 0;
  return {
    lines: () => lastLines(descriptor, end, io.directory),
    append: (line) => {
      try {
        writeFileSync(descriptor, `${JSON.stringify(line)}\n`);
        // A crash of mailint costs no host, one of the machine the last few.
        if (++appended % 256 === 0) fdatasyncSync(descriptor);
      } catch (error) {
        throw failed(path, "written", error);
      }
    },
    close: () => {
      fdatasyncSync(descriptor);
      closeSync(descriptor);
    },
  };
}

function open(place: string, path: string): number {
  let descriptor: number;
  try {
    descriptor = openSync(place, "a+", 0o666);
  } catch (error) {
    throw failed(path, "opened", error);
  }
  if (!fstatSync(descriptor).isFile())
    throw failure(`${visible(path)}: is no regular file, which a record must be`, exit.input);
  return descriptor;
}

function failed(path: string, what: string, error: unknown): Error {
  return failure(
    `${visible(path)}: cannot be ${what} (${(error as NodeJS.ErrnoException).code})`,
    exit.input,
  );
}

/** Offset behind the last whole line. */
function checkedEnd(descriptor: number, path: string): number {
  let end = 0;
  let number = 0;
  for (const line of textLines(descriptor, Number.POSITIVE_INFINITY)) {
    number++;
    const known = line.whole ? isFleetLine(line.text) : isTorn(line.text);
    if (!known) throw failure(`${visible(path)}:${number}: is no line of \`mailint fleet\``);
    if (line.whole) end = line.end;
  }
  return end;
}

/** How each line begins, up to where lines differ. */
const beginning = '{"version":1,"mailint":"';

/** It begins as a line does: whole, or torn at any place, with or without what was written behind the tear. */
function isTorn(text: string): boolean {
  const [torn = ""] = text.split(beginning, 1);
  return beginning.startsWith(torn);
}

function isFleetLine(text: string): boolean {
  return text.includes(beginning) && isTorn(text) && text.endsWith("}");
}

/**
 * `undefined` for the line of a summary, and for one that a disk has spoilt. Where the lines of many runs come together,
 * one that broke off with its run stands before another: the beginning of a line is in no string of JSON.
 */
function lineOf(text: string): HostLine | undefined {
  try {
    const line: unknown = JSON.parse(text.slice(text.lastIndexOf(beginning)));
    return isHostLine(line) ? line : undefined;
  } catch {
    return undefined;
  }
}

/** Twice through the file, so that only the paths are held in memory. */
function* lastLines(descriptor: number, end: number, directory: string): Generator<HostLine> {
  const last = new Map<string, number>();
  for (const [at, { path }] of hostLines(descriptor, end)) last.set(resolve(directory, path), at);
  for (const [at, line] of hostLines(descriptor, end))
    if (last.get(resolve(directory, line.path)) === at) yield line;
}

function* hostLines(descriptor: number, end: number): Generator<[at: number, line: HostLine]> {
  for (const { text, end: at } of textLines(descriptor, end)) {
    const line = lineOf(text);
    if (line !== undefined) yield [at, line];
  }
}

interface TextLine {
  readonly text: string;
  /** Offset in bytes behind the line and its end. */
  readonly end: number;
  /** It has its line end. */
  readonly whole: boolean;
}

function* textLines(descriptor: number, limit: number): Generator<TextLine> {
  const chunk = Buffer.alloc(1 << 16);
  let parts: Buffer[] = [];
  let at = 0;
  for (;;) {
    const wanted = Math.min(chunk.length, limit - at);
    const length = wanted === 0 ? 0 : readSync(descriptor, chunk, 0, wanted, at);
    if (length === 0) break;
    let from = 0;
    for (
      let newline = chunk.indexOf(10);
      newline !== -1 && newline < length;
      newline = chunk.indexOf(10, from)
    ) {
      parts.push(Buffer.from(chunk.subarray(from, newline)));
      from = newline + 1;
      yield { text: Buffer.concat(parts).toString("utf8"), end: at + from, whole: true };
      parts = [];
    }
    if (from < length) parts.push(Buffer.from(chunk.subarray(from, length)));
    at += length;
  }
  if (parts.length > 0) yield { text: Buffer.concat(parts).toString("utf8"), end: at, whole: false };
}
