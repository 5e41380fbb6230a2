// Lists of Dovecot 2.4: `list { key = value }` and `list = a b`, after config_apply_strlist and config_apply_boollist.

import { oncePer } from "../once.ts";
import type { Setting24 } from "../settings/dovecot-24.ts";
import { type Fault, originOf, type Source, type Value } from "./dovecot-24-apply.ts";
import {
  type Cell,
  cellsIn,
  type Filter,
  findFilter,
  type ListEntry,
  type Store,
} from "./dovecot-24-store.ts";
import { hasVariable, isBool, parseBoolList } from "./dovecot-24-values.ts";
import { expressionFault } from "./dovecot-24-variables.ts";
import { isTemplate } from "./dovecot-template.ts";

type List = Cell & { readonly kind: "list" };

export function applyList(
  store: Store,
  source: Source,
  filter: Filter,
  info: number,
  setting: Setting24,
  key: string,
  value: Value,
): Fault | undefined {
  const slash = key.indexOf("/");
  if (slash === -1) return applyWhole(store, source, filter, info, setting, value);
  if (
    setting.type === "boollist" &&
    !hasVariable(value.text) &&
    !isTemplate(value.text) &&
    !isBool(value.text)
  )
    return {
      kind: "bad-value",
      message: `\`${key.slice(slash + 1)}\` in \`${setting.name}\` is on or off: \`${value.text}\` is neither \`yes\` nor \`no\``,
    };
  const unclear = isTemplate(value.text) ? undefined : expressionFault(value.text);
  if (unclear !== undefined) return { kind: "bad-value", message: `\`${key}\`: ${unclear}` };
  const list = listIn(store, source, filter, info, setting, true);
  setEntry(list, { key: key.slice(slash + 1), value: value.text, origin: originOf(source) });
  if (isTemplate(value.text) || value.expanded === undefined) list.unknown = true;
  touch(store, source, list);
  return undefined;
}

function applyWhole(
  store: Store,
  source: Source,
  filter: Filter,
  info: number,
  setting: Setting24,
  { text, expanded }: Value,
): Fault | undefined {
  if (setting.type === "strlist" && text !== "")
    return {
      kind: "bad-value",
      message: `\`${setting.name}\` is a list of keys and values: write \`${setting.name} {\`, then \`key = value\` lines`,
    };
  const parsed = parseBoolList(text);
  if (parsed.kind === "fault")
    return isTemplate(text)
      ? undefined
      : { kind: "bad-value", message: `\`${setting.name}\`: ${parsed.message}` };
  const list = listIn(store, source, filter, info, setting, false);
  const origin = originOf(source);
  list.entries = parsed.names.map((key) => ({ key, value: "yes", origin }));
  list.stop = true;
  list.unknown = isTemplate(text) || expanded === undefined;
  touch(store, source, list);
  return undefined;
}

function touch(store: Store, source: Source, list: List): void {
  const origin = originOf(source);
  if (list.origin.kind !== "default" && list.origin !== origin) list.overridden.push(list.origin);
  list.origin = origin;
  list.explicit ||= !store.readingDefaults;
  if (source.kind === "setting") list.valueSpan = source.line.valueSpan;
}

function setEntry({ entries }: List, entry: ListEntry): void {
  const places = placesIn(entries);
  const known = places.get(entry.key);
  if (known === undefined) places.set(entry.key, entries.push(entry) - 1);
  else entries[known] = entry;
}

/** Where each key stands first. */
const placesIn = oncePer(
  (entries: readonly ListEntry[]) => new Map(entries.map(({ key }, at) => [key, at] as const).reverse()),
);

/** The list in a filter; a new one begins, when `withDefaults`, with what the daemon has there by default. */
function listIn(
  store: Store,
  source: Source,
  filter: Filter,
  info: number,
  setting: Setting24,
  withDefaults: boolean,
): List {
  const cells = cellsIn(filter, info);
  const known = cells.get(setting.name);
  if (known?.kind === "list") return known;
  const list: List = {
    kind: "list",
    entries: withDefaults ? defaultEntries(store, filter, info, setting.name) : [],
    stop: false,
    explicit: !store.readingDefaults,
    unknown: false,
    origin: originOf(source),
    valueSpan: undefined,
    overridden: [],
  };
  cells.set(setting.name, list);
  return list;
}

function defaultEntries(store: Store, filter: Filter, info: number, name: string): ListEntry[] {
  if (filter.isDefault) return [];
  const cell = findFilter(store, filter.parent, filter.condition, true)?.cells.get(info)?.get(name);
  return cell?.kind === "list" ? cell.entries.map((entry) => ({ ...entry })) : [];
}
