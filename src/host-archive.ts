// The members of an archive as a host: an untrusted tree in memory, whose links lead nowhere but into it.

import type { EntryKind, Host, ReadResult } from "./host.ts";
import { basename, dirname, normalizePath, textResult } from "./host.ts";
import { decode } from "./source.ts";

export type Member =
  | { readonly kind: "file"; readonly bytes: Uint8Array }
  | { readonly kind: "directory" }
  | { readonly kind: "symlink"; readonly target: string }
  /** It is there and cannot be read: too large, a device. `reason` as in `ReadResult`. */
  | { readonly kind: "unreadable"; readonly reason: string };

/** Members by normalized path, relative to the top of the archive. */
export type Members = ReadonlyMap<string, Member>;

/** As many as Linux follows (MAXSYMLINKS). */
const linkLimit = 40;
/** Names that the path of a member may have: configuration is not searched for deeper. */
export const depthLimit = 100;

/** `root`: the directory that stands for `/`; without one an absolute path lies outside. */
export function archiveHost(members: Members, root: string | undefined): Host {
  const directories = directoriesOf(members);
  const texts = new Map<string, string>();
  const find = (path: string) => locate(path, members, root);
  return {
    read: (path) => {
      const found = find(path);
      return found.kind === "found" ? read(found.path) : found;
    },
    list: (path) => {
      const found = find(path);
      const names = found.kind === "found" ? directories.get(found.path) : undefined;
      return names === undefined ? undefined : [...names].sort();
    },
    kind: (path) => {
      const found = find(path);
      if (found.kind === "unreadable") return "other";
      return found.kind === "found" ? kindOf(found.path) : "missing";
    },
    real: (path) => {
      const found = find(path);
      return found.kind === "found" && kindOf(found.path) !== "missing" ? found.path : undefined;
    },
  };

  function kindOf(path: string): EntryKind {
    const member = members.get(path);
    if (member === undefined || member.kind === "directory")
      return directories.has(path) ? "directory" : "missing";
    return member.kind === "file" ? "file" : "other";
  }

  function read(path: string): ReadResult {
    const member = members.get(path);
    if (member === undefined || member.kind === "directory")
      return directories.has(path) ? { kind: "unreadable", reason: "is a directory" } : { kind: "missing" };
    if (member.kind === "unreadable") return member;
    if (member.kind === "symlink") return { kind: "missing" };
    const text = texts.get(path) ?? decode(member.bytes);
    texts.set(path, text);
    return textResult(text);
  }
}

/** Names in each directory; those above a member are there whether the archive lists them or not. */
function directoriesOf(members: Members): ReadonlyMap<string, ReadonlySet<string>> {
  const directories = new Map<string, Set<string>>([["", new Set()]]);
  const namesIn = (path: string) => {
    const names = directories.get(path) ?? new Set<string>();
    directories.set(path, names);
    return names;
  };
  for (const [path, { kind }] of members) {
    if (kind === "directory") namesIn(path);
    for (let child = path; child !== ""; child = dirname(child)) {
      const names = namesIn(dirname(child));
      if (names.has(basename(child))) break;
      names.add(basename(child));
    }
  }
  return directories;
}

type Located =
  | { readonly kind: "found"; readonly path: string }
  | { readonly kind: "outside" }
  | { readonly kind: "unreadable"; readonly reason: string };

/** The path behind all links, name by name as the kernel walks it (path_resolution(7)). */
function locate(path: string, members: Members, root: string | undefined): Located {
  const start = fromTop(normalizePath(path), root);
  if (start === undefined) return { kind: "outside" };
  const names = start.split("/").filter((name) => name !== "" && name !== ".");
  let at: string[] = [];
  let links = 0;
  while (names.length > 0) {
    const name = names.shift() ?? "";
    if (name === "..") {
      if (at.length === 0) return { kind: "outside" };
      at.pop();
      continue;
    }
    const here = [...at, name].join("/");
    // No member lies there, and each name more would take longer than the one before.
    if (at.length >= depthLimit) return { kind: "found", path: here };
    const member = members.get(here);
    if (member?.kind !== "symlink") {
      at.push(name);
      continue;
    }
    if (++links > linkLimit) return { kind: "unreadable", reason: "its symbolic links form a loop" };
    const target = fromTop(member.target, root);
    if (target === undefined) return { kind: "outside" };
    if (member.target.startsWith("/")) at = [];
    names.unshift(...target.split("/").filter((one) => one !== "" && one !== "."));
  }
  return { kind: "found", path: at.join("/") };
}

/** An absolute path below `root`; `undefined` when nothing stands for `/`. */
function fromTop(path: string, root: string | undefined): string | undefined {
  if (!path.startsWith("/")) return path;
  return root === undefined ? undefined : `${root}${path}`;
}
