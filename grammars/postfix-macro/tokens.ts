// Tokens of a value with `$name` expressions, as mac_parse() of util/mac_parse.c takes them apart.

import { createToken, type Lexer } from "chevrotain";
import { createLexer } from "../base-lexer.ts";
import { startingWithAnythingBut } from "../start-characters.ts";

/** `${…}` or `$(…)`; only parentheses of its own kind nest. */
function bracedAt(text: string, offset: number): [string] | null {
  const open = text[offset + 1];
  if (text[offset] !== "$" || (open !== "{" && open !== "(")) return null;
  const close = open === "{" ? "}" : ")";
  let level = 1;
  for (let at = offset + 2; at < text.length; at++) {
    if (text[at] === open) level++;
    else if (text[at] === close && --level === 0) return [text.slice(offset, at + 1)];
  }
  return null;
}

export const Literal = createToken({
  name: "Literal",
  pattern: /[^$]+/,
  start_chars_hint: startingWithAnythingBut("$"),
  line_breaks: true,
});
export const Doubled = createToken({ name: "Doubled", pattern: /\$\$/ });
export const Plain = createToken({ name: "Plain", pattern: /\$[A-Za-z0-9_]+/ });
export const Braced = createToken({
  name: "Braced",
  pattern: { exec: bracedAt },
  start_chars_hint: ["$"],
  line_breaks: true,
});
/** What does not close ends all: mac_parse() reads nothing behind it. */
export const Truncated = createToken({
  name: "Truncated",
  pattern: /\$[{(][\s\S]*/,
  line_breaks: true,
});
export const Lone = createToken({ name: "Lone", pattern: /\$/ });

const macroTokens = [Literal, Doubled, Plain, Braced, Truncated, Lone];

export const createMacroLexer = (checked: boolean): Lexer => createLexer(macroTokens, checked);
