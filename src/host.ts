// The only door to the disk. The core asks a host; there is a real one (host-disk.ts) and one in memory (below).

import { oncePerKey } from "./once.ts";
import { decode } from "./source.ts";

export type ReadResult =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "missing" }
  /** It exists and may not or cannot be read: `reason` is a short phrase such as "permission denied". */
  | { readonly kind: "unreadable"; readonly reason: string }
  /** It lies outside of what the run may read; nobody looked whether it exists. */
  | { readonly kind: "outside" };

export type EntryKind = "file" | "directory" | "other" | "missing";

/** Paths are `/`-separated, relative to the working directory or absolute; a host normalizes `.` and `..` itself. */
export interface Host {
  read(path: string): ReadResult;
  /** Names (not paths) in a directory, in byte order; `undefined` when it is none, is missing or lies outside. */
  list(path: string): readonly string[] | undefined;
  kind(path: string): EntryKind;
  /** The path behind all symbolic links, to tell that two paths are one file; `undefined` = none that may be read. */
  real?(path: string): string | undefined;
  /** Environment variable for `$ENV:NAME`; `undefined` = unknown here. */
  env?(name: string): string | undefined;
}

const ciphers: readonly (readonly [start: string, name: string])[] = [
  ["\0GITCRYPT\0", "git-crypt"],
  ["$ANSIBLE_VAULT;", "Ansible Vault"],
  ["-----BEGIN PGP MESSAGE-----", "PGP"],
  ["-----BEGIN AGE ENCRYPTED FILE-----", "age"],
  ["age-encryption.org/", "age"],
];

const formats: readonly (readonly [start: string, what: string])[] = [
  ["\x7fELF", "a program (ELF)"],
  ["\x1f\udc8b", "compressed with gzip, unpack it first"],
  ["\udcfd7zXZ\0", "compressed with xz, unpack it first"],
  ["(\udcb5/\udcfd", "compressed with zstd, unpack it first"],
  ["BZh", "compressed with bzip2, unpack it first"],
  ["PK\x03\x04", "a zip archive, unpack it first"],
];

/** What a file says: of one whose bytes mean nothing here, as it is encrypted or no text, only that. */
export function textResult(text: string): ReadResult {
  const found = ciphers.find(([start]) => text.startsWith(start));
  const reason =
    found === undefined ? reasonNoText(text.slice(0, 1024)) : `encrypted with ${found[1]}, decrypt it first`;
  return reason === undefined ? { kind: "text", text } : { kind: "unreadable", reason };
}

/** Control characters that no text has. */
const controls = /[\0-\x07\x0e-\x1a\x1c-\x1f\x7f]/g;

/**
 * Why a file that begins so is no text; `undefined` = it is, or a daemon may read it as one: all of them end a line at a NUL
 * and take other control characters, but none gets behind the first line of a program, an archive, or UTF-16.
 */
function reasonNoText(start: string): string | undefined {
  const count = start.match(controls)?.length ?? 0;
  const [line = ""] = start.split("\n", 1);
  if (count < 4 || count * 20 < start.length || line.search(controls) === -1) return undefined;
  if (/^(?:\udcff\udcfe|\udcfe\udcff)/.test(start) || /^(?:[^\0]\0){4}|^(?:\0[^\0]){4}/.test(start))
    return "is written in UTF-16, which no mail server reads; convert it to UTF-8";
  const known = formats.find(([magic]) => start.startsWith(magic));
  return known === undefined ? "is not text" : `is not text but ${known[1]}`;
}

/** Joins and normalizes: `..` and `.` are resolved by text, as none of the daemons asks the disk. */
export function joinPath(base: string, path: string): string {
  return normalizePath(path.startsWith("/") || base === "" ? path : `${base}/${path}`);
}

export function dirname(path: string): string {
  const at = path.lastIndexOf("/");
  if (at === -1) return "";
  return at === 0 ? "/" : path.slice(0, at);
}

export function withoutLastSlashes(path: string): string {
  let end = path.length;
  while (path[end - 1] === "/") end--;
  return path.slice(0, end);
}

export function basename(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** An empty, `.` or `..` part, or a slash at the end. */
const untidy = /\/\/|(?:^|\/)\.{1,2}(?:\/|$)|[^/]\/$/;

export function normalizePath(path: string): string {
  if (!untidy.test(path)) return path;
  const absolute = path.startsWith("/");
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else if (part !== ".." || !absolute) parts.push(part);
  }
  return absolute ? `/${parts.join("/")}` : parts.join("/");
}

/** The same host, which is asked each thing once: for a run during which nothing changes. */
export function steadyHost(host: Host): Host {
  const { real, env } = host;
  return {
    read: oncePerKey((path) => host.read(path)),
    list: oncePerKey((path) => host.list(path)),
    kind: oncePerKey((path) => host.kind(path)),
    ...(real === undefined ? {} : { real: oncePerKey((path) => real(path)) }),
    ...(env === undefined ? {} : { env }),
  };
}

/** A host over files in memory: for examples, editors and browsers. Directories are implied by the paths. */
export function memoryHost(files: Readonly<Record<string, string | Uint8Array>>): Host {
  const texts = new Map<string, string>();
  const directories = new Map<string, Set<string>>([["", new Set()]]);
  for (const [path, content] of Object.entries(files)) {
    const full = normalizePath(path);
    texts.set(full, typeof content === "string" ? content : decode(content));
    for (let child = full; child !== "" && child !== "/"; child = dirname(child)) {
      const parent = dirname(child);
      const names = directories.get(parent) ?? new Set();
      names.add(basename(child));
      directories.set(parent, names);
    }
  }
  return {
    read(path) {
      const text = texts.get(normalizePath(path));
      return text === undefined ? { kind: "missing" } : { kind: "text", text };
    },
    list(path) {
      const names = directories.get(normalizePath(path));
      return names === undefined ? undefined : [...names].sort();
    },
    kind(path) {
      const full = normalizePath(path);
      if (texts.has(full)) return "file";
      return directories.has(full) ? "directory" : "missing";
    },
  };
}
