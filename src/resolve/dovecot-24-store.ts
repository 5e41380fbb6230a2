// Where Dovecot 2.4's settings lie once read: a tree of filters, each with the settings written in it, as in
// config-parser-private.h. Every filter stands twice: for the configuration, and for the daemon's own defaults.

import type { DovecotStatement } from "../../grammars/dovecot/ast.ts";
import type { Host } from "../host.ts";
import type { Network } from "../model/networks.ts";
import type { LintOptions } from "../options.ts";
import { infos24, type Setting24 } from "../settings/dovecot-24.ts";
import type { SourceFile, Span } from "../source.ts";
import type { Origin, Problem } from "../system.ts";
import type { SettingStatement } from "../upgrade/tree.ts";
import type { IncludedFile } from "./dovecot-include.ts";

/** The condition of one block; a chain of them, outermost first, is a `Filter`. */
export interface Condition {
  readonly protocol?: string;
  /** A host name stands for the addresses that the daemon finds for it. */
  readonly local?: Network | string;
  readonly localName?: string;
  readonly remote?: Network | string;
  /** As written. */
  readonly localText?: string;
  readonly remoteText?: string;
  /** `ssl_server`, or `service/imap` for a block with a label; a group is `@name/label`. */
  readonly name?: string;
  readonly labelled?: boolean;
}

export interface ListEntry {
  readonly key: string;
  value: string;
  origin: Origin;
}

/** One setting in one filter. */
export type Cell =
  | {
      readonly kind: "value";
      readonly value: string;
      /** With `$SET:` and `$ENV:` put in; `undefined` = unknown here. */
      readonly expanded: string | undefined;
      readonly explicit: boolean;
      readonly origin: Origin;
      readonly valueSpan: Span | undefined;
      readonly overridden: Origin[];
    }
  | {
      readonly kind: "list";
      entries: ListEntry[];
      /** Written as a whole: nothing of a default or an outer filter is added. */
      stop: boolean;
      explicit: boolean;
      unknown: boolean;
      origin: Origin;
      valueSpan: Span | undefined;
      overridden: Origin[];
    };

interface GroupUse {
  readonly group: string;
  label: string;
  span: Span;
}

export interface Filter {
  readonly parent: Filter | undefined;
  readonly condition: Condition;
  /** See filterKey. */
  readonly key: string;
  readonly isDefault: boolean;
  readonly order: number;
  readonly labelledDepth: number;
  readonly namedDepth: number;
  readonly children: Filter[];
  /** By index of the info, then by name of the setting. */
  readonly cells: Map<number, Map<string, Cell>>;
  readonly groups: GroupUse[];
  /** Where its block was opened, the last time. */
  origin: Origin;
  requiredSeen: boolean;
}

/** The daemon's own blocks, `service imap` and the like: alike for all trees, which leave them as they are. */
export interface BuiltIn {
  readonly filters: Filter[];
  readonly byKey: Map<string, Filter>;
}

/** A `{` that waits for its `}`. */
export interface Section {
  readonly outer: Section | undefined;
  readonly filter: Filter;
  /** Name as in the list that it fills, when it is no filter. */
  readonly key: string;
  readonly isFilter: boolean;
  readonly definition: Setting24 | undefined;
  /** Refused or unknown: what stands in it is not looked at. */
  readonly lost: boolean;
  readonly depth: number;
  readonly span: Span | undefined;
  readonly title: string;
}

/** A statement with all that a problem or an origin needs to say where it is; `undefined` = the daemon's own. */
export interface Line {
  readonly statement: DovecotStatement;
  readonly nameSpan: Span;
  readonly valueSpan: Span;
  readonly via: readonly Span[];
}

interface Fog {
  readonly statementsBefore: number;
  /** The one setting that the include is known to set. */
  readonly only?: string;
  /** An `!include_try`: there may be no such file, and what the tree writes is taken to stand. */
  readonly optional?: true;
}

export interface Store {
  readonly host: Host;
  readonly options: LintOptions;
  readonly root: Filter;
  /** The daemon's own defaults that hold everywhere. */
  readonly defaults: Filter;
  /** Root and defaults, and what the tree opens; the daemon's own groups among them, to which a tree may add. */
  readonly filters: Filter[];
  readonly byKey: Map<string, Filter>;
  readonly builtIn: BuiltIn;
  readonly problems: Problem[];
  readonly files: Map<string, SourceFile>;
  readonly statements: { statement: DovecotStatement; scope: readonly string[] }[];
  readonly inputs: IncludedFile[];
  /** Where a setting was first seen inside of a filter block, for the warning on later global ones. */
  readonly seenInFilter: Map<string, Span>;
  /** Settings of 2.3, whose problem at this index can say what to write instead once the whole tree is read. */
  readonly oldSettings: {
    readonly problem: number;
    readonly statement: SettingStatement;
    readonly section: Section;
  }[];
  section: Section;
  version: string | undefined;
  versionSpan: Span | undefined;
  versionFault: boolean;
  tail: string | undefined;
  filesRead: number;
  limited: boolean;
  /** What is not at hand and might set anything, or the one setting that it is known to set. */
  readonly fogs: Fog[];
  /** Applying the daemon's own defaults. */
  readingDefaults: boolean;
}

/** One text for equal conditions of equal parents, as config_filters_equal compares them; "" = always. */
export function filterKey(parent: Filter | undefined, condition: Condition): string {
  const own = conditionKey(condition);
  const outer = parent?.key ?? "";
  return outer === "" ? own : `${own}\n${outer}`;
}

function conditionKey({ protocol, local, localName, remote, name, labelled }: Condition): string {
  if (name !== undefined && protocol === undefined && localName === undefined && local === undefined)
    if (remote === undefined) return `${labelled ? "labelled" : "named"} ${JSON.stringify(name)}`;
  const parts = [protocol, netKey(local), localName, netKey(remote), name, labelled];
  return parts.every((part) => part === undefined) ? "" : JSON.stringify(parts.map((part) => part ?? null));
}

function netKey(net: Network | string | undefined): string | undefined {
  return typeof net === "object" ? `${net.family}/${net.value}/${net.prefix}` : net;
}

export function findFilter(
  store: Store,
  parent: Filter | undefined,
  condition: Condition,
  isDefault: boolean,
): Filter | undefined {
  const key = filterKey(parent, condition);
  if (!isDefault) return store.byKey.get(key);
  return key === "" ? store.defaults : store.builtIn.byKey.get(key);
}

export function addFilter(
  store: Store,
  parent: Filter | undefined,
  condition: Condition,
  isDefault: boolean,
  origin: Origin,
): Filter {
  const key = filterKey(parent, condition);
  const filter: Filter = {
    parent,
    condition,
    key,
    isDefault,
    order: store.builtIn.filters.length + store.filters.length,
    labelledDepth: (parent?.labelledDepth ?? 0) + (condition.labelled ? 1 : 0),
    namedDepth: (parent?.namedDepth ?? 0) + (condition.name !== undefined && !condition.labelled ? 1 : 0),
    children: [],
    cells: new Map(),
    groups: [],
    origin,
    requiredSeen: false,
  };
  const { filters, byKey } = isDefault ? store.builtIn : store;
  filters.push(filter);
  byKey.set(key, filter);
  parent?.children.push(filter);
  return filter;
}

export function isEmptyFilter(filter: Filter): boolean {
  return filter.key === "";
}

/** Does the condition hold for some addresses only? A mask of no bits is no condition to the daemon. */
export function isNarrowed(net: Network | string | undefined): boolean {
  return typeof net === "object" ? net.prefix > 0 : net !== undefined;
}

/** Is the filter a group, or inside of one? */
export function inGroup(filter: Filter): boolean {
  for (let at: Filter | undefined = filter; at !== undefined; at = at.parent)
    if (at.condition.labelled && at.condition.name?.startsWith("@")) return true;
  return false;
}

interface Place {
  readonly info: number;
  readonly setting: Setting24;
}

let places: Map<string, readonly Place[]> | undefined;

/** The infos that have a setting of that name, the last one first, as the daemon links them. */
export function placesOf(name: string): readonly Place[] {
  if (places === undefined) {
    const found = new Map<string, Place[]>();
    for (const [info, { settings }] of infos24().entries())
      for (const setting of settings) {
        const list = found.get(setting.name);
        if (list === undefined) found.set(setting.name, [{ info, setting }]);
        else list.unshift({ info, setting });
      }
    places = found;
  }
  return places.get(name) ?? [];
}

/** Sections as written, outermost first. */
export function scopeOf(section: Section): string[] {
  const scope: string[] = [];
  for (let one: Section | undefined = section; one?.outer !== undefined; one = one.outer)
    scope.unshift(one.title);
  return scope;
}

/** Could what is not at hand set `name`; without a name, could it set anything? */
export function isFogged(store: Store, name?: string): boolean {
  return store.fogs.some(({ only }) => only === undefined || only === name);
}

/** What follows from here on may be overridden by what cannot be read; what stood before may be too. */
export function addFog(store: Store, more: Pick<Fog, "only" | "optional"> = {}): void {
  store.fogs.push({ statementsBefore: store.statements.length, ...more });
}

export function cellsIn(filter: Filter, info: number): Map<string, Cell> {
  let cells = filter.cells.get(info);
  if (cells === undefined) {
    cells = new Map();
    filter.cells.set(info, cells);
  }
  return cells;
}

export type Filters = Pick<Store, "root" | "defaults" | "filters" | "byKey" | "builtIn">;

/** The same filters with the same settings: what is done to the copy does not show in the original. */
export function copyFilters({ filters, root, defaults, builtIn }: Filters): Filters {
  const copies = new Map<Filter, Filter>();
  // A filter stands behind its parent.
  for (const filter of filters) {
    const parent = filter.parent && copies.get(filter.parent);
    const cells = new Map(Array.from(filter.cells, ([info, own]) => [info, copyCells(own)]));
    const groups = filter.groups.map((use) => ({ ...use }));
    const children = filter.children.filter(({ isDefault }) => isDefault);
    const copy: Filter = { ...filter, parent, children, cells, groups };
    parent?.children.push(copy);
    copies.set(filter, copy);
  }
  const own = [...copies.values()];
  return {
    root: copies.get(root) ?? root,
    defaults: copies.get(defaults) ?? defaults,
    filters: own,
    byKey: new Map(own.filter(({ isDefault }) => !isDefault).map((filter) => [filter.key, filter])),
    builtIn,
  };
}

function copyCells(cells: ReadonlyMap<string, Cell>): Map<string, Cell> {
  const copies = new Map<string, Cell>();
  for (const [name, cell] of cells) {
    const overridden = [...cell.overridden];
    copies.set(
      name,
      cell.kind === "value"
        ? { ...cell, overridden }
        : { ...cell, overridden, entries: cell.entries.map((entry) => ({ ...entry })) },
    );
  }
  return copies;
}
