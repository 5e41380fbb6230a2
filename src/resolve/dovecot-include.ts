// Which files an `!include` of dovecot.conf reads: glob(3) with GLOB_BRACE over a host, in the C locale's order.

import { dirname, type Host, joinPath } from "../host.ts";
import type { LintOptions } from "../options.ts";

/** `path` for the host; `name` as the daemon spells it, by which it notices a cycle. */
export interface IncludedFile {
  readonly path: string;
  readonly name: string;
}

export type Included =
  /** `limited`: the pattern has more alternatives than were looked at. */
  | { readonly kind: "files"; readonly files: readonly IncludedFile[]; readonly limited?: boolean }
  | { readonly kind: "none" }
  /** The pattern leads to where nobody may look: what is there is unknown. */
  | { readonly kind: "outside" };

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
  let outside = false;
  const { paths, limited } = expandBraces(name);
  for (const one of paths) {
    const result = globOne(one, pattern, includer, host, options);
    if (result === "outside") outside = true;
    else for (const one of result) found.push(one);
  }
  if (limited) return { kind: "files", files: found, limited };
  if (found.length > 0) return { kind: "files", files: found };
  return { kind: outside ? "outside" : "none" };
}

function directoryPrefix(name: string): string {
  return name.slice(0, name.lastIndexOf("/") + 1);
}

function globOne(
  name: string,
  pattern: string,
  includer: IncludedFile,
  host: Host,
  options: LintOptions,
): readonly IncludedFile[] | "outside" {
  const hostPath = hostPathOf(pattern, includer, options);
  const fixed = isMagic(name) ? fixedDirectory(name) : name;
  const target = hostPath(unescaped(fixed));
  if (host.read(target === "" ? "." : target).kind === "outside") return "outside";
  const matches = walk("", name.split("/"), hostPath, host);
  const unknowable = pattern.startsWith("/") && options.root === undefined && !includer.path.startsWith("/");
  if (matches.length === 0 && unknowable) return "outside";
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

function walk(
  base: string,
  components: readonly string[],
  hostPath: (path: string) => string,
  host: Host,
): string[] {
  const [first, ...rest] = components;
  if (first === undefined) return [];
  if (!isMagic(first)) {
    const path = base + unescaped(first);
    if (rest.length > 0) return walk(`${path}/`, rest, hostPath, host);
    return host.kind(hostPath(path) || ".") === "missing" ? [] : [path];
  }
  const matches = matcherOf(first);
  const found: string[] = [];
  for (const name of host.list(hostPath(base) || ".") ?? []) {
    if (!matches(name)) continue;
    if (rest.length === 0) found.push(base + name);
    else if (host.kind(hostPath(base + name)) === "directory")
      for (const one of walk(`${base}${name}/`, rest, hostPath, host)) found.push(one);
  }
  return found;
}

/** One place of a pattern: any run of characters, or one character that passes. */
type Piece = "run" | ((char: string) => boolean);

/** fnmatch(3) with FNM_PERIOD for one component. */
function matcherOf(pattern: string): (name: string) => boolean {
  const pieces = piecesOf(pattern);
  const dotted = pattern.startsWith(".") || pattern.startsWith("\\.");
  return (name) => (dotted || !name.startsWith(".")) && matches(pieces, [...name]);
}

function piecesOf(pattern: string): Piece[] {
  const pieces: Piece[] = [];
  const chars = [...pattern];
  for (let at = 0; at < chars.length; at++) {
    const char = chars[at] ?? "";
    if (char === "*") pieces.push("run");
    else if (char === "?") pieces.push(() => true);
    else {
      const set = char === "[" ? bracket(chars, at) : undefined;
      if (set !== undefined) at = set.last;
      const one = char === "\\" && at + 1 < chars.length ? (chars[++at] ?? "") : char;
      pieces.push(set?.matches ?? ((other) => other === one));
    }
  }
  return pieces;
}

/** Goes back to the last run only, so it takes at most the product of both lengths. */
function matches(pieces: readonly Piece[], name: readonly string[]): boolean {
  let piece = 0;
  let run: { piece: number; at: number } | undefined;
  for (let at = 0; at < name.length; ) {
    const current = pieces[piece];
    if (current === "run") run = { piece: ++piece, at };
    else if (current?.(name[at] ?? "") === true) {
      piece++;
      at++;
    } else if (run === undefined) return false;
    else {
      run.at++;
      at = run.at;
      piece = run.piece;
    }
  }
  return pieces.slice(piece).every((rest) => rest === "run");
}

/** `[a-z]`, `[!x]`; `undefined` when no `]` closes it. */
function bracket(
  chars: readonly string[],
  open: number,
): { matches: (char: string) => boolean; last: number } | undefined {
  const negated = chars[open + 1] === "!" || chars[open + 1] === "^";
  const start = open + (negated ? 2 : 1);
  const last = chars.indexOf("]", start + 1);
  if (last === -1) return undefined;
  const ranges: (readonly [string, string])[] = [];
  for (let at = start; at < last; at++) {
    const from = chars[at] ?? "";
    const isRange = chars[at + 1] === "-" && at + 2 < last;
    ranges.push([from, isRange ? (chars[at + 2] ?? "") : from]);
    if (isRange) at += 2;
  }
  return { matches: (char) => ranges.some(([from, to]) => from <= char && char <= to) !== negated, last };
}

/** So many of the paths that `{a,b}` stands for are looked at. */
export const mostAlternatives = 1000;

/** Alternatives of the first `{a,b}` and then of the rest, as glob(3) tries them. */
function expandBraces(pattern: string): { readonly paths: readonly string[]; readonly limited: boolean } {
  const found: string[] = [];
  const waiting = [pattern];
  // Looking through a long pattern again and again would cost more than its paths could be worth.
  let looked = 0;
  while (waiting.length > 0 && found.length < mostAlternatives && looked < 1_000_000) {
    const next = waiting.shift() ?? "";
    looked += next.length;
    const brace = firstBrace(next);
    if (brace === undefined) found.push(next);
    else waiting.unshift(...brace.slice(0, mostAlternatives + 1));
  }
  return { paths: found, limited: waiting.length > 0 };
}

function firstBrace(pattern: string): string[] | undefined {
  for (let open = 0; open < pattern.length; open++) {
    if (pattern[open] === "\\") open++;
    else if (pattern[open] === "{" && pattern[open + 1] !== "}") {
      const parts = alternatives(pattern, open);
      if (parts === undefined) return undefined;
      return parts.texts.map((text) => pattern.slice(0, open) + text + pattern.slice(parts.close + 1));
    }
  }
  return undefined;
}

function alternatives(pattern: string, open: number): { texts: string[]; close: number } | undefined {
  const texts: string[] = [];
  let start = open + 1;
  let depth = 0;
  for (let at = start; at < pattern.length; at++) {
    const char = pattern[at];
    if (char === "\\") at++;
    else if (char === "{") depth++;
    else if (char === "," && depth === 0) {
      texts.push(pattern.slice(start, at));
      start = at + 1;
    } else if (char === "}" && depth-- === 0) {
      texts.push(pattern.slice(start, at));
      return { texts, close: at };
    }
  }
  return undefined;
}
