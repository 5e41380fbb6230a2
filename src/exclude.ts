// Which paths a run leaves out: patterns in the manner of ruff and .gitignore, each judged in linear time.

import { expandBraces, matchPieces, mostAlternatives, type Piece, piecesOf } from "./glob.ts";
import { dirname, joinPath, withoutLastSlashes } from "./host.ts";
import { oncePerKey } from "./once.ts";

export interface Exclusion {
  /** Is a file or directory that a search has met left out, and all below it? Only its own place is judged. */
  readonly skips: (path: string, isDirectory: boolean) => boolean;
  /** Is a file left out by its own place or that of a directory above it? What the user named himself is not. */
  readonly hides: (path: string) => boolean;
}

interface Places {
  /** Absolute directory that patterns count from. */
  readonly base: string;
  /** Absolute directory that the paths asked for start at; absent: `base`. */
  readonly start?: string;
  /** Paths that the user named: nothing above them is judged, nor they themselves. */
  readonly given: readonly string[];
}

export function exclusionOf(patterns: readonly string[], places: Places): Exclusion | undefined {
  if (patterns.length === 0) return undefined;
  const { base, start = base } = places;
  const globs = patterns.flatMap((pattern) => globsOf(pattern, base));
  const given = places.given.map((path) => joinPath(start, path));
  // A file that was given brings the directory that it lies in.
  const areas = [...new Set([...given, ...given.map(dirname), base])];
  const matches = (path: readonly string[], isDirectory: boolean) =>
    globs.some((glob) => (isDirectory || !glob.directories) && fits(glob, path));
  return {
    skips: (path, isDirectory) => matches(segmentsOf(joinPath(start, path)), isDirectory),
    hides: oncePerKey((path) => {
      const full = joinPath(start, path);
      if (given.includes(full)) return false;
      const segments = segmentsOf(full);
      for (let length = judgedFrom(full, areas); length <= segments.length; length++)
        if (matches(segments.slice(0, length), length < segments.length)) return true;
      return false;
    }),
  };
}

/** How long the shortest leading part of a path is that a pattern may name: the areas themselves stay. */
function judgedFrom(full: string, areas: readonly string[]): number {
  const above = areas.filter((path) => full.startsWith(path === "/" ? path : `${path}/`));
  return Math.max(0, ...above.map((path) => segmentsOf(path).length)) + 1;
}

const segmentsOf = (path: string): string[] => path.split("/").filter((part) => part !== "");

interface Glob {
  /** Any run of segments, or one segment that fits. */
  readonly segments: readonly Piece[];
  /** A slash at the end: it names directories only. */
  readonly directories: boolean;
}

function fits({ segments }: Glob, path: readonly string[]): boolean {
  return matchPieces(segments, path);
}

/** One glob an alternative in braces; without a slash it names something at any depth. */
function globsOf(pattern: string, base: string): Glob[] {
  return expandBraces(pattern).paths.map((path) => {
    const text = withoutLastSlashes(path);
    const directories = text !== path;
    if (!text.includes("/")) return { segments: ["run", segmentPiece(text)], directories };
    const fixed = text.startsWith("/") ? [] : segmentsOf(base).map(literally);
    return { segments: resolved(fixed, segmentsOf(text)), directories };
  });
}

/** `..` leads out of the directory before it, also of those of the base. */
function resolved(base: readonly Piece[], parts: readonly string[]): Piece[] {
  const pieces = [...base];
  for (const part of parts) {
    if (part === ".") continue;
    if (part === "..") pieces.pop();
    else pieces.push(segmentPiece(part));
  }
  return pieces;
}

const literally =
  (text: string): Piece =>
  (segment) =>
    segment === text;

function segmentPiece(part: string): Piece {
  if (part === "**") return "run";
  const pieces = piecesOf(part);
  return (segment) => matchPieces(pieces, [...segment]);
}

/** A longer pattern is none that a person wrote. */
const longest = 4096;

/** What is wrong with a pattern, as a phrase that goes on behind it; `undefined` = nothing. */
export function patternProblem(pattern: string): string | undefined {
  if (pattern.length > longest) return `is longer than the limit of ${longest} characters`;
  if (/^[./]*$/.test(pattern)) return "names no file and no directory";
  if (pattern.startsWith("!"))
    return "would take an exclusion back, which is not possible; name the path on the command line instead, or write `\\!` for a name that begins so";
  return bracketProblem(pattern) ?? braceProblem(pattern);
}

function bracketProblem(pattern: string): string | undefined {
  const chars = [...pattern];
  for (let at = 0; at < chars.length; at++) {
    if (chars[at] === "\\" && ++at === chars.length) return "ends in a `\\` that nothing follows";
    if (chars[at] !== "[") continue;
    const start = at + (chars[at + 1] === "!" || chars[at + 1] === "^" ? 2 : 1);
    const close = chars.indexOf("]", start + 1);
    if (close === -1 || chars.slice(start, close).includes("/"))
      return "has a `[` that no `]` closes; write `\\[` for the character";
    for (let from = start; from + 2 < close; from++)
      if (chars[from + 1] === "-" && (chars[from] ?? "") > (chars[from + 2] ?? ""))
        return `has a range that runs backwards, \`${chars.slice(from, from + 3).join("")}\``;
    at = close;
  }
  return undefined;
}

function braceProblem(pattern: string): string | undefined {
  let depth = 0;
  for (let at = 0; at < pattern.length; at++) {
    if (pattern[at] === "\\") at++;
    else if (pattern[at] === "{") depth++;
    else if (pattern[at] === "}" && depth > 0) depth--;
  }
  if (depth > 0) return "has a `{` that no `}` closes; write `\\{` for the character";
  return expandBraces(pattern).limited
    ? `stands for more than the limit of ${mostAlternatives} alternatives in braces`
    : undefined;
}
