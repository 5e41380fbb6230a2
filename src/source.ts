// Source files, spans and positions: offsets inside, lines and columns only at the edge.

import { generations } from "./generations.ts";

export type Dialect =
  | "dovecot"
  | "dovecot-ext"
  | "postfix-main"
  | "postfix-master"
  | "postfix-map"
  | "courier"
  | "courier-authrc"
  | "courier-access";

/**
 * One configuration file with its text. `path` is the path as given or found, with `/` as separator.
 * Bytes that are no UTF-8 stand in `text` as lone surrogates U+DC80..U+DCFF (see `decode`), so nothing is lost.
 */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
  readonly dialect: Dialect;
}

/** A half-open range of offsets (UTF-16 units) in one source file. */
export interface Span {
  readonly file: SourceFile;
  readonly start: number;
  readonly end: number;
}

/** Characters of the texts whose files are kept. */
const kept = 1024 * 1024;
const files = generations(kept, () => new Map<string, Map<string, SourceFile | undefined>>());

/**
 * The file of a path with a text. Hosts have files in common: from the second time on it is one object, and what is
 * worked out of a file alone (lines, secrets, syntax tree) is worked out once. Of one that is met once nothing is kept.
 */
export function sourceFile(path: string, text: string, dialect: Dialect): SourceFile {
  const place = `${dialect} ${path}`;
  const young = files.young().get(text);
  const met = young?.get(place);
  if (met !== undefined) return met;
  const old = files.old().get(text);
  const file = old?.get(place) ?? { path, text, dialect };
  const isMetAgain = young?.has(place) === true || old?.has(place) === true;
  files.makeRoom(text.length);
  const those = files.young().get(text) ?? new Map<string, SourceFile | undefined>();
  files.young().set(text, those.set(place, isMetAgain ? file : undefined));
  return file;
}

/** Lines and columns count from 1, columns in UTF-16 units; `endColumn` is one past the last unit. */
interface Position {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

const lineStarts = new WeakMap<SourceFile, Uint32Array>();

/** Offsets at which the lines of `file` begin; a line ends at LF only, as all three daemons count. */
export function linesOf(file: SourceFile): Uint32Array {
  let starts = lineStarts.get(file);
  if (starts === undefined) {
    const found = [0];
    for (let at = file.text.indexOf("\n"); at !== -1; at = file.text.indexOf("\n", at + 1))
      found.push(at + 1);
    starts = Uint32Array.from(found);
    lineStarts.set(file, starts);
  }
  return starts;
}

/** The line (from 1) of an offset. */
export function lineOf(file: SourceFile, offset: number): number {
  const starts = linesOf(file);
  let low = 0;
  let high = starts.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle;
  }
  return low + 1;
}

/** Where a span lies, for people and machines. */
export function positionOf(span: Span): Position {
  const starts = linesOf(span.file);
  const line = lineOf(span.file, span.start);
  const endLine = lineOf(span.file, Math.max(span.start, span.end));
  return {
    line,
    column: span.start - (starts[line - 1] ?? 0) + 1,
    endLine,
    endColumn: Math.max(span.start, span.end) - (starts[endLine - 1] ?? 0) + 1,
  };
}

/** The text of line `line` (from 1) without its line end. */
export function lineText(file: SourceFile, line: number): string {
  const starts = linesOf(file);
  const start = starts[line - 1] ?? file.text.length;
  const next = starts[line] ?? file.text.length + 1;
  const end = file.text[next - 2] === "\r" && next - 1 > start ? next - 2 : next - 1;
  return file.text.slice(start, end);
}

export function textOf(span: Span): string {
  return span.file.text.slice(span.start, span.end);
}

/** Bytes to text: UTF-8, and each byte that is none as U+DC00 + byte. `encode` gives the bytes back. */
export function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return decodeLossless(bytes);
  }
}

function decodeLossless(bytes: Uint8Array): string {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  const parts: string[] = [];
  let at = 0;
  while (at < bytes.length) {
    let end = at;
    while (end < bytes.length && (bytes[end] ?? 0) < 0x80) end++;
    if (end > at) parts.push(decoder.decode(bytes.subarray(at, end)));
    at = end;
    if (at >= bytes.length) break;
    const length = sequenceLength(bytes[at] ?? 0);
    try {
      if (length === 0) throw new Error("no lead byte");
      parts.push(decoder.decode(bytes.subarray(at, at + length)));
      at += length;
    } catch {
      parts.push(String.fromCharCode(0xdc00 + (bytes[at] ?? 0)));
      at++;
    }
  }
  return parts.join("");
}

function sequenceLength(lead: number): number {
  if (lead >= 0xc2 && lead <= 0xdf) return 2;
  if (lead >= 0xe0 && lead <= 0xef) return 3;
  return lead >= 0xf0 && lead <= 0xf4 ? 4 : 0;
}

/** Text to the bytes it was decoded from. */
export function encode(text: string): Uint8Array {
  const encoder = new TextEncoder();
  if (!/[\udc80-\udcff]/.test(text)) return encoder.encode(text);
  const parts: Uint8Array[] = [];
  for (const piece of text.split(/((?<![\ud800-\udbff])[\udc80-\udcff])/)) {
    const code = piece.charCodeAt(0);
    parts.push(
      piece.length === 1 && code >= 0xdc80 && code <= 0xdcff
        ? Uint8Array.of(code - 0xdc00)
        : encoder.encode(piece),
    );
  }
  const size = parts.reduce((sum, part) => sum + part.length, 0);
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
