// Access tables whose text is at hand: files of cidr:, pcre:, regexp: and texthash:, and what postmap(1) reads for hash: and its kin.

import { logicalLines } from "../../grammars/postfix-main/lines.ts";
import type { Part, TableSpec } from "../../grammars/postfix-value/ast.ts";
import type { PostfixConfig } from "../resolve/postfix-config.ts";
import { isTemplateFile } from "../resolve/template.ts";
import type { SourceFile } from "../source.ts";

type Entries = NonNullable<TableSpec["entries"]>;

const patterns = new Set(["cidr", "pcre", "regexp"]);
const keyed = new Set(["btree", "cdb", "dbm", "hash", "lmdb", "sdbm", "texthash"]);

/** The table with the entries of its file, where that is at hand; else as it is. */
export function withFile(table: TableSpec, { fileNamed }: Pick<PostfixConfig, "fileNamed">): TableSpec {
  const [inner] = table.nested;
  if (table.type === "proxy" && inner !== undefined)
    return { ...table, nested: [withFile(inner, { fileNamed })] };
  if (table.entries !== undefined || !(patterns.has(table.type) || keyed.has(table.type))) return table;
  const file = table.name.text.startsWith("/") ? fileNamed(table.name.text) : undefined;
  if (file === undefined || isTemplateFile(file)) return table;
  return { ...table, entries: entriesOf(file, patterns.has(table.type)) };
}

const known = new WeakMap<SourceFile, Entries>();

/** One entry a logical line: a key or pattern, blanks, a result (access(5), cidr_table(5), regexp_table(5)). */
function entriesOf(file: SourceFile, ofPatterns: boolean): Entries {
  const before = known.get(file);
  if (before !== undefined) return before;
  const entries = logicalLines(file).flatMap(({ text }) => {
    const key = (ofPatterns ? patternOf(text) : /^("(?:[^"\\]|\\.)*"|\S+)/.exec(text)?.[0]) ?? "";
    const result = text.slice(key.length).trim();
    // An entry without a result is skipped with a warning; `endif` has none.
    if (key === "" || (result === "" && !/^endif$/i.test(key))) return [];
    return [{ key: part(key.replace(/^"(.*)"$/, "$1")), value: part(result) }];
  });
  known.set(file, entries);
  return entries;
}

/** `/pattern/flags` with any delimiter, `!` before it; a network. */
function patternOf(text: string): string | undefined {
  const [, negation = "", delimiter = ""] = /^(!?\s*)([^\s\w!])/.exec(text) ?? [];
  if (delimiter === "" || /^[:[]/.test(delimiter)) return /^!?\s*\S+/.exec(text)?.[0];
  for (let at = negation.length + 1; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === delimiter)
      return text.slice(0, at + 1) + (/^\S*/.exec(text.slice(at + 1))?.[0] ?? "");
  }
  return undefined;
}

/** Places in the file are of no use to who reads the value that names it. */
function part(text: string): Part {
  return { text, start: 0, end: text.length };
}
