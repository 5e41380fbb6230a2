// Puts one `key = value` where Dovecot 2.4 puts it: config_apply_line_full in src/config/config-parser.c.

import { infos24, type Setting24 } from "../settings/dovecot-24.ts";
import type { Origin } from "../system.ts";
import { applyList } from "./dovecot-24-lists.ts";
import {
  addFilter,
  type Cell,
  cellsIn,
  type Filter,
  findFilter,
  inGroup,
  isEmptyFilter,
  isNarrowed,
  type Line,
  placesOf,
  type Store,
} from "./dovecot-24-store.ts";
import { refusal, unescapeLabel } from "./dovecot-24-values.ts";
import { expressionFault } from "./dovecot-24-variables.ts";
import { isPlaceholder, isTemplate } from "./dovecot-template.ts";

/** Why the daemon refuses a line, as a finding says it. */
export interface Fault {
  readonly kind: string;
  readonly message: string;
}

export interface Value {
  /** As doveconf prints it. */
  readonly text: string;
  /** With its variables put in; `undefined` = unknown here. */
  readonly expanded: string | undefined;
}

/** How the line came to be: a setting in a file, the name of a block, or one of the daemon's own. */
export type Source =
  | { readonly kind: "setting"; readonly line: Line; readonly origin: Origin }
  | { readonly kind: "block"; readonly line: Line; readonly origin: Origin }
  | { readonly kind: "built-in" };

export type Applied =
  | { readonly kind: "fault"; readonly fault: Fault }
  | { readonly kind: "unknown"; readonly key: string; readonly filter: Filter }
  | { readonly kind: "done"; readonly key: string; readonly isGlobal: boolean };

type Exact = Fault | "done" | "none";

export const builtIn: Source = { kind: "built-in" };
const defaultOrigin: Origin = { kind: "default" };

export function originOf(source: Source): Origin {
  return source.kind === "built-in" ? defaultOrigin : source.origin;
}

/** `autoprefix`: in `inet_listener { port = 1 }` the name `inet_listener_port` is tried first. */
export function applyLine(
  store: Store,
  source: Source,
  path: string,
  value: Value,
  autoprefix = true,
): Applied {
  const { filter, key } = descend(store, source, store.section.filter, path);
  const name = filter.condition.name;
  const attempt = (where: Filter, full: string): Applied | undefined => {
    const outcome = applyExact(store, source, where, full, value);
    if (outcome === "none") return undefined;
    return outcome === "done"
      ? { kind: "done", key: full, isGlobal: isEmptyFilter(where) }
      : { kind: "fault", fault: outcome };
  };
  let applied: Applied | undefined;
  if (filter.condition.labelled && name !== undefined) {
    const full = `${name.replace(/^@/, "").replaceAll("/", "_")}_${key}`;
    if (canAutoprefix(full)) applied = attempt(filter, full);
  }
  if (applied === undefined && autoprefix && name !== undefined) {
    const full = `${blockKind(name).replace(/^@/, "")}_${key}`;
    if (canAutoprefix(full)) applied = attempt(filter, full);
  }
  return applied ?? attempt(filter, key) ?? { kind: "unknown", key, filter };
}

/** `service` of `service/imap`. */
export function blockKind(name: string): string {
  const slash = name.indexOf("/");
  return slash === -1 ? name : name.slice(0, slash);
}

/** A `filter` is no use as a prefixed name: it would get between a block and the list of the same name. */
export function canAutoprefix(key: string): boolean {
  const [place] = placesOf(blockKind(key));
  return place !== undefined && place.setting.type !== "filter";
}

/** Follows `service/imap/inet_listener/imap/` and the like into filters, and moves `ssl_server_x` into `ssl_server`. */
function descend(store: Store, source: Source, from: Filter, path: string): { filter: Filter; key: string } {
  let filter = from;
  let key = path;
  for (;;) {
    for (let at = key.indexOf("/"); at !== -1; at = key.indexOf("/")) {
      const step = stepInto(store, source, filter, key, at);
      if (step === undefined) break;
      ({ filter, key } = step);
    }
    const prefix = filterPrefix(filter.condition.name, key);
    if (prefix === undefined) return { filter, key };
    key = `${prefix}/${key}`;
  }
}

function stepInto(
  store: Store,
  source: Source,
  filter: Filter,
  key: string,
  slash: number,
): { filter: Filter; key: string } | undefined {
  const first = key.slice(0, slash);
  const [place] = placesOf(first);
  if (place === undefined) return undefined;
  const second = place.setting.type === "filters" ? key.indexOf("/", slash + 1) : -1;
  const condition = second === -1 ? { name: first } : { name: key.slice(0, second), labelled: true as const };
  const known = findFilter(store, filter, condition, store.readingDefaults);
  const isBlock = place.setting.type === "filter" || place.setting.type === "filters";
  if (known === undefined && !isBlock) return undefined;
  return {
    filter: known ?? addFilter(store, filter, condition, store.readingDefaults, originOf(source)),
    key: key.slice((second === -1 ? slash : second) + 1),
  };
}

let prefixes: readonly string[] | undefined;

/** Names of all blocks without label, with `_` behind: doveconf shows `auth_policy_x` inside `auth_policy { }`. */
function filterPrefixes(): readonly string[] {
  prefixes ??= infos24()
    .flatMap(({ settings }) => settings.filter(({ type }) => type === "filter").map(({ name }) => `${name}_`))
    .sort();
  return prefixes;
}

/** replace_filter_prefix: the block that a setting belongs into by its name; `undefined` = none, or it is there. */
function filterPrefix(block: string | undefined, key: string): string | undefined {
  const sorted = filterPrefixes();
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? "") < key) low = middle + 1;
    else high = middle;
  }
  const least = key.split("_", 1)[0] ?? key;
  for (let at = low - 1; at >= 0; at--) {
    const prefix = sorted[at] ?? "";
    if (!key.startsWith(prefix)) {
      if (least > prefix) return undefined;
      continue;
    }
    const name = prefix.slice(0, -1);
    return block?.replaceAll("/", "_") === name ? undefined : name;
  }
  return undefined;
}

const blocksByKey = new Map<string, readonly string[]>();

/** The blocks without label into which a setting goes by its name: `ssl_server` for `ssl_server_cert_file`. */
export function blocksOf(key: string): readonly string[] {
  const known = blocksByKey.get(key);
  if (known !== undefined) return known;
  const blocks: string[] = [];
  for (let next = filterPrefix(undefined, key); next !== undefined; next = filterPrefix(next, key)) {
    if (blocks.includes(next)) break;
    blocks.push(next);
  }
  blocksByKey.set(key, blocks);
  return blocks;
}

function applyExact(store: Store, source: Source, filter: Filter, key: string, value: Value): Exact {
  const required = store.section.definition?.required;
  if (required !== undefined && required === key) filter.requiredSeen = true;
  const name = blockKind(key);
  const found = placesOf(name);
  if (found.length === 0) return "none";
  if (["import_environment", "base_dir", "dovecot_storage_version"].includes(name) && inGroup(filter))
    return { kind: "syntax", message: `\`${name}\` cannot stand in a group: write it outside` };
  for (const { info, setting } of found) {
    const fault = applyOne(store, source, filter, info, setting, key, value);
    if (fault !== undefined) return fault;
    if (infos24()[info]?.name === "auth" && inLocalOrRemote(filter))
      return {
        kind: "dovecot/auth-in-network-block",
        message: `\`${name}\` is a setting of the auth service, which cannot differ in \`local\` and \`remote\` blocks`,
      };
  }
  return "done";
}

function inLocalOrRemote(filter: Filter): boolean {
  for (let at: Filter | undefined = filter; at !== undefined; at = at.parent) {
    const { local, localName, remote } = at.condition;
    if (localName !== undefined || isNarrowed(local) || isNarrowed(remote)) return true;
  }
  return false;
}

function applyOne(
  store: Store,
  source: Source,
  filter: Filter,
  info: number,
  setting: Setting24,
  key: string,
  value: Value,
): Fault | undefined {
  const cells = cellsIn(filter, info);
  switch (setting.type) {
    case "strlist":
    case "boollist":
      return applyList(store, source, filter, info, setting, key, value);
    case "filters":
      return addLabel(store, source, cells, setting, value.text);
    default: {
      const isUnknown = isPlaceholder(value.text) && refusal(setting, value.text) !== undefined;
      const stored = isUnknown ? { text: value.text, expanded: undefined } : inlined(setting, value);
      cells.set(setting.name, valueCell(store, source, cells.get(setting.name), stored));
      return isUnknown ? undefined : valueFault(setting, stored);
    }
  }
}

function inlined(setting: Setting24, value: Value): Value {
  if (setting.type !== "file" || !value.text.startsWith("inline:")) return value;
  const text = `\n${value.text.slice("inline:".length)}`;
  return { text, expanded: text };
}

function valueFault(setting: Setting24, { text, expanded }: Value): Fault | undefined {
  if (setting.type === "filter")
    return {
      kind: "bad-value",
      message: `\`${setting.name}\` is a block: write \`${setting.name} {\` and its settings`,
    };
  if (isTemplate(text)) return undefined;
  const expression = setting.type === "file" ? text.split("\n", 1)[0] : text;
  const unclear = expressionFault(expression ?? "");
  if (unclear !== undefined) return { kind: "bad-value", message: `\`${setting.name}\`: ${unclear}` };
  const why = refusal(setting, text) ?? (expanded === undefined ? undefined : refusal(setting, expanded));
  return why === undefined ? undefined : { kind: "bad-value", message: `\`${setting.name}\`: ${why}` };
}

function valueCell(store: Store, source: Source, before: Cell | undefined, value: Value): Cell {
  // The older cell is gone: its list goes on.
  const overridden = before?.overridden ?? [];
  if (before !== undefined && before.origin.kind !== "default") overridden.push(before.origin);
  return {
    kind: "value",
    value: value.text,
    expanded: isTemplate(value.text) ? undefined : value.expanded,
    explicit: !store.readingDefaults,
    origin: originOf(source),
    valueSpan: source.kind === "setting" ? source.line.valueSpan : undefined,
    overridden,
  };
}

/** `quota = maildir:User quota` of 2.3 names the root behind its driver. */
function labelFor({ name }: Setting24, text: string): string {
  const label = name === "quota" ? (/^\w+:([^:]+)/.exec(text)?.[1] ?? text) : text;
  return /\s/.test(label) ? `"${label}"` : label;
}

/** Adds a block's label to the list of labels of its kind. */
function addLabel(
  store: Store,
  source: Source,
  cells: Map<string, Cell>,
  setting: Setting24,
  text: string,
): Fault | undefined {
  if (text.startsWith("__"))
    return {
      kind: "syntax",
      message: `the name of a block must not begin with \`__\`; write another one than \`${text}\``,
    };
  if (source.kind === "setting")
    return {
      kind: "bad-value",
      message: `\`${setting.name}\` is a block with a name: write \`${setting.name} ${labelFor(setting, text)} {\` and its settings`,
    };
  let cell = cells.get(setting.name);
  if (cell?.kind !== "list") {
    cell = {
      kind: "list",
      entries: [],
      stop: false,
      explicit: !store.readingDefaults,
      unknown: false,
      origin: originOf(source),
      valueSpan: undefined,
      overridden: [],
    };
    cells.set(setting.name, cell);
  }
  cell.explicit ||= !store.readingDefaults;
  for (const label of text.split(/[,\t ]/))
    cell.entries.push({ key: unescapeLabel(label), value: "", origin: originOf(source) });
  return undefined;
}
