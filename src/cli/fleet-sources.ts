// Which hosts a fleet run has: from its arguments to names and paths, each host once.

import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { exclusionOf } from "../exclude.ts";
import type { HostName } from "../report/fleet-line.ts";
import { visible } from "../report/visible.ts";
import { decode } from "../source.ts";
import { exit, failure, type Io, isFailure } from "./io.ts";

const archive = /\.(?:tar|tar\.gz|tgz)$/;
/** Archives that Node 20 cannot unpack, or that are none of tar. */
const foreign = /\.(?:tar\.(?:xz|zst|bz2|lz|lzma|lz4|Z)|txz|tzst|tbz2?|tlz|zip|7z|rar|cpio)$/i;

export function isArchive(path: string): boolean {
  return archive.test(path);
}

/** Why an archive by its name is not read; `undefined` = it is one that is, or none. */
export function refusedArchive(path: string): string | undefined {
  const [suffix] = foreign.exec(path) ?? [];
  return suffix === undefined ? undefined : `\`${suffix}\` is not read; pack it as .tar.gz or .tar`;
}

/**
 * A directory holds one host an entry, or is one itself when it has an `etc`; an archive is a host; any other file and
 * `-` list a host's path a line.
 * A host that is excluded by path or by name is left out unless it was named itself, in a list too.
 * Paths in a list start at the working directory; blank lines and lines that begin with `#` say nothing.
 */
export async function fleetHosts(
  sources: readonly string[],
  exclude: readonly string[],
  io: Io,
): Promise<HostName[]> {
  const exclusion = exclusionOf(exclude, { base: io.directory, given: sources });
  const hosts = new Map<string, HostName>();
  for (const source of sources)
    for (const path of await pathsOf(source, io)) {
      const place = resolve(io.directory, path);
      // The name of an archive's host is not that of its file.
      if (exclusion?.hides(path) || (path !== source && exclusion?.skips(nameBeside(place), true))) continue;
      if (!hosts.has(place)) hosts.set(place, { host: nameOf(place), path });
    }
  return [...hosts.values()];
}

async function pathsOf(source: string, io: Io): Promise<readonly string[]> {
  if (source === "-") return listed(decode(await io.stdin()), "standard input");
  const place = resolve(io.directory, source);
  try {
    const stat = statSync(place);
    if (stat.isDirectory()) return isDirectory(join(place, "etc")) ? [source] : entriesOf(source, place);
    if (isArchive(source) || refusedArchive(source) !== undefined) return [source];
    return listed(decode(readFileSync(place)), source);
  } catch (error) {
    if (isFailure(error)) throw error;
    const { code } = error as NodeJS.ErrnoException;
    const reason = code === "ENOENT" ? "no such file or directory" : `cannot be read (${code})`;
    throw failure(`${visible(source)}: ${reason}`, exit.input);
  }
}

/** A file that holds no text is refused whole: each of its lines would be a host that is not there. */
function listed(text: string, source: string): string[] {
  if (text.includes("\0"))
    throw failure(
      `${visible(source)}: is neither a tar archive nor a list with the path of a host a line`,
      exit.input,
    );
  return text
    .split("\n")
    .map((line) => line.replace(/\r$/, ""))
    .filter((line) => line.trim() !== "" && !line.startsWith("#"));
}

function entriesOf(source: string, place: string): string[] {
  return readdirSync(place)
    .filter((name) => !name.startsWith("."))
    .filter((name) => isArchive(name) || refusedArchive(name) !== undefined || isDirectory(join(place, name)))
    .map((name) => join(source, name))
    .sort();
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function nameBeside(place: string): string {
  return join(dirname(place), nameOf(place));
}

/** `fleet/mx1.example/` and `fleet/mx1.example.tar.gz` are both `mx1.example`. */
function nameOf(path: string): string {
  return basename(path).replace(archive, "").replace(foreign, "") || path;
}
