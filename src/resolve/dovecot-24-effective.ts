// The value a setting of Dovecot 2.4 has for somebody: all filters that match, the last and most special first, as
// settings_mmap_apply in src/lib-settings/settings.c goes through them; the daemon's own defaults after the whole tree.

import { contains, covers, parseAddress, parseNetwork } from "../model/networks.ts";
import { oncePer } from "../once.ts";
import { blocksOf } from "./dovecot-24-apply.ts";
import { inDaemonOrder } from "./dovecot-24-finish.ts";
import {
  type BuiltIn,
  type Cell,
  type Condition,
  type Filter,
  findFilter,
  placesOf,
  type Store,
} from "./dovecot-24-store.ts";
import { contextKey, type DovecotContext } from "./dovecot-config.ts";
import { filterIndex, type Narrowing } from "./dovecot-filter-index.ts";

/** For whom: the context, and the blocks with and without label that hold (`service/imap`, `ssl_server`). */
export interface Target {
  readonly context: DovecotContext;
  readonly blocks: readonly string[];
}

/** What is worked out of a store, and kept for the next question. */
interface Index {
  readonly candidates: (context: DovecotContext, blocks: Iterable<string>) => Filter[];
  /** By target; the filters that hold for it, those that take effect first at the front. */
  readonly holding: Map<string, readonly Filter[]>;
  /** By target, then by setting. */
  readonly values: Map<string, Map<string, Effective | undefined>>;
}

const byEffect = (filters: readonly Filter[]) => filterIndex(inDaemonOrder(filters).reverse(), narrowingOf);

const builtInIndex = oncePer(({ filters }: BuiltIn) => byEffect(filters));

const indexOf = oncePer((store: Store): Index => {
  const own = byEffect(store.filters.filter((filter) => filter !== store.defaults));
  const builtIn = builtInIndex(store.builtIn);
  return {
    candidates: (context, blocks) => [...own(context, blocks), ...builtIn(context, blocks), store.defaults],
    holding: new Map(),
    values: new Map(),
  };
});

/** All conditions around a filter count; of each kind the innermost says the most. */
function narrowingOf(filter: Filter): Narrowing {
  let narrowing: Narrowing = {};
  for (let at: Filter | undefined = filter; at !== undefined; at = at.parent)
    narrowing = { ...at.condition, ...narrowing };
  return narrowing;
}

/** Equal for equal targets; `own` are the blocks into which the setting itself goes. */
function keyOf({ context, blocks }: Target, own: readonly string[]): string {
  const within = own.length === 0 ? blocks.join("\n") : [...blocks, ...own].join("\n");
  return `${contextKey(context)}\n${within}`;
}

/** Filters that match, in the order in which they take effect; a group stands behind the filter that uses it. */
function holdingFor(store: Store, target: Target, own: readonly string[], key: string): readonly Filter[] {
  const { candidates, holding } = indexOf(store);
  const known = holding.get(key);
  if (known !== undefined) return known;
  const { context } = target;
  const blocks = new Set([...target.blocks, ...own]);
  const found: Filter[] = [];
  for (const filter of candidates(context, blocks)) {
    if (!chainMatches(filter, context, blocks)) continue;
    found.push(filter);
    for (const { group, label } of filter.groups)
      found.push(...groupFilters(store, `@${group}/${label}`, context, blocks));
  }
  holding.set(key, found);
  return found;
}

function groupFilters(
  store: Store,
  name: string,
  context: DovecotContext,
  blocks: ReadonlySet<string>,
): Filter[] {
  const group = findFilter(store, undefined, { name, labelled: true }, false);
  if (group === undefined) return [];
  const within = new Set([...blocks, name]);
  return indexOf(store)
    .candidates(context, within)
    .filter((filter) => isUnder(filter, group) && chainMatches(filter, context, within));
}

function isUnder(filter: Filter, ancestor: Filter): boolean {
  for (let at: Filter | undefined = filter; at !== undefined; at = at.parent)
    if (at === ancestor) return true;
  return false;
}

function chainMatches(filter: Filter, context: DovecotContext, blocks: ReadonlySet<string>): boolean {
  for (let at: Filter | undefined = filter; at !== undefined; at = at.parent)
    if (!matches(at.condition, context, blocks)) return false;
  return true;
}

function matches(condition: Condition, context: DovecotContext, blocks: ReadonlySet<string>): boolean {
  const { protocol, localName, name } = condition;
  if (name !== undefined && !blocks.has(name)) return false;
  if (protocol !== undefined) {
    if (context.protocol === undefined) return false;
    const negated = protocol.startsWith("!");
    if ((negated ? protocol.slice(1) : protocol) === context.protocol ? negated : !negated) return false;
  }
  if (localName !== undefined && !nameMatches(localName, context.localName)) return false;
  return (
    netMatches(condition.local, condition.localText, context.local) &&
    netMatches(condition.remote, condition.remoteText, context.remote)
  );
}

/** dns_match_wildcard: `*.example.org` stands for one label before it. */
function nameMatches(pattern: string, name: string | undefined): boolean {
  if (name === undefined) return false;
  const lower = name.toLowerCase();
  if (!pattern.startsWith("*.")) return pattern === lower;
  return lower === pattern || lower.replace(/^[^.]*/, "*") === pattern;
}

function netMatches(
  net: Condition["local"],
  written: string | undefined,
  wanted: string | undefined,
): boolean {
  if (net === undefined || (typeof net === "object" && net.prefix === 0)) return true;
  if (wanted === undefined) return false;
  if (wanted === written) return true;
  const network = parseNetwork(wanted);
  const address = parseAddress(wanted);
  if (typeof net !== "object") return false;
  if (address !== undefined) return contains(net, address);
  return network !== undefined && covers(net, network);
}

export interface Effective {
  readonly value: string;
  readonly unknown: boolean;
  /** What it comes from: the cell that decides, for lists the last of them; `undefined` = the daemon's default. */
  readonly cell: Cell | undefined;
}

/** `undefined` = there is no such setting. */
export function effectiveOf(store: Store, target: Target, name: string): Effective | undefined {
  const own = blocksOf(name);
  const key = keyOf(target, own);
  const { values } = indexOf(store);
  let known = values.get(key);
  if (known === undefined) {
    known = new Map();
    values.set(key, known);
  }
  const before = known.get(name);
  if (before !== undefined) return before;
  const found = workOut(store, holdingFor(store, target, own, key), name);
  known.set(name, found);
  return found;
}

function workOut(store: Store, filters: readonly Filter[], name: string): Effective | undefined {
  // Of several defaults doveconf shows that of the first info.
  const place = placesOf(name).at(-1);
  if (place === undefined) return undefined;
  const { type, default: fallback } = place.setting;
  const cells = cellsOf(filters, name);
  if (type === "boollist" || type === "strlist" || type === "filters") {
    const { entries, unknown, top } = composed(cells);
    const shown =
      type === "strlist"
        ? [...entries].map(([key, value]) => `${key}=${value}`)
        : [...entries]
            .filter(([, value]) => type === "filters" || !/^no$/i.test(value))
            .map(([key]) => (top === undefined ? key : builtInValue(store, top, key)));
    return { value: shown.join(" "), unknown, cell: top };
  }
  const cell = cells.find(({ kind }) => kind === "value");
  if (cell?.kind !== "value") return { value: fallback, unknown: false, cell: undefined };
  const value = cell.expanded ?? cell.value;
  return { value: builtInValue(store, cell, value), unknown: cell.expanded === undefined, cell };
}

/** Names of the labels or elements of a list. */
export function elementsOf(store: Store, target: Target, name: string): readonly string[] {
  const own = blocksOf(name);
  const filters = holdingFor(store, target, own, keyOf(target, own));
  return [...composed(cellsOf(filters, name)).entries]
    .filter(([, value]) => !/^no$/i.test(value))
    .map(([key]) => key);
}

/** A built-in service's default may name a setting: `$SET:default_internal_user`. */
function builtInValue(store: Store, cell: Cell, value: string): string {
  const name = /^\$SET:(\w+)$/.exec(value)?.[1];
  if (name === undefined || cell.explicit) return value;
  return effectiveOf(store, { context: {}, blocks: [] }, name)?.value ?? value;
}

function cellsOf(filters: readonly Filter[], name: string): Cell[] {
  const places = placesOf(name);
  const found: Cell[] = [];
  for (const { cells } of filters)
    for (const { info } of places) {
      const cell = cells.get(info)?.get(name);
      if (cell === undefined) continue;
      found.push(cell);
      break;
    }
  return found;
}

/** A list written as a whole hides what lies under it; one in braces adds to it, or takes away. */
function composed(cells: readonly Cell[]): {
  readonly entries: ReadonlyMap<string, string>;
  readonly unknown: boolean;
  readonly top: Cell | undefined;
} {
  const lists = cells.filter((cell) => cell.kind === "list");
  const stop = lists.findIndex((list) => list.stop);
  const counted = stop === -1 ? lists : lists.slice(0, stop + 1);
  const entries = new Map<string, string>();
  for (const list of counted.toReversed()) for (const { key, value } of list.entries) entries.set(key, value);
  return { entries, unknown: counted.some(({ unknown }) => unknown), top: counted[0] };
}
