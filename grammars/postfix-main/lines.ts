// Logical lines of main.cf, master.cf and table configuration files, as readllines() joins them. Total: any text parses.

import type { IToken, Lexer } from "chevrotain";
import type { SourceFile, Span } from "../../src/source.ts";
import { BaseParser } from "../base-parser.ts";
import type { LinePiece, LogicalLine } from "./ast.ts";
import { Continued, createLineLexer, Ignored, lineTokens, Text } from "./tokens.ts";

interface Physical {
  readonly head: IToken;
  readonly rest: readonly IToken[];
}

export class LineParser extends BaseParser {
  constructor(checked: boolean) {
    super("postfix-main", lineTokens, checked);
    this.performSelfAnalysis();
  }

  /** file = { ignored | logicalLine } */
  readonly lines = this.RULE("lines", (): Physical[] => {
    const found: Physical[] = [];
    this.MANY(() => {
      this.OR([
        { ALT: () => this.CONSUME(Ignored) },
        {
          ALT: () => {
            const line = this.SUBRULE(this.logicalLine);
            this.ACTION(() => found.push(line));
          },
        },
      ]);
    });
    return found;
  });

  /** logicalLine = ( text | continued ) { continued | ignored } */
  private readonly logicalLine = this.RULE("logicalLine", (): Physical => {
    const rest: IToken[] = [];
    const head = this.OR1([{ ALT: () => this.CONSUME1(Text) }, { ALT: () => this.CONSUME1(Continued) }]);
    this.MANY1(() => {
      const token = this.OR2([
        { ALT: () => this.CONSUME2(Continued) },
        { ALT: () => this.CONSUME2(Ignored) },
      ]);
      this.ACTION(() => rest.push(token));
    });
    return { head, rest };
  });
}

let machine: { readonly lexer: Lexer; readonly parser: LineParser } | undefined;

/** All logical lines of a file, in order; one that begins with white space has no line before it to continue. */
export function logicalLines(file: SourceFile): LogicalLine[] {
  machine ??= { lexer: createLineLexer(false), parser: new LineParser(false) };
  machine.parser.input = machine.lexer.tokenize(file.text).tokens;
  const found = machine.parser.lines();
  machine.parser.input = [];
  return found.map((line) => join(file, line));
}

function join(file: SourceFile, { head, rest }: Physical): LogicalLine {
  const pieces: LinePiece[] = [];
  const comments: Span[] = [];
  let pending: Span[] = [];
  let text = "";
  for (const token of [head, ...rest]) {
    const body = token.image.endsWith("\n") ? token.image.slice(0, -1) : token.image;
    const start = token.startOffset;
    if (token.tokenType === Ignored) {
      if (body.includes("#")) pending.push({ file, start, end: start + body.length });
      continue;
    }
    pieces.push({ at: text.length, start, text: body, comment: pending.at(-1) });
    for (const one of pending) comments.push(one);
    pending = [];
    text += body;
  }
  const last = pieces.at(-1);
  const end = last === undefined ? head.startOffset : last.start + last.text.length;
  const locate = (from: number, to: number) => locateIn(file, pieces, from, to);
  return { text, span: { file, start: head.startOffset, end }, pieces, comments, locate };
}

/** The place of `from..to` of a logical line's text; a range over several physical lines spans what lies between. */
function locateIn(file: SourceFile, pieces: readonly LinePiece[], from: number, to: number): Span {
  const start = offsetIn(pieces, from);
  return { file, start, end: to > from ? offsetIn(pieces, to - 1) + 1 : start };
}

function offsetIn(pieces: readonly LinePiece[], at: number): number {
  let low = 0;
  let high = pieces.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((pieces[middle]?.at ?? 0) <= at) low = middle;
    else high = middle;
  }
  const piece = pieces[low];
  return piece === undefined ? 0 : piece.start + at - piece.at;
}

/** The piece at `at` and those that follow it without a comment between: what a person sees as one block. */
export function blockFrom(line: LogicalLine, at: number): readonly LinePiece[] {
  let end = at + 1;
  while (end < line.pieces.length && line.pieces[end]?.comment === undefined) end++;
  return line.pieces.slice(at, end);
}

/** What C's isspace() calls white space, in ASCII (ISSPACE in util/sys_defs.h). */
export function isSpace(char: string | undefined): boolean {
  return char !== undefined && char !== "" && " \t\n\v\f\r".includes(char);
}

type NameValue =
  | { readonly kind: "pair"; readonly name: Range; readonly value: Range }
  | { readonly kind: "error"; readonly reason: string };

export interface Range {
  readonly start: number;
  readonly end: number;
}

/** split_nameval() of util/split_nameval.c on `text` between `from` and its end (a NUL ends it earlier). */
export function splitNameValue(text: string, from = 0): NameValue {
  const nul = text.indexOf("\0", from);
  const limit = nul === -1 ? text.length : nul;
  let at = from;
  while (at < limit && isSpace(text[at])) at++;
  const nameStart = at;
  if (at >= limit || text[at] === "=") return { kind: "error", reason: "missing attribute name" };
  while (at < limit && text[at] !== "=" && !isSpace(text[at])) at++;
  const name = { start: nameStart, end: at };
  while (at < limit && isSpace(text[at])) at++;
  if (at >= limit || text[at] !== "=") return { kind: "error", reason: "missing '=' after attribute name" };
  at++;
  while (at < limit && isSpace(text[at])) at++;
  let end = limit;
  while (end > at && isSpace(text[end - 1])) end--;
  return { kind: "pair", name, value: { start: at, end } };
}
