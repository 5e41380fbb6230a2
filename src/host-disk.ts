// The real disk as a host: reads inside the given roots only, regular files only, up to a size.

import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  statSync,
} from "node:fs";
import { dirname, resolve, sep } from "node:path";
import type { EntryKind, Host, ReadResult } from "./host.ts";
import { decode } from "./source.ts";

/** A larger file is refused: no daemon's configuration comes near it. */
export const sizeLimit = 16 * 1024 * 1024;

export interface DiskOptions {
  /** Files and directories that may be read; a file stands for the directory that it lies in. */
  readonly roots: readonly string[];
  /** Directory that stands for `/`: an absolute path outside of `roots` is looked up below it. */
  readonly root?: string | undefined;
  /** Read whatever the configuration names. */
  readonly follow?: boolean | undefined;
  /** Working directory of relative paths. */
  readonly directory?: string | undefined;
}

/** Never throws; see `Host` for what the answers mean. */
export function diskHost(options: DiskOptions): Host {
  const at = (path: string) => resolve(options.directory ?? ".", path);
  const root = options.root === undefined ? undefined : at(options.root);
  const inside = areaOf([...options.roots.map(at).map(directoryOf), ...(root === undefined ? [] : [root])]);
  /** The real path behind `path`, or why there is none. */
  const find = (path: string): Found => {
    const full = at(path);
    const place = root !== undefined && path.startsWith("/") && !inside.text(full) ? root + full : full;
    if (!options.follow && !inside.text(place)) return { kind: "outside" };
    const real = realPath(place);
    if (real.kind !== "found" || options.follow || inside.real(real.path)) return real;
    return { kind: "outside" };
  };
  return {
    read: (path) => {
      const found = find(path);
      return found.kind === "found" ? readText(found.path) : found;
    },
    list: (path) => {
      const found = find(path);
      return found.kind === "found" ? names(found.path) : undefined;
    },
    kind: (path) => {
      const found = find(path);
      if (found.kind === "unreadable") return "other";
      return found.kind === "found" ? kindOf(found.path) : "missing";
    },
    real: (path) => {
      const found = find(path);
      return found.kind === "found" ? found.path : undefined;
    },
  };
}

type Found =
  | { readonly kind: "found"; readonly path: string }
  | Exclude<ReadResult, { readonly kind: "text" }>;

interface Area {
  /** Does the path lie inside as written? Asked before the disk is, so that nothing outside is even looked for. */
  readonly text: (path: string) => boolean;
  /** Does the real path lie inside, symlinks followed? */
  readonly real: (path: string) => boolean;
}

function areaOf(texts: readonly string[]): Area {
  const reals = texts.map((path) => {
    const real = realPath(path);
    return real.kind === "found" ? real.path : path;
  });
  const lies = (path: string, areas: readonly string[]) =>
    areas.some((area) => path === area || path.startsWith(area.endsWith(sep) ? area : area + sep));
  return { text: (path) => lies(path, texts) || lies(path, reals), real: (path) => lies(path, reals) };
}

function directoryOf(path: string): string {
  try {
    return statSync(path).isDirectory() ? path : dirname(path);
  } catch {
    return dirname(path);
  }
}

function realPath(path: string): Found {
  try {
    return { kind: "found", path: realpathSync.native(path) };
  } catch (error) {
    return failureOf(error);
  }
}

/** Opens without waiting (a FIFO would) and asks the open file what it is, so that nobody can swap it in between. */
function readText(path: string): ReadResult {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
    const stat = fstatSync(descriptor);
    if (stat.isDirectory()) return { kind: "unreadable", reason: "is a directory" };
    if (!stat.isFile()) return { kind: "unreadable", reason: "is no regular file" };
    if (stat.size > sizeLimit)
      return { kind: "unreadable", reason: `larger than the limit of ${sizeLimit >> 20} MiB` };
    return { kind: "text", text: decode(readFileSync(descriptor)) };
  } catch (error) {
    return failureOf(error);
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

function names(path: string): readonly string[] | undefined {
  try {
    return readdirSync(path, { encoding: "buffer" })
      .sort(Buffer.compare)
      .map((name) => name.toString("utf8"));
  } catch {
    return undefined;
  }
}

function kindOf(path: string): EntryKind {
  try {
    const stat = statSync(path);
    if (stat.isFile()) return "file";
    return stat.isDirectory() ? "directory" : "other";
  } catch {
    return "missing";
  }
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
