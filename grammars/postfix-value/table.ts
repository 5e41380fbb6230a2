// `type:table` specifications, after dict_open.c, dict_inline.c, dict_union.c, dict_pipe.c and dict_static.c.

import type { Part, TableSpec } from "./ast.ts";
import { parseWords } from "./parser.ts";

const white = /[ \t\r\n]/;

/** Table types whose entries may stand in braces in place of a file name (since Postfix 3.7, `inline` since 3.0). */
const inPlace = new Set(["inline", "cidr", "regexp", "pcre", "texthash"]);

/** Tables nest in tables; no real one does so deeper than this. */
const deepest = 50;

/** `type:name`; `offset` is added to the positions. Without a colon `type` is empty and `name` the whole text. */
export function parseTable(text: string, offset = 0, depth = 0): TableSpec {
  const colon = text.indexOf(":");
  const type = colon === -1 ? "" : text.slice(0, colon);
  const name = { text: text.slice(colon + 1), start: offset + colon + 1, end: offset + text.length };
  return {
    type,
    name,
    nested: depth >= deepest ? [] : nestedOf(type, name, depth + 1),
    entries: inPlace.has(type) && name.text.startsWith("{") ? entriesOf(type, name) : undefined,
    result: type === "static" ? inside(name).text : undefined,
  };
}

/**
 * The argument of `check_..._access` or `check_policy_service`: `type:table`, or since Postfix 3.5
 * `{ type:table, name = value ... }`, whose first word is the table (map_search.c).
 */
export function parseTableArgument(argument: Part): TableSpec {
  if (!argument.text.startsWith("{")) return parseTable(argument.text, argument.start);
  const content = inside(argument);
  const first = parseWords(content.text, content.start)[0] ?? { text: "", start: content.start };
  return parseTable(first.text, first.start);
}

function nestedOf(type: string, name: Part, depth: number): readonly TableSpec[] {
  if (type === "proxy") return [parseTable(name.text, name.start, depth)];
  if (type !== "unionmap" && type !== "pipemap") return [];
  const content = inside(name);
  return parseWords(content.text, content.start).map((word) => parseTable(word.text, word.start, depth));
}

/** The text between the braces around it, without blanks at its ends (extpar.c); the text itself without braces. */
function inside(part: Part): Part {
  let { start, end } = part;
  const at = (offset: number): string => part.text[offset - part.start] ?? "";
  if (at(start) === "{") {
    start++;
    if (end > start && at(end - 1) === "}") end--;
    while (start < end && white.test(at(start))) start++;
    while (end > start && white.test(at(end - 1))) end--;
  }
  return { text: part.text.slice(start - part.start, end - part.start), start, end };
}

function entriesOf(type: string, name: Part): readonly { readonly key: Part; readonly value: Part }[] {
  const content = inside(name);
  return parseWords(content.text, content.start).map((word) => {
    const entry = inside(word);
    // `inline` splits at the first `=`, the others at the first blank, as in their files.
    const match = (type === "inline" ? /^([^=]*)=[ \t]*/ : /^(\S+)[ \t]+/).exec(entry.text);
    let keyLength = match === null ? entry.text.length : (match[1]?.length ?? 0);
    if (type === "inline" && match !== null)
      while (keyLength > 0 && /[ \t]/.test(entry.text[keyLength - 1] ?? "")) keyLength--;
    const valueAt = match === null ? entry.text.length : match[0].length;
    return {
      key: { text: entry.text.slice(0, keyLength), start: entry.start, end: entry.start + keyLength },
      value: { text: entry.text.slice(valueAt), start: entry.start + valueAt, end: entry.end },
    };
  });
}
