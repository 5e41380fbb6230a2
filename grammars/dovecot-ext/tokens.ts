// Tokens of a `*.conf.ext` file: a whole line each, its comment left out, as settings.c strips it.

import { createToken, Lexer } from "chevrotain";
import { startingWithAnythingBut } from "../start-characters.ts";

// A `#` starts a comment unless it stands inside quotes; quotes may start anywhere in the line and end with it.
const chunk = /(?:[^#'"\n]+|"(?:\\[^\n]?|[^"\\\n])*(?:"|(?=\n|$))|'(?:\\[^\n]?|[^'\\\n])*(?:'|(?=\n|$)))+/y;

function matchLine(continued: boolean) {
  return (text: string, offset: number): RegExpExecArray | null => {
    const first = text[offset];
    if (first === "#" || first === "\n") return null;
    chunk.lastIndex = offset;
    const found = chunk.exec(text);
    if (found === null || /\\[ \t\r]*$/.test(found[0]) !== continued) return null;
    return found;
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
