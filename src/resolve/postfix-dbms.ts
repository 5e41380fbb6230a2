// Words of a value that look like `type:name` of a lookup table, as postconf(1) finds them (postconf/postconf_dbms.c).

import { extractBraces } from "../../grammars/postfix-master/arguments.ts";

interface TableReference {
  readonly type: string;
  readonly name: string;
  /** Where `type:name` begins in the value. */
  readonly at: number;
}

/** Tables in an expanded value, those within `{ }` and behind `proxy:` among them. Any text gives an answer. */
export function tableReferences(value: string): TableReference[] {
  const found: TableReference[] = [];
  collect(value, 0, found, 0);
  return found;
}

/** `text` stands at `from` in the value. */
function collect(text: string, from: number, found: TableReference[], depth: number): void {
  if (depth > 50) return;
  for (const word of splitWords(text)) {
    if (word.text[0] === "{") {
      collectInside(word, from, found, depth);
      continue;
    }
    const at = beginOfType(word.text);
    const colon = word.text.indexOf(":", at);
    if (colon === -1) continue;
    const [type, name] = [word.text.slice(at, colon), word.text.slice(colon + 1)];
    found.push({ type, name, at: from + word.at + at });
    if (name[0] === "{") collectInside({ text: name, at: word.at + colon + 1 }, from, found, depth);
  }
}

function collectInside({ text, at }: Word, from: number, found: TableReference[], depth: number): void {
  const { start, end } = extractBraces(text);
  collect(text.slice(start, end), from + at + start, found, depth + 1);
}

interface Word {
  readonly text: string;
  readonly at: number;
}

function beginOfType(word: string): number {
  let at = 0;
  while (word.startsWith("proxy:", at)) at += "proxy:".length;
  return at;
}

/** mystrtokq() with commas and white space: braces protect both. */
function splitWords(value: string): Word[] {
  const words: Word[] = [];
  let level = 0;
  let from = 0;
  for (let at = 0; at <= value.length; at++) {
    const char = value[at];
    if (char === "{") level++;
    else if (char === "}") level -= level > 0 ? 1 : 0;
    else if (char === undefined || (level === 0 && ", \t\r\n".includes(char))) {
      if (at > from) words.push({ text: value.slice(from, at), at: from });
      from = at + 1;
    }
  }
  return words;
}
