// Tokens of a plain dovecot.conf (see plain.ts): two a setting, two or three a section header.

import { createToken, type IMultiModeLexerDefinition, Lexer, type TokenType } from "chevrotain";
import { startingWithAnythingBut } from "../start-characters.ts";
import type { Flavour } from "./ast.ts";

export interface Vocabulary {
  /** Name and `=`; the value follows. */
  readonly Key: TokenType;
  readonly Include: TokenType;
  readonly Close: TokenType;
  /** 2.4: `group @group label {`. */
  readonly GroupOpen: TokenType;
  /** First word of any other line: a section header, or nothing the daemon knows. */
  readonly Name: TokenType;
  readonly Label: TokenType;
  readonly Brace: TokenType;
  /** What is left of the line, its end included. */
  readonly Rest: TokenType;
  readonly all: readonly TokenType[];
  readonly lexer: IMultiModeLexerDefinition;
}

export function vocabulary(flavour: Flavour): Vocabulary {
  const modern = flavour === "2.4";
  // White as the daemon sees it, and the same with the place where a continuation joins two lines.
  const white = modern ? " \\t\\v\\f\\r" : " \\t";
  const gap = `[${white}\\0]`;
  const lineEnd = "\\r?(?:\\n|(?![\\s\\S]))";
  const end = `[${white}]*${lineEnd}`;
  const dark = `[^${white}\\0\\n]`;
  const word = `[^${white}\\0\\n=]`;
  // Written as runs: an alternative for each character would fill V8's stack on a line of megabytes.
  const unclosed = '"[^"\\\\\\n]*(?:\\\\[^\\n][^"\\\\\\n]*)*';
  const quoted = `${unclosed}"?`;
  const anything = startingWithAnythingBut("");
  const anyDark = startingWithAnythingBut(modern ? "\n \t\v\f\r\0" : "\n \t\0");

  const Blank = createToken({
    name: "Blank",
    pattern: new RegExp(`(?:[${white}\\n]+|\\r\\n|\\r(?![\\s\\S])|#[^\\n]*)+`),
    group: Lexer.SKIPPED,
    line_breaks: true,
    start_chars_hint: [..." \t\v\f\r\n#"],
  });
  const Close = createToken({
    name: "Close",
    pattern: new RegExp(`\\}(?=${end})`),
    start_chars_hint: ["}"],
  });
  const Include = createToken({
    name: "Include",
    pattern: new RegExp(`!include(?:_try)?(?=[${white}\\0]|${lineEnd})`),
    push_mode: "rest",
    start_chars_hint: ["!"],
  });
  const Key = createToken({
    name: "Key",
    pattern: new RegExp(
      `(?!${gap}|\\n)${modern ? `(?:${unclosed}(?:"${gap}*)?|(?!")${word}*${gap}*)=` : `${word}*${gap}*=`}`,
    ),
    push_mode: "rest",
    line_breaks: false,
    start_chars_hint: anyDark,
  });
  const GroupOpen = createToken({
    name: "GroupOpen",
    pattern: new RegExp(`group${gap}+(?!\\{)${dark}+${gap}+${dark}+${gap}+\\{(?=${end})`),
    start_chars_hint: ["g"],
  });
  const Name = createToken({
    name: "Name",
    pattern: new RegExp(modern ? `${quoted}|${dark}+` : `${dark}+`),
    push_mode: "header",
    line_breaks: false,
    start_chars_hint: anyDark,
  });
  const Brace = createToken({
    name: "Brace",
    pattern: new RegExp(`${gap}*\\{(?=${end})`),
    pop_mode: true,
    line_breaks: false,
    start_chars_hint: [..." \t\v\f\r\0{"],
  });
  const Label = createToken({
    name: "Label",
    pattern: new RegExp(`${gap}*(?:"[^"\\n]*"|(?!${lineEnd})(?!["{])${dark}+)`),
    line_breaks: false,
    start_chars_hint: startingWithAnythingBut("\n{"),
  });
  const Rest = createToken({
    name: "Rest",
    pattern: /[^\n]*\n|[^\n]+/,
    pop_mode: true,
    line_breaks: true,
    start_chars_hint: anything,
  });
  const line = [Blank, Close, Include, Key, ...(modern ? [GroupOpen] : []), Name];
  return {
    ...{ Key, Include, Close, GroupOpen, Name, Label, Brace, Rest },
    all: [Blank, Close, Include, Key, GroupOpen, Name, Brace, Label, Rest],
    lexer: { defaultMode: "line", modes: { line, header: [Brace, Label, Rest], rest: [Rest] } },
  };
}
