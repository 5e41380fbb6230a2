// Parser of authlib's rc files, after its reader (courier-authlib, authconfigfile.cpp). Total.

import { createToken, type IToken, Lexer } from "chevrotain";
import type { SourceFile, Span } from "../../src/source.ts";
import { createLexer } from "../base-lexer.ts";
import { BaseParser } from "../base-parser.ts";
import { startingWithAnythingBut } from "../start-characters.ts";
import type { AuthrcAst } from "./ast.ts";

const Newline = createToken({ name: "Newline", pattern: /\n/, line_breaks: true });
const Marker = createToken({ name: "Marker", pattern: /##NAME: MARKER:0[ \t\r]*(?![^\n])/ });
const Comment = createToken({ name: "Comment", pattern: /#[^\n]*/, group: Lexer.SKIPPED });
const Blank = createToken({ name: "Blank", pattern: /[ \t\r\v\f]+/, group: Lexer.SKIPPED });
/** A scan and no pattern: one with an alternative for each backslash would fill V8's stack on megabytes. */
function matchLine(text: string, offset: number): RegExpExecArray | null {
  if (/[\s#]/.test(text[offset] ?? "#")) return null;
  let end = text.indexOf("\n", offset);
  while (end !== -1 && text[end - 1] === "\\") end = text.indexOf("\n", end + 1);
  return [text.slice(offset, end === -1 ? text.length : end)] as unknown as RegExpExecArray;
}

/** A line whole, its continuation lines among it: a backslash at the very end joins the next one. */
const Line = createToken({
  name: "Line",
  pattern: matchLine,
  line_breaks: true,
  start_chars_hint: startingWithAnythingBut(" \t\r\n\v\f#"),
});
const tokens = [Newline, Marker, Comment, Blank, Line];

export class AuthrcParser extends BaseParser {
  constructor(checked: boolean) {
    super("courier-authrc", tokens, checked);
    this.performSelfAnalysis();
  }

  /** file = { Newline | Marker | Line } */
  file = this.RULE("file", (): IToken[] => {
    const found: IToken[] = [];
    this.MANY(() => {
      this.OR([
        { ALT: () => this.CONSUME(Newline) },
        {
          ALT: () => {
            found.push(this.CONSUME(Marker));
          },
        },
        {
          ALT: () => {
            found.push(this.CONSUME(Line));
          },
        },
      ]);
    });
    return found;
  });
}

export const createAuthrcLexer = (checked: boolean): Lexer => createLexer(tokens, checked);

let lexer: Lexer | undefined;
let parser: AuthrcParser | undefined;

export function parseAuthrc(file: SourceFile): AuthrcAst {
  lexer ??= createAuthrcLexer(false);
  parser ??= new AuthrcParser(false);
  parser.input = lexer.tokenize(file.text).tokens;
  return { statements: parser.file().map((token) => statementOf(file, token)) };
}

function statementOf(file: SourceFile, token: IToken): AuthrcAst["statements"][number] {
  const start = token.startOffset;
  if (token.tokenType === Marker)
    return { kind: "marker", span: { file, start, end: start + token.image.length } };
  const image = token.image.trimEnd();
  const nameLength = /^\S+/.exec(image)?.[0].length ?? 0;
  const gap = /^\s*/.exec(image.slice(nameLength))?.[0].length ?? 0;
  const span = (from: number, to: number): Span => ({ file, start: start + from, end: start + to });
  return {
    kind: "setting",
    span: span(0, image.length),
    name: image.slice(0, nameLength),
    nameSpan: span(0, nameLength),
    value: image.slice(nameLength + gap).replaceAll("\\\n", ""),
    valueSpan: span(nameLength + gap, image.length),
  };
}
