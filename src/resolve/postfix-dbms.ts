// Words of a value that look like `type:name` of a lookup table, as postconf(1) finds them (postconf/postconf_dbms.c).

import { extractBraces } from "../../grammars/postfix-master/arguments.ts";

interface TableReference {
  readonly type: string;
  readonly name: string;
}

/** Tables in an expanded value, those within `{ }` and behind `proxy:` among them. Any text gives an answer. */
export function tableReferences(value: string): TableReference[] {
  const found: TableReference[] = [];
  collect(value, found, 0);
  return found;
}

function collect(value: string, found: TableReference[], depth: number): void {
  if (depth > 50) return;
  for (const word of splitWords(value)) {
    if (word[0] === "{") {
      collect(inside(word), found, depth + 1);
      continue;
    }
    const at = beginOfType(word);
    const colon = word.indexOf(":", at);
    if (colon === -1) continue;
    const [type, name] = [word.slice(at, colon), word.slice(colon + 1)];
    found.push({ type, name });
    if (name[0] === "{") collect(inside(name), found, depth + 1);
  }
}

function beginOfType(word: string): number {
  let at = 0;
  while (word.startsWith("proxy:", at)) at += "proxy:".length;
  return at;
}

function inside(text: string): string {
  const { start, end } = extractBraces(text);
  return text.slice(start, end);
}

/** mystrtokq() with commas and white space: braces protect both. */
function splitWords(value: string): string[] {
  const words: string[] = [];
  let level = 0;
  let from = 0;
  for (let at = 0; at <= value.length; at++) {
    const char = value[at];
    if (char === "{") level++;
    else if (char === "}") level -= level > 0 ? 1 : 0;
    else if (char === undefined || (level === 0 && ", \t\r\n".includes(char))) {
      if (at > from) words.push(value.slice(from, at));
      from = at + 1;
    }
  }
  return words;
}
