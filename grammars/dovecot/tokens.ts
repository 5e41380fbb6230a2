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

/** Where the quotes of a name end that open at `offset`: at the next quote or line end, and `\` takes what follows with it. */
export function quoteEnd(text: string, offset: number): number {
  let at = offset + 1;
  while (at < text.length && text[at] !== '"' && text[at] !== "\n") {
    if (text[at] === "\\" && (at + 1 === text.length || text[at + 1] === "\n")) break;
    at += text[at] === "\\" ? 2 : 1;
  }
  return at;
}

/** A name in quotes, the last one left out where none stands; `undefined` = no such name. */
function nameEnd(text: string, offset: number): number | undefined {
  const end = quoteEnd(text, offset);
  return text[end] === '"' ? end + 1 : end;
}

/** A name in quotes with its `=` behind them, or else the last one within. */
function keyEnd(text: string, offset: number): number | undefined {
  const end = quoteEnd(text, offset);
  let at = end + 1;
  while (text[end] === '"' && " \t\v\f\r\0".includes(text[at] ?? "x")) at++;
  if (text[end] === '"' && text[at] === "=") return at + 1;
  let equals: number | undefined;
  for (let at = offset + 1; at < end; at += text[at] === "\\" ? 2 : 1) if (text[at] === "=") equals = at;
  return equals === undefined ? undefined : equals + 1;
}

/** Quotes are read by a loop: a regular expression would fill V8's stack on megabytes of escapes. */
function quotedOr(endOf: (text: string, offset: number) => number | undefined, otherwise: string) {
  const plain = new RegExp(otherwise, "y");
  return (text: string, offset: number): [string] | null => {
    if (text[offset] === '"') {
      const end = endOf(text, offset);
      return end === undefined ? null : [text.slice(offset, end)];
    }
    plain.lastIndex = offset;
    const found = plain.exec(text)?.[0];
    return found === undefined ? null : [found];
  };
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
    pattern: modern
      ? { exec: quotedOr(keyEnd, `(?!${gap}|\\n|")${word}*${gap}*=`) }
      : new RegExp(`(?!${gap}|\\n)${word}*${gap}*=`),
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
    pattern: modern ? { exec: quotedOr(nameEnd, `${dark}+`) } : new RegExp(`${dark}+`),
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
