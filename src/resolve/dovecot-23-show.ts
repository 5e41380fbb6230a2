// The lines of `doveconf -n` and `doveconf -a` of Dovecot 2.3, after src/config/doveconf.c.

import { roots } from "../settings/dovecot-23.ts";
import { type Exported, exportTables } from "./dovecot-23-export.ts";
import { headersOf, matches, moreSpecial } from "./dovecot-23-filter.ts";
import { mergeTables } from "./dovecot-23-merge.ts";
import { type FilterTables, stateOf } from "./dovecot-23-state.ts";
import { hideSecrets, quoteValue } from "./dovecot-secrets.ts";

/** Global settings first, then the blocks, the most general first; header comments are left out. */
export function showTables(tables: readonly FilterTables[], all: boolean): string[] {
  const [global, ...blocks] = tables;
  if (global === undefined) return [];
  const lines = linesOf(exportTables(forAll(global, tables), all ? "all" : "changed", roots().length), []);
  for (const block of blocks.toSorted((a, b) => -moreSpecial(a.filter, b.filter)))
    for (const one of linesOf(exportTables(block, "set", roots().length), headersOf(block.filter)))
      lines.push(one);
  return lines;
}

/** The global tables with what a block such as `remote 0.0.0.0/0` sets for everybody; the block is printed, too. */
function forAll(global: FilterTables, tables: readonly FilterTables[]): FilterTables {
  if (!tables.some((block) => block !== global && matches(block.filter, {}))) return global;
  const { tops } = mergeTables(tables, global, -1);
  const states = tops.map((top, at) => {
    const state = stateOf(global, at);
    return top === undefined || state === undefined ? state : { ...state, top };
  });
  return { ...global, states };
}

interface OpenBlock {
  readonly prefix: string;
  /** Number of header lines that wait to be printed before this one; `undefined` = they are printed. */
  pending: number | undefined;
}

/** config_dump_human_output: keys become nested sections; a section without content is not shown. */
function linesOf(exported: readonly Exported[], headers: readonly string[]): string[] {
  const prefixes = prefixesOf(exported);
  const lines: string[] = [];
  const waiting = headers.map((header, at) => `${"  ".repeat(at)}${header} {`);
  const open: OpenBlock[] = [];
  let printed = false;
  const indent = (): string => "  ".repeat(headers.length + open.length);
  const close = (): void => {
    const block = open.pop();
    if (block?.pending !== undefined) waiting.length = block.pending;
    else lines.push(`${indent()}}`);
  };
  for (const { kind, key, value } of exported) {
    if (kind === "list") continue;
    while (open.length > 0 && !key.startsWith(open.at(-1)?.prefix ?? "")) close();
    let named = false;
    for (const prefix of prefixes.within(key, open.at(-1)?.prefix ?? "")) {
      const start = open.at(-1)?.prefix.length ?? 0;
      const title = key.slice(start, key.indexOf("/", start));
      const name = kind === "name" && value !== "" ? ` ${quoteName(value)}` : "";
      const pending = kind === "name" ? waiting.length : undefined;
      waiting.push(`${indent()}${title}${name} {`);
      open.push({ prefix, pending });
      if (kind === "name") {
        named = true;
        break;
      }
    }
    if (named) continue;
    for (const one of waiting.splice(0)) lines.push(one);
    for (const block of open) block.pending = undefined;
    printed = true;
    const last = key.slice(open.at(-1)?.prefix.length ?? 0);
    lines.push(`${indent()}${last} = ${hideSecrets(last, value, "2.3") ?? quoteValue(value, "2.3")}`);
  }
  // What is still waiting belongs to sections without content, down to the first one that has some.
  while (open.length > 0 && open.at(-1)?.pending === undefined) close();
  if (printed) for (let depth = headers.length - 1; depth >= 0; depth--) lines.push(`${"  ".repeat(depth)}}`);
  return lines;
}

const quoteName = (name: string): string =>
  name.includes(" ") ? `"${name.replace(/["'\\]/g, "\\$&")}"` : name;

/** Prefixes of keys that are sections, in the order of the lists. */
function prefixesOf(exported: readonly Exported[]): { within: (key: string, outer: string) => string[] } {
  const order = new Map<string, number>();
  for (const { kind, key, value } of exported) {
    if (kind !== "list") continue;
    const names = value === "" ? [`${key}/`] : value.split(" ").map((name) => `${key}/${name}/`);
    for (const name of names) if (!order.has(name)) order.set(name, order.size);
  }
  return {
    within(key, outer) {
      const found: string[] = [];
      for (let at = key.indexOf("/", outer.length); at !== -1; at = key.indexOf("/", at + 1)) {
        const prefix = key.slice(0, at + 1);
        if (order.has(prefix)) found.push(prefix);
      }
      return found;
    },
  };
}
