// Makes the text plain before it is lexed: what the daemon strips line by line is blanked out, offsets stay as they are.
//
// After config_parse_line in src/config/config-parser.c: comments at the end of a line and what follows a NUL become
// spaces, and the place where a continuation joins two lines becomes a run of NULs, which stands for one space.
// Comment lines stay. So one regular expression a token is enough afterwards, and each token's offset is its place.

import type { Flavour } from "./ast.ts";

export interface Plain {
  readonly text: string;
  /** Half-open range of a continuation that the end of the text cuts off, and what it says so far, perhaps nothing. */
  readonly tail: { readonly start: number; readonly end: number; readonly text: string } | undefined;
  /** Offsets of `#` without a space before it. */
  readonly ambiguous: readonly number[];
}

/** Half-open range of what counts of one physical line. */
interface Piece {
  readonly start: number;
  readonly end: number;
}

interface LogicalLine {
  readonly pieces: readonly Piece[];
  /** Offset of the line feed that ends it, or the end of the text. */
  readonly end: number;
  readonly state: "whole" | "dropped" | "cut-off";
}

const LF = 10;
const CR = 13;
const SPACE = 32;
const DOUBLE = 34;
const HASH = 35;
const SINGLE = 39;
const BACKSLASH = 92;

type IsWhite = (code: number) => boolean;
/** IS_WHITE of 2.3; i_isspace of 2.4. */
const isWhite: Readonly<Record<Flavour, IsWhite>> = {
  "2.3": (code) => code === SPACE || code === 9,
  "2.4": (code) => code === SPACE || (code >= 9 && code <= CR && code !== LF),
};

export function whiteOf(flavour: Flavour): IsWhite {
  return isWhite[flavour];
}

export function plain(text: string, flavour: Flavour): Plain {
  const white = isWhite[flavour];
  const ambiguous: number[] = [];
  const parts: string[] = [];
  let tail: Plain["tail"];
  let done = 0;
  const special = /[#\\\0]/g;
  for (let hit = special.exec(text); hit !== null; hit = special.exec(text)) {
    const start = skipWhite(text, text.lastIndexOf("\n", hit.index - 1) + 1, white);
    if (text.charCodeAt(start) === HASH) {
      special.lastIndex = lineEnd(text, start);
      continue;
    }
    const line = logicalLine(text, start, white, ambiguous);
    parts.push(text.slice(done, start), blankedOut(text, start, line));
    if (line.state === "cut-off") tail = tailOf(text, start, line.pieces);
    done = line.end;
    special.lastIndex = line.end;
  }
  if (done > 0) parts.push(text.slice(done));
  return { text: done > 0 ? parts.join("") : text, tail, ambiguous };
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf("\n", from);
  return end === -1 ? text.length : end;
}

function skipWhite(text: string, from: number, white: IsWhite): number {
  let at = from;
  while (at < text.length && white(text.charCodeAt(at))) at++;
  return at;
}

function logicalLine(text: string, from: number, white: IsWhite, ambiguous: number[]): LogicalLine {
  const pieces: Piece[] = [];
  for (let start = from; ; ) {
    const end = lineEnd(text, start);
    let last = contentEnd(text, start, end, white, ambiguous);
    // An empty or comment line ends the line and drops what was read of it (CONFIG_LINE_TYPE_SKIP).
    if (last === start) return { pieces, end, state: "dropped" };
    const goesOn = text.charCodeAt(last - 1) === BACKSLASH;
    if (goesOn) last = trimEnd(text, start, last - 1, white);
    if (last > start) pieces.push({ start, end: last });
    if (!goesOn) return { pieces, end, state: "whole" };
    if (end + 1 >= text.length) return { pieces, end: text.length, state: "cut-off" };
    start = skipWhite(text, end + 1, white);
  }
}

/** Where the content of the physical line ends; `start` when it is empty or a comment. */
function contentEnd(text: string, start: number, end: number, white: IsWhite, ambiguous: number[]): number {
  const withoutCr = end > start && text.charCodeAt(end - 1) === CR ? end - 1 : end;
  let at = start;
  for (; at < withoutCr; at++) {
    const code = text.charCodeAt(at);
    if (code === 0) break;
    if (code === HASH) {
      if (at > start && !white(text.charCodeAt(at - 1))) ambiguous.push(at);
      break;
    }
    if (code === DOUBLE || code === SINGLE) at = closingQuote(text, at, withoutCr);
    if (text.charCodeAt(at) === 0) break;
  }
  return trimEnd(text, start, Math.min(at, withoutCr), white);
}

/** Offset of the closing quote, or of the NUL or line end before it. */
function closingQuote(text: string, open: number, end: number): number {
  const quote = text.charCodeAt(open);
  let at = open + 1;
  for (; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === quote || code === 0) return at;
    if (code === BACKSLASH && at + 1 < end && text.charCodeAt(at + 1) !== 0) at++;
  }
  return end;
}

function trimEnd(text: string, start: number, end: number, white: IsWhite): number {
  let at = end;
  while (at > start && white(text.charCodeAt(at - 1))) at--;
  return at;
}

/** `text` from `start` to the end of the line, of the same length. */
function blankedOut(text: string, start: number, line: LogicalLine): string {
  if (line.state !== "whole") return " ".repeat(line.end - start);
  const parts: string[] = [];
  let at = start;
  for (const piece of line.pieces) {
    parts.push((parts.length === 0 ? " " : "\0").repeat(piece.start - at));
    parts.push(text.slice(piece.start, piece.end));
    at = piece.end;
  }
  parts.push(" ".repeat(line.end - at));
  return parts.join("");
}

function tailOf(text: string, from: number, pieces: readonly Piece[]): Plain["tail"] {
  const said = pieces.map((piece) => text.slice(piece.start, piece.end)).join(" ");
  return { start: pieces[0]?.start ?? from, end: pieces.at(-1)?.end ?? from, text: said };
}
