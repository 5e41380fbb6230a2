// What a lookup table can answer to a stranger, as far as the configuration shows it.

import type { TableSpec } from "../../grammars/postfix-value/ast.ts";
import { type Address, contains, parseAddress, parseNetwork } from "./networks.ts";

/**
 * `some`: keys somebody listed, so a stranger is not among them, but other clients are; `all`: this result for every
 * key; `any`: the table may say anything to anybody.
 */
type Knowledge =
  | { readonly kind: "all"; readonly result: string }
  | { readonly kind: "some"; readonly results: readonly { readonly key: string; readonly result: string }[] }
  /** Patterns that may match anybody: these results, or none. */
  | { readonly kind: "patterns"; readonly results: readonly string[] }
  /** Keys in an index (hash, lmdb, ...) that is not at hand. */
  | { readonly kind: "listed" }
  | { readonly kind: "error" }
  | { readonly kind: "any" };

/** Types that find keys by equality: nobody gets a result whose key nobody wrote (DATABASE_README). */
const indexed = new Set(["btree", "cdb", "dbm", "hash", "lmdb", "sdbm", "texthash", "environ", "internal"]);

/** Samples of the Internet for networks that cover much of it: one address in each of many first octets. */
const octets = [1, 5, 23, 31, 45, 62, 77, 80, 93, 109, 123, 139, 151, 167, 176, 188, 201, 212, 221];
const internet = octets.map((octet): Address => ({ family: 4, value: BigInt(octet * 0x1000000 + 0xd36185) }));
const internet6 = ["2001:4d37:a1::53", "2400:9b1c:77::1", "2607:f3aa:12::9", "2a05:71e3:5::2"]
  .map(parseAddress)
  .filter((address) => address !== undefined);

export function tableKnowledge(table: TableSpec): Knowledge {
  switch (table.type) {
    case "static":
      return { kind: "all", result: table.result ?? "" };
    case "fail":
      return { kind: "error" };
    case "proxy":
      return table.nested[0] === undefined ? { kind: "any" } : tableKnowledge(table.nested[0]);
    case "regexp":
    case "pcre":
      return patternKnowledge(table);
    case "cidr":
      return { kind: "any" };
    case "inline":
      return table.entries === undefined ? { kind: "error" } : keys(table.entries);
    default:
      if (table.entries !== undefined) return keys(table.entries);
      return { kind: indexed.has(table.type) ? "listed" : "any" };
  }
}

function keys(entries: NonNullable<TableSpec["entries"]>): Knowledge {
  const results = entries.map(({ key, value }) => ({ key: key.text.toLowerCase(), result: value.text }));
  return { kind: "some", results };
}

/** A first pattern that matches every text decides for everybody. */
function patternKnowledge(table: TableSpec): Knowledge {
  const first = table.entries?.[0];
  const everything =
    first !== undefined && /^\/(?:\^|\.|\.\*|\^\.\*|\.\*\$|\^\.\*\$|\^\.|\$)?\/[a-z]*$/i.test(first.key.text);
  if (everything) return { kind: "all", result: first.value.text };
  if (table.entries === undefined) return { kind: "any" };
  const results = table.entries.filter(({ key }) => !/^(?:if|endif)\b/i.test(key.text));
  return { kind: "patterns", results: results.map(({ value }) => value.text) };
}

/** What an address gets from a `cidr:` table written in place: a result, none, or not known. */
export function cidrResult(table: TableSpec, client: Address): string | undefined | "unknown" {
  if (table.entries === undefined) return "unknown";
  for (const { key, value } of table.entries) {
    if (/^(?:if|endif)$/i.test(key.text)) return "unknown";
    const network = parseNetwork(key.text.replace(/^!/, ""));
    if (network === undefined) continue;
    if (contains(network, client) !== key.text.startsWith("!")) return value.text;
  }
  return undefined;
}

/** Addresses that stand for all of the Internet, of one family. */
export function strangers(family: 4 | 6): readonly Address[] {
  return family === 4 ? internet : internet6;
}
