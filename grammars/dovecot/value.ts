// What a value or label as written says: quotes, `<file`, `$name`, after config_parse_line in src/config/config-parser.c.

import type { Word } from "./ast.ts";

type DovecotValue =
  /** The text itself, with the quotes that enclose it as a whole taken off. */
  | { readonly kind: "text"; readonly text: string; readonly quoted: boolean }
  /** `<path`: the content of a file. */
  | { readonly kind: "file"; readonly path: string }
  /** Holds a `$` outside of enclosing quotes: words of it may stand for other settings. */
  | { readonly kind: "variable"; readonly text: string };

export function readValue(word: Word): DovecotValue {
  const { text } = word;
  const first = text[0];
  if (first === "<") return { kind: "file", path: text.slice(1).replace(/^[ \t\v\f\r]+/, "") };
  if (first !== "'" && first !== '"')
    return text.includes("$") ? { kind: "variable", text } : { kind: "text", text, quoted: false };
  if (!text.endsWith(first)) return { kind: "text", text, quoted: false };
  // A lone quote counts as opening and closing one.
  return { kind: "text", text: stripBackslashes(text.slice(1, Math.max(1, text.length - 1))), quoted: true };
}

/** Section name without its quotes; "" when there is none. */
export function readLabel(word: Word | undefined): string {
  if (word === undefined) return "";
  return word.text.startsWith('"') ? stripBackslashes(word.text.slice(1, -1)) : word.text;
}

/** str_unescape: a backslash makes the next character literal, and one at the end is dropped. */
function stripBackslashes(text: string): string {
  return text.includes("\\") ? text.replace(/\\(.)?/gs, "$1") : text;
}
