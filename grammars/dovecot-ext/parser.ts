// Parser of Dovecot 2.3's `*.conf.ext` files, after src/lib-settings/settings.c, function settings_read_i.

import type { IToken, Lexer } from "chevrotain";
import type { SourceFile, Span } from "../../src/source.ts";
import { createLexer } from "../base-lexer.ts";
import { BaseParser } from "../base-parser.ts";
import type { ExtAst, ExtStatement } from "./ast.ts";
import { allTokens, ContinuedLine, LastLine } from "./tokens.ts";

const white = /[ \t\r]/;

/** A logical line: its text, joined by one space a continuation, and for each piece where it starts. */
interface Logical {
  readonly text: string;
  readonly pieces: readonly { readonly at: number; readonly offset: number }[];
}

export class DovecotExtParser extends BaseParser {
  constructor(checked: boolean) {
    super("dovecot-ext", allTokens, checked);
    this.performSelfAnalysis();
  }

  file = this.RULE("file", (): IToken[][] => {
    const lines: IToken[][] = [];
    this.MANY(() => {
      lines.push(this.SUBRULE(this.logicalLine));
    });
    return lines;
  });

  logicalLine = this.RULE("logicalLine", (): IToken[] => {
    const pieces: IToken[] = [];
    this.OR([
      {
        ALT: () => {
          this.AT_LEAST_ONE(() => {
            pieces.push(this.CONSUME(ContinuedLine));
          });
          this.OPTION(() => {
            pieces.push(this.CONSUME(LastLine));
          });
        },
      },
      {
        ALT: () => {
          pieces.push(this.CONSUME1(LastLine));
        },
      },
    ]);
    return pieces;
  });
}

let lexer: Lexer | undefined;
let parser: DovecotExtParser | undefined;

/** Never fails: what settings.c refuses is a `junk` statement. */
export function parseDovecotExt(file: SourceFile): ExtAst {
  lexer ??= createLexer(allTokens, false);
  parser ??= new DovecotExtParser(false);
  const { tokens, groups } = lexer.tokenize(file.text);
  parser.input = tokens;
  const statements: ExtStatement[] = [];
  const fatal: Span[] = [];
  let tail: Span | undefined;
  for (const pieces of parser.file()) {
    const [first] = pieces;
    const last = pieces.at(-1);
    for (const piece of pieces)
      if (isLone(file, piece)) fatal.push({ file, start: piece.startOffset, end: piece.startOffset + 1 });
    if (last?.tokenType === LastLine) statements.push(statementOf(file, joined(pieces)));
    else if (first !== undefined && last !== undefined)
      tail = { file, start: first.startOffset, end: last.startOffset + last.image.trimEnd().length };
  }
  return { statements, ambiguous: ambiguousIn(file, groups.comments ?? []), fatal, tail };
}

function isLone(file: SourceFile, { image, startOffset }: IToken): boolean {
  return image.trimEnd() === "\\" && /[ \t]/.test(file.text[startOffset - 1] ?? "");
}

function ambiguousIn(file: SourceFile, comments: readonly IToken[]): Span[] {
  return comments
    .map(({ startOffset }) => startOffset)
    .filter((at) => at > 0 && !/[ \t\n]/.test(file.text[at - 1] ?? ""))
    .map((start) => ({ file, start, end: start + 1 }));
}

function trimmed(text: string): string {
  let end = text.length;
  while (end > 0 && " \t\r".includes(text[end - 1] ?? "x")) end--;
  return text.slice(0, end);
}

function joined(pieces: readonly IToken[]): Logical {
  let text = "";
  const starts: { at: number; offset: number }[] = [];
  for (const piece of pieces) {
    const lead = /^[ \t\r]*/.exec(piece.image)?.[0].length ?? 0;
    starts.push({ at: text.length, offset: piece.startOffset + lead });
    let image = trimmed(piece.image.slice(lead));
    if (piece.tokenType === ContinuedLine) image = `${trimmed(image.slice(0, -1))} `;
    text += image;
  }
  return { text, pieces: starts };
}

function spanIn(file: SourceFile, logical: Logical, start: number, end: number): Span {
  const place = (index: number): number => {
    const piece = logical.pieces.findLast((one) => one.at <= index) ?? { at: 0, offset: 0 };
    return piece.offset + index - piece.at;
  };
  return { file, start: place(start), end: end > start ? place(end - 1) + 1 : place(start) };
}

function statementOf(file: SourceFile, logical: Logical): ExtStatement {
  const { text } = logical;
  const span = spanIn(file, logical, 0, text.length);
  let at = 0;
  while (at < text.length && !white.test(text[at] ?? "") && text[at] !== "=") at++;
  const name = { text: text.slice(0, at), span: spanIn(file, logical, 0, at) };
  while (at < text.length && white.test(text[at] ?? "")) at++;
  const rest = text.slice(at);
  if (name.text === "!include" || name.text === "!include_try")
    return {
      kind: "include",
      span,
      optional: name.text === "!include_try",
      pattern: { text: rest, span: spanIn(file, logical, at, text.length) },
    };
  if (rest.startsWith("=")) {
    at++;
    while (at < text.length && white.test(text[at] ?? "")) at++;
    const raw = text.slice(at);
    const quoted = raw.length > 1 && (raw[0] === '"' || raw[0] === "'") && raw.endsWith(raw[0]);
    const value = quoted ? raw.slice(1, -1).replace(/\\(.)/g, "$1") : raw;
    return {
      kind: "setting",
      span,
      name,
      value: { text: value, span: spanIn(file, logical, at, text.length) },
      quoted,
    };
  }
  if (name.text === "}" && rest === "") return { kind: "close", span };
  const section = /^([^ \t\r{][^ \t\r]*)?[ \t\r]*\{/.exec(rest);
  if (section !== null) return { kind: "open", span, name: name.text, label: section[1] ?? "" };
  return { kind: "junk", span, reason: `expected \`=\` after \`${name.text}\`` };
}
