// Tokens of Postfix's line files: one a physical line, by what its first characters say.
//
// readllines() in util/readlline.c: a line of white space only or whose first other character is `#` is ignored, one
// that begins with white space continues the line before. White space is what C's isspace() calls so, in ASCII.

import { createToken, type Lexer } from "chevrotain";
import { createLexer } from "../base-lexer.ts";

/** First characters of a text line: everything but white space and `#`; Chevrotain asks for them by code. */
const textStarts: number[] = [];
for (let code = 0; code < 256; code++)
  if (!" \t\n\v\f\r#".includes(String.fromCharCode(code))) textStarts.push(code);
for (let code = 256; code < 0x10000; code += 255) textStarts.push(code);

export const Ignored = createToken({
  name: "Ignored",
  pattern: /[ \t\v\f\r]*(?:#[^\n]*\n?|\n)|[ \t\v\f\r]+(?![\s\S])/,
  start_chars_hint: [" ", "\t", "\v", "\f", "\r", "\n", "#"],
  line_breaks: true,
});

export const Continued = createToken({
  name: "Continued",
  pattern: /[ \t\v\f\r][^\n]*\n?/,
  start_chars_hint: [" ", "\t", "\v", "\f", "\r"],
  line_breaks: true,
});

export const Text = createToken({
  name: "Text",
  pattern: /[^ \t\n\v\f\r#][^\n]*\n?/,
  start_chars_hint: textStarts,
  line_breaks: true,
});

export const lineTokens = [Ignored, Continued, Text];

export const createLineLexer = (checked: boolean): Lexer => createLexer(lineTokens, checked);
