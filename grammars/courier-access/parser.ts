// Parser of Courier's access files, after makedat(1) (makedatprog.c) and couriertcpd (tcpd.c). Total.

import { createToken, type IToken, Lexer } from "chevrotain";
import type { SourceFile, Span } from "../../src/source.ts";
import { createLexer } from "../base-lexer.ts";
import { BaseParser } from "../base-parser.ts";
import { startingWithAnythingBut } from "../start-characters.ts";
import type { AccessAst } from "./ast.ts";
import { readAccessValue } from "./values.ts";

const Newline = createToken({ name: "Newline", pattern: /\n/, line_breaks: true });
const Comment = createToken({ name: "Comment", pattern: /#[^\n]*/, group: Lexer.SKIPPED });
const Line = createToken({
  name: "Line",
  pattern: /[^\n#][^\n]*/,
  start_chars_hint: startingWithAnythingBut("\n#"),
});
const tokens = [Newline, Comment, Line];

export class AccessParser extends BaseParser {
  constructor(checked: boolean) {
    super("courier-access", tokens, checked);
    this.performSelfAnalysis();
  }

  /** file = { Newline | Line } */
  file = this.RULE("file", (): IToken[] => {
    const lines: IToken[] = [];
    this.MANY(() => {
      this.OR([
        { ALT: () => this.CONSUME(Newline) },
        {
          ALT: () => {
            lines.push(this.CONSUME(Line));
          },
        },
      ]);
    });
    return lines;
  });
}

export const createAccessLexer = (checked: boolean): Lexer => createLexer(tokens, checked);

let lexer: Lexer | undefined;
let parser: AccessParser | undefined;

export function parseAccess(file: SourceFile): AccessAst {
  lexer ??= createAccessLexer(false);
  parser ??= new AccessParser(false);
  parser.input = lexer.tokenize(file.text).tokens;
  return { statements: parser.file().map(({ image, startOffset }) => statementOf(file, image, startOffset)) };
}

/** A network or a range may be parted from its value by any blanks: makedat's `-cidr` writes the tab. */
const spread = /^(?:([a-f0-9:.]+[-/][a-f0-9:.]+)[ \t]+|([^\t]*)\t)([\s\S]*)$/i;

function statementOf(file: SourceFile, line: string, start: number): AccessAst["statements"][number] {
  const span = (from: number, to: number): Span => ({ file, start: start + from, end: start + to });
  const whole = span(0, line.length);
  if (line === ".") return { kind: "end", span: whole };
  const found = spread.exec(line);
  const key = found?.[1] ?? found?.[2] ?? line;
  const keySpan = span(0, key.length);
  const value = found?.[3] ?? "";
  const hasValue = found !== null;
  const read = readAccessValue(span(line.length - value.length, line.length));
  return { kind: "entry", span: whole, key, keySpan, hasValue, ...read };
}
