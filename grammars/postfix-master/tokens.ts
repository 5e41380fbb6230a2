// Tokens of one logical line of master.cf: words, in which braces protect blanks, and the blanks between them.

import { createToken, Lexer } from "chevrotain";
import { createLexer } from "../base-lexer.ts";

const wordStarts: number[] = [];
for (let code = 0; code < 256; code++)
  if (!" \t\r\n".includes(String.fromCharCode(code))) wordStarts.push(code);
for (let code = 256; code < 0x10000; code += 255) wordStarts.push(code);

/** mystrtokq() of util/mystrtok.c: a word ends at a blank outside of braces; `}` without `{` is text. */
function wordAt(text: string, offset: number): [string] | null {
  let level = 0;
  let at = offset;
  for (; at < text.length; at++) {
    const char = text[at];
    if (char === "{") level++;
    else if (char === "}") level -= level > 0 ? 1 : 0;
    else if (level === 0 && (char === " " || char === "\t" || char === "\r" || char === "\n")) break;
  }
  return at === offset ? null : [text.slice(offset, at)];
}

export const Blank = createToken({
  name: "Blank",
  pattern: /[ \t\r\n]+/,
  start_chars_hint: [" ", "\t", "\r", "\n"],
  line_breaks: true,
  group: Lexer.SKIPPED,
});

export const Word = createToken({
  name: "Word",
  pattern: { exec: wordAt },
  start_chars_hint: wordStarts,
  line_breaks: true,
});

const serviceTokens = [Blank, Word];

export const createServiceLexer = (checked: boolean): Lexer => createLexer(serviceTokens, checked);
