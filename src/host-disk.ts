// The real disk as a host: reads inside the given roots only, regular files only, up to a size.

import { isUtf8 } from "node:buffer";
import {
  closeSync,
  constants,
  type Dirent,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  realpathSync,
  type Stats,
  statSync,
} from "node:fs";
import { basename, dirname, join, resolve, sep } from "node:path";
import { type EntryKind, type Host, type ReadResult, textResult } from "./host.ts";
import { decode } from "./source.ts";

/** A larger file is refused: no daemon's configuration comes near it. */
export const sizeLimit = 16 * 1024 * 1024;

/** The text of a file's bytes, which change once it returns. */
export type TextPool = (bytes: Buffer) => ReadResult;

interface DiskOptions {
  /** Files and directories that may be read; a file stands for the directory that it lies in. */
  readonly roots: readonly string[];
  /** Directory that stands for `/`: an absolute path outside of `roots` is looked up below it. */
  readonly root?: string | undefined;
  /** Read whatever the configuration names. */
  readonly follow?: boolean | undefined;
  /** Working directory of relative paths. */
  readonly directory?: string | undefined;
  /** Texts of files that were read before, of this host or another one. */
  readonly texts?: TextPool | undefined;
}

/** Never throws; see `Host` for what the answers mean. */
export function diskHost(options: DiskOptions): Host {
  const at = (path: string) => resolve(options.directory ?? ".", path);
  const root = options.root === undefined ? undefined : at(options.root);
  const inside = areaOf([
    ...new Set([...options.roots.map(at).map(directoryOf), ...(root === undefined ? [] : [root])]),
  ]);
  const listed: Listings = new Map();
  const placeOf = (path: string) => {
    const full = at(path);
    return root !== undefined && path.startsWith("/") && !inside.text(full) ? root + full : full;
  };
  /** The real path behind `path`, or why there is none. */
  const find = (path: string): Found => {
    const place = placeOf(path);
    if (!options.follow && !inside.text(place)) return { kind: "outside" };
    const real = inListing(place, listed) ?? inside.top(place) ?? realPath(place);
    if (real.kind !== "found" || options.follow || inside.real(real.path)) return real;
    return { kind: "outside" };
  };
  return {
    read: (path) => {
      const found = find(path);
      return found.kind === "found" ? readText(found.path, options.texts) : found;
    },
    list: (path) => {
      const place = placeOf(path);
      const before = listed.get(place);
      if (before !== undefined) return [...before.entries.keys()];
      const found = find(path);
      const entries = found.kind === "found" ? entriesOf(found.path) : undefined;
      if (found.kind !== "found" || entries === undefined) return undefined;
      listed.set(place, { real: found.path, entries });
      return [...entries.keys()];
    },
    kind: (path) => {
      const found = find(path);
      if (found.kind === "unreadable") return "other";
      return found.kind === "found" ? found.entry : "missing";
    },
    real: (path) => {
      const found = find(path);
      return found.kind === "found" ? found.path : undefined;
    },
  };
}

type Found =
  | { readonly kind: "found"; readonly path: string; readonly entry: EntryKind }
  | Exclude<ReadResult, { readonly kind: "text" }>;

/** Kinds by name, in byte order; a symbolic link has none, as its target decides, nor a name that is no UTF-8. */
type Entries = ReadonlyMap<string, EntryKind | undefined>;
/** Directories by their paths as written: what lies in one that was listed needs no question to the disk. */
type Listings = Map<string, { readonly real: string; readonly entries: Entries }>;

/** Names that the listing lacks may still be there, on a disk that takes `Main.cf` for `main.cf`. */
function inListing(place: string, listed: Listings): Found | undefined {
  const directory = listed.get(dirname(place));
  const entry = directory?.entries.get(basename(place));
  if (directory === undefined || entry === undefined) return undefined;
  return { kind: "found", path: join(directory.real, basename(place)), entry };
}

interface Area {
  /** Does the path lie inside as written? Asked before the disk is, so that nothing outside is even looked for. */
  readonly text: (path: string) => boolean;
  /** Does the real path lie inside, symlinks followed? */
  readonly real: (path: string) => boolean;
  /** One of the roots itself. */
  readonly top: (path: string) => Found | undefined;
}

function areaOf(texts: readonly string[]): Area {
  const tops = new Map(texts.map((path) => [path, realPath(path)]));
  const reals = [...tops].map(([path, real]) => (real.kind === "found" ? real.path : path));
  const lies = (path: string, areas: readonly string[]) =>
    areas.some((area) => path === area || path.startsWith(area.endsWith(sep) ? area : area + sep));
  return {
    text: (path) => lies(path, texts) || lies(path, reals),
    real: (path) => lies(path, reals),
    top: (path) => {
      const top = tops.get(path);
      return top?.kind === "found" ? top : undefined;
    },
  };
}

function directoryOf(path: string): string {
  try {
    return statSync(path).isDirectory() ? path : dirname(path);
  } catch {
    return dirname(path);
  }
}

/** Most of what is looked for is not there: one question to the disk says so, where a real path takes one a directory. */
function realPath(path: string): Found {
  try {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat === undefined) return { kind: "missing" };
    return { kind: "found", path: realpathSync.native(path), entry: entryKind(stat) };
  } catch (error) {
    return failureOf(error);
  }
}

/** Opens without waiting (a FIFO would) and asks the open file what it is, so that nobody can swap it in between. */
function readText(path: string, texts: TextPool | undefined): ReadResult {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
    const stat = fstatSync(descriptor);
    if (stat.isDirectory()) return { kind: "unreadable", reason: "is a directory" };
    if (!stat.isFile()) return { kind: "unreadable", reason: "is no regular file" };
    if (stat.size > sizeLimit)
      return { kind: "unreadable", reason: `larger than the limit of ${sizeLimit >> 20} MiB` };
    const bytes = bytesOf(descriptor, stat.size);
    return texts === undefined ? textResult(decode(bytes)) : texts(bytes);
  } catch (error) {
    return failureOf(error);
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** Small files, as nearly all are, come into the same bytes one after the other. */
const scratch = { bytes: Buffer.alloc(0), size: 64 * 1024 };

/** What the file holds up to the size that it was opened with; the bytes are good until the next call. */
function bytesOf(descriptor: number, size: number): Buffer {
  if (size === 0 || size > scratch.size) return readFileSync(descriptor);
  if (scratch.bytes.length === 0) scratch.bytes = Buffer.allocUnsafeSlow(scratch.size);
  let length = 0;
  while (length < size) {
    const read = readSync(descriptor, scratch.bytes, length, size - length, null);
    if (read === 0) break;
    length += read;
  }
  return scratch.bytes.subarray(0, length);
}

function entriesOf(path: string): Entries | undefined {
  try {
    return new Map(
      readdirSync(path, { encoding: "buffer", withFileTypes: true })
        .sort((one, other) => Buffer.compare(one.name, other.name))
        .map((entry) => [entry.name.toString("utf8"), isPlain(entry) ? entryKind(entry) : undefined]),
    );
  } catch {
    return undefined;
  }
}

/** Not one whose target decides, nor one of a name that no question would name. */
function isPlain(entry: Dirent<Buffer>): boolean {
  return !entry.isSymbolicLink() && isUtf8(entry.name);
}

function entryKind(entry: Dirent<Buffer> | Stats): EntryKind {
  if (entry.isFile()) return "file";
  return entry.isDirectory() ? "directory" : "other";
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EPERM: "permission denied",
  ELOOP: "its symbolic links form a loop",
  EISDIR: "is a directory",
  ENAMETOOLONG: "its name is too long",
  ENXIO: "is no regular file",
  EMFILE: "too many open files",
};

function failureOf(error: unknown): Found & { readonly kind: "missing" | "unreadable" } {
  const code = (error as NodeJS.ErrnoException).code ?? "";
  if (code === "ENOENT" || code === "ENOTDIR") return { kind: "missing" };
  return { kind: "unreadable", reason: reasons[code] ?? `cannot be read (${code || String(error)})` };
}
