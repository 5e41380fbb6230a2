// Which files an `!include` of dovecot.conf reads: glob(3) with GLOB_BRACE over a host, in the C locale's order.

import { expandBraces, matchPieces, mostAlternatives, piecesOf } from "../glob.ts";
import { dirname, type Host, joinPath } from "../host.ts";
import type { LintOptions } from "../options.ts";

/** `path` for the host; `name` as the daemon spells it, by which it notices a cycle. */
export interface IncludedFile {
  readonly path: string;
  readonly name: string;
}

export type Included =
  /** `limit`: what of the pattern was left out, with the number of those that were looked at. */
  | { readonly kind: "files"; readonly files: readonly IncludedFile[]; readonly limit?: string }
  | { readonly kind: "none" }
  /** The pattern leads to where nobody may look: what is there is unknown, for the reason that `why` gives. */
  | { readonly kind: "outside"; readonly why: string };

const outsideOfGiven = "lies outside of what was given";

/** PATH_MAX of Linux: what has a longer name cannot be opened. */
const longestName = 4096;

/**
 * Names in directories that the wildcards of a run's includes are compared with: links that lead up make the paths that a
 * pattern fits grow without end.
 */
const mostNames = 100_000;
const looked = new WeakMap<Host, number>();

/**
 * Files that `pattern` stands for in a file whose daemon's name is `includer`. A relative pattern starts at the includer's
 * directory, an absolute one at `options.root`; without such a root it leaves a tree that was given by a relative path.
 */
export function includedFiles(
  pattern: string,
  includer: IncludedFile,
  host: Host,
  options: LintOptions,
): Included {
  const name = pattern.startsWith("/") ? pattern : directoryPrefix(includer.name) + pattern;
  const found: IncludedFile[] = [];
  let outside: string | undefined;
  const { paths, limited } = expandBraces(name);
  for (const one of paths) {
    if (one.length > longestName) continue;
    const result = globOne(one, pattern, includer, host, options);
    if (typeof result === "string") outside = result;
    else for (const one of result) found.push(one);
  }
  if (limited) return { kind: "files", files: found, limit: `${mostAlternatives} alternatives in braces` };
  if ((looked.get(host) ?? 0) > mostNames)
    return { kind: "files", files: found, limit: `${mostNames} names that wildcards are compared with` };
  if (found.length > 0) return { kind: "files", files: found };
  return outside === undefined ? { kind: "none" } : { kind: "outside", why: outside };
}

function directoryPrefix(name: string): string {
  return name.slice(0, name.lastIndexOf("/") + 1);
}

/** The files of one pattern without braces, or why nobody knows them. */
function globOne(
  name: string,
  pattern: string,
  includer: IncludedFile,
  host: Host,
  options: LintOptions,
): readonly IncludedFile[] | string {
  const hostPath = hostPathOf(pattern, includer, options);
  const fixed = isMagic(name) ? fixedDirectory(name) : name;
  const target = hostPath(unescaped(fixed));
  if (host.read(target === "" ? "." : target).kind === "outside") return outsideOfGiven;
  const closed: string[] = [];
  const matches = walk("", name.split("/"), hostPath, host, closed);
  const unknowable = pattern.startsWith("/") && options.root === undefined && !includer.path.startsWith("/");
  if (matches.length === 0 && unknowable) return outsideOfGiven;
  if (matches.length === 0 && closed[0] !== undefined)
    return `leads into \`${closed[0]}\`, which cannot be read`;
  return matches.map((match) => ({ name: match, path: hostPath(match) }));
}

/** How a path of the daemon is spelled for the host. */
function hostPathOf(pattern: string, includer: IncludedFile, options: LintOptions): (path: string) => string {
  if (pattern.startsWith("/"))
    return (path) => (options.root === undefined ? joinPath("", path) : joinPath(options.root, `.${path}`));
  const prefix = directoryPrefix(includer.name);
  return (path) => joinPath(dirname(includer.path), path.slice(prefix.length));
}

const isMagic = (text: string): boolean => /[*?[]/.test(text);

/** The part of a pattern before its first component with a wildcard. */
function fixedDirectory(pattern: string): string {
  const components = pattern.split("/");
  const first = components.findIndex(isMagic);
  return components.slice(0, first).join("/") || (pattern.startsWith("/") ? "/" : "");
}

const unescaped = (text: string): string => text.replace(/\\(.)/gs, "$1");

/** Directories that cannot be read are added to `closed`. */
function walk(
  base: string,
  components: readonly string[],
  hostPath: (path: string) => string,
  host: Host,
  closed: string[],
): string[] {
  const [first, ...rest] = components;
  if (first === undefined) return [];
  if (!isMagic(first)) {
    const path = base + unescaped(first);
    if (rest.length > 0) return walk(`${path}/`, rest, hostPath, host, closed);
    return host.kind(hostPath(path) || ".") === "missing" ? [] : [path];
  }
  const matches = matcherOf(first);
  const found: string[] = [];
  const directory = hostPath(base) || ".";
  const listed = host.list(directory);
  if (listed === undefined && ["directory", "other"].includes(host.kind(directory))) closed.push(directory);
  const names = listed ?? [];
  const all = (looked.get(host) ?? 0) + 1 + names.length;
  looked.set(host, all);
  if (all > mostNames) return [];
  for (const name of names) {
    if (!matches(name)) continue;
    if (rest.length === 0) found.push(base + name);
    else if (host.kind(hostPath(base + name)) === "directory")
      for (const one of walk(`${base}${name}/`, rest, hostPath, host, closed)) found.push(one);
  }
  return found;
}

/** fnmatch(3) with FNM_PERIOD for one component. */
function matcherOf(pattern: string): (name: string) => boolean {
  const pieces = piecesOf(pattern);
  const dotted = pattern.startsWith(".") || pattern.startsWith("\\.");
  return (name) => (dotted || !name.startsWith(".")) && matchPieces(pieces, [...name]);
}

/**
 * The one setting that the files of a pattern are known to set: Debian's packages bring one file each, with nothing in it
 * but that `protocols` has one protocol more.
 */
export function settingOf(pattern: string): string | undefined {
  return /\/protocols\.d\/[^/]*\.protocol$/.test(pattern) ? "protocols" : undefined;
}
