// Tokens of the shell language as dash(1) reads it, as far as configuration files use it.

import { createToken, type IToken, Lexer, type TokenType } from "chevrotain";
import { startingWithAnythingBut } from "../start-characters.ts";

/** What may stand between double quotes and is understood, one piece of it: text, escapes, variables, short substitutions. */
const insideDouble =
  /[^"\\$`]+|\\[\s\S]|\$[A-Za-z_]\w*|\$\{[A-Za-z_]\w*(?::?[-+][\w./:@%+=, -]*)?\}|\$[0-9@*#?!$-]|\$(?![A-Za-z_{(0-9@*#?!$-])|\$\([^()"'\\`$#]*\)|`[^`"'\\$]*`/y;

/** Offset of the first character behind the opening quote that belongs to none of these pieces. */
function doubleEnd(text: string, offset: number): number {
  let at = offset + 1;
  for (;;) {
    insideDouble.lastIndex = at;
    if (!insideDouble.test(text)) return at;
    at = insideDouble.lastIndex;
  }
}

function matchDouble(text: string, offset: number): [string] | null {
  if (text[offset] !== '"') return null;
  const end = doubleEnd(text, offset);
  return text[end] === '"' ? [text.slice(offset, end + 1)] : null;
}

/** A quote that nothing closes, up to the end of the file. */
function matchOpenDouble(text: string, offset: number): [string] | null {
  if (text[offset] !== '"') return null;
  const end = doubleEnd(text, offset);
  return end === text.length || (end === text.length - 1 && text[end] === "\\") ? [text.slice(offset)] : null;
}

/** A comment starts where a word could, so behind a token that is no part of one; line ends taken out do not count. */
function matchComment(text: string, offset: number, matched: readonly IToken[]): RegExpExecArray | null {
  if (text[offset] !== "#") return null;
  const before = matched.findLast(({ image }) => image !== "\\\n")?.tokenType;
  if (before !== undefined && !separators().includes(before)) return null;
  comment.lastIndex = offset;
  return comment.exec(text);
}
const comment = /#[^\n]*/y;
const separators = (): readonly TokenType[] => [Blank, Newline, Semicolon, Operator];

const custom = (
  name: string,
  exec: (text: string, offset: number) => [string] | null,
  starts: readonly string[],
) => createToken({ name, pattern: { exec }, line_breaks: true, start_chars_hint: [...starts] });

export const Comment = createToken({
  name: "Comment",
  pattern: { exec: matchComment },
  line_breaks: false,
  start_chars_hint: ["#"],
  group: Lexer.SKIPPED,
});
export const Blank = createToken({ name: "Blank", pattern: /[ \t]+/ });
export const Newline = createToken({ name: "Newline", pattern: /\n/, line_breaks: true });
export const Semicolon = createToken({ name: "Semicolon", pattern: /;(?![;&])/ });
export const SingleQuoted = createToken({ name: "SingleQuoted", pattern: /'[^']*'/, line_breaks: true });
export const OpenSingle = createToken({ name: "OpenSingle", pattern: /'[^']*/, line_breaks: true });
export const DoubleQuoted = custom("DoubleQuoted", matchDouble, ['"']);
export const OpenDouble = custom("OpenDouble", matchOpenDouble, ['"']);
export const Variable = createToken({ name: "Variable", pattern: /\$(?:[A-Za-z_]\w*|\{[A-Za-z_]\w*\})/ });
/** `${NAME-text}` and `${NAME:+text}` with a text that means itself. */
export const Alternative = createToken({
  name: "Alternative",
  pattern: /\$\{[A-Za-z_]\w*:?[-+][\w./:@%+=, -]*\}/,
});
/** `$?`, `$(command)`, a command in backticks: their value is the run's. */
export const Substitution = createToken({
  name: "Substitution",
  pattern: /\$[0-9@*#?!$-]|\$\([^()"'\\`$#\n]*\)|`[^`"'\\$\n]*`/,
});
export const Escape = createToken({ name: "Escape", pattern: /\\[\s\S]/, line_breaks: true });
export const Operator = createToken({ name: "Operator", pattern: /;[;&]|&&?|\|\|?|[()]|[0-9]?[<>][<>&|-]*/ });
export const Text = createToken({
  name: "Text",
  pattern: /[^ \t\n;'"$\\&|()<>`]+/,
  line_breaks: false,
  start_chars_hint: startingWithAnythingBut(" \t\n;'\"$\\&|()<>`"),
});
/** A dollar sign that starts nothing, a backslash at the very end. */
export const Lone = createToken({ name: "Lone", pattern: /\$(?![A-Za-z_{(0-9@*#?!$-])|\\(?![\s\S])/ });
/** From here on the file is beyond what is read. */
export const Rest = createToken({ name: "Rest", pattern: /["$`\\][\s\S]*/, line_breaks: true });

export const allTokens: TokenType[] = [
  Comment,
  Blank,
  Newline,
  Semicolon,
  SingleQuoted,
  OpenSingle,
  DoubleQuoted,
  OpenDouble,
  Variable,
  Alternative,
  Substitution,
  Escape,
  Operator,
  Text,
  Lone,
  Rest,
];
