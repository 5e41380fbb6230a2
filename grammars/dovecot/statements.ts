// From tokens to statements: trims words, joins continued ones, and says where all of it lies.

import type { IToken } from "chevrotain";
import type { SourceFile, Span } from "../../src/source.ts";
import type { DovecotStatement, Flavour, Word } from "./ast.ts";
import { whiteOf } from "./plain.ts";
import { quoteEnd } from "./tokens.ts";

/** Where offsets of the parsed text lie in the source file: at `offset + shift`, but not before `floor`. */
export interface Place {
  readonly file: SourceFile;
  readonly flavour: Flavour;
  readonly shift: number;
  readonly floor: number;
}

const LF = 10;
const CR = 13;

function spanAt(place: Place, start: number, end: number): Span {
  const from = Math.max(place.floor, start + place.shift);
  return { file: place.file, start: from, end: Math.max(from, end + place.shift) };
}

function spanFrom(first: Span, last: Span): Span {
  return { file: first.file, start: first.start, end: Math.max(first.end, last.end) };
}

/** The word in `image`, which starts at `start`: without the white around it and the line end. */
function wordAt(place: Place, start: number, image: string): Word {
  const white = whiteOf(place.flavour);
  let from = 0;
  let to = image.length;
  if (image.charCodeAt(to - 1) === LF) to--;
  if (to > 0 && image.charCodeAt(to - 1) === CR) to--;
  while (to > 0 && (white(image.charCodeAt(to - 1)) || image.charCodeAt(to - 1) === 0)) to--;
  while (from < to && (white(image.charCodeAt(from)) || image.charCodeAt(from) === 0)) from++;
  const text = image.slice(from, to);
  return {
    text: text.includes("\0") ? text.replace(/\0+/g, " ") : text,
    span: spanAt(place, start + from, start + to),
  };
}

/** A name of 2.4 may stand in quotes, which are no part of it. */
function nameAt(place: Place, start: number, image: string): Word {
  const word = wordAt(place, start, image);
  if (place.flavour === "2.3" || !word.text.startsWith('"')) return word;
  const end = quoteEnd(word.text, 0);
  return { ...word, text: word.text.slice(1, end) + word.text.slice(word.text[end] === '"' ? end + 1 : end) };
}

const endOf = (token: IToken): number => token.startOffset + token.image.length;

export function settingOf(place: Place, key: IToken, rest: IToken | undefined): DovecotStatement {
  const name = nameAt(place, key.startOffset, key.image.slice(0, -1));
  const value = wordAt(place, endOf(key), rest?.image ?? "");
  const sign = spanAt(place, endOf(key), endOf(key));
  const span = value.text === "" ? spanFrom(name.span, sign) : spanFrom(name.span, value.span);
  return { kind: "setting", span, name, value };
}

export function includeOf(place: Place, keyword: IToken, rest: IToken | undefined): DovecotStatement {
  const pattern = wordAt(place, endOf(keyword), rest?.image ?? "");
  const span = spanAt(place, keyword.startOffset, endOf(keyword));
  return {
    kind: "include",
    span: pattern.text === "" ? span : spanFrom(span, pattern.span),
    optional: keyword.image === "!include_try",
    pattern,
  };
}

export function closeOf(place: Place, brace: IToken): DovecotStatement {
  return { kind: "close", span: spanAt(place, brace.startOffset, endOf(brace)) };
}

export function groupOf(place: Place, open: IToken): DovecotStatement {
  const span = spanAt(place, open.startOffset, endOf(open));
  const words = [...open.image.matchAll(/[^ \t\v\f\r\0]+/g)].map((found) =>
    wordAt(place, open.startOffset + found.index, found[0]),
  );
  const [name, group, label] = words;
  if (name === undefined || group === undefined) return { kind: "junk", span, reason: expected("group") };
  return { kind: "open", span, name, label, group };
}

/** A section header, or a line that would be one with another end. */
export function headerOf(
  place: Place,
  first: IToken,
  labels: readonly IToken[],
  brace: IToken | undefined,
  rest: IToken | undefined,
): DovecotStatement {
  const name = nameAt(place, first.startOffset, first.image);
  const label = labels[0] && wordAt(place, labels[0].startOffset, labels[0].image);
  const last = rest ?? brace ?? labels.at(-1) ?? first;
  const span = spanFrom(name.span, wordAt(place, last.startOffset, last.image).span);
  const groupless = place.flavour === "2.4" && name.text === "group" && label !== undefined;
  if (labels.length > 1 || (brace !== undefined && groupless))
    return { kind: "junk", span, reason: expected(name.text) };
  if (brace !== undefined) return { kind: "open", span, name, label };
  const garbage = rest !== undefined && wordAt(place, rest.startOffset, rest.image).text.startsWith("{");
  return {
    kind: "junk",
    span,
    reason: garbage
      ? "nothing may follow `{` on its line, neither a setting nor `}`; begin a new line behind it"
      : expected(name.text),
  };
}

function expected(name: string): string {
  return `neither a setting nor a section: expected \`=\` and a value after \`${name}\`, or \`{\` at the end of the line`;
}
