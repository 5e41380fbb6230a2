// Tokens of a `*.conf.ext` file: a whole line each, its comment left out, as settings.c strips it.

import { createToken, Lexer } from "chevrotain";
import { startingWithAnythingBut } from "../start-characters.ts";

/**
 * Where the line ends: a `#` starts a comment unless it stands inside quotes; quotes may start anywhere in the line and end
 * with it. A scan and no pattern: one with an alternative for each character would fill V8's stack on megabytes.
 */
function endOfLine(text: string, offset: number): number {
  let at = offset;
  for (; at < text.length; at++) {
    const char = text[at];
    if (char === "\n" || char === "#") return at;
    if (char === '"' || char === "'") at = endOfQuotes(text, at, char);
  }
  return Math.min(at, text.length);
}

/** Offset of the quote that closes the one at `open`, or of the last character before the end of the line. */
function endOfQuotes(text: string, open: number, quote: string): number {
  for (let at = open + 1; ; at++) {
    const char = text[at];
    if (char === undefined || char === "\n") return at - 1;
    if (char === quote) return at;
    if (char === "\\" && text[at + 1] !== "\n") at++;
  }
}

function matchLine(continued: boolean) {
  return (text: string, offset: number): RegExpExecArray | null => {
    const first = text[offset];
    if (first === "#" || first === "\n") return null;
    const line = text.slice(offset, endOfLine(text, offset));
    if (line === "" || /\\[ \t\r]*$/.test(line) !== continued) return null;
    return [line] as unknown as RegExpExecArray;
  };
}

const starts = startingWithAnythingBut("\n#");

export const Blank = createToken({
  name: "Blank",
  pattern: /[ \t\r\n]+/,
  group: Lexer.SKIPPED,
  line_breaks: true,
});
export const Comment = createToken({ name: "Comment", pattern: /#[^\n]*/, group: "comments" });
/** A line that ends with a backslash: the next line goes on with it. */
export const ContinuedLine = createToken({
  name: "ContinuedLine",
  pattern: { exec: matchLine(true) },
  line_breaks: false,
  start_chars_hint: starts,
});
export const LastLine = createToken({
  name: "LastLine",
  pattern: { exec: matchLine(false) },
  line_breaks: false,
  start_chars_hint: starts,
});

export const allTokens = [Blank, Comment, ContinuedLine, LastLine];
