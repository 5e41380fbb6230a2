// The tables that hold for a filter: its own, and what the more general ones add, after src/config/config-filter.c.

import { roots } from "../settings/dovecot-23.ts";
import { bitsOfFilter, type Filter } from "./dovecot-23-filter.ts";
import { holdingWithin } from "./dovecot-23-holding.ts";
import { type FilterTables, stateOf } from "./dovecot-23-state.ts";
import { nameOf, type Stored, type Struct } from "./dovecot-23-tree.ts";

/** A setting that two blocks set which both apply, and neither of which is the more special one. */
export interface Conflict {
  readonly name: string;
  readonly special: Stored;
  readonly general: Stored;
  readonly tables: FilterTables;
}

interface Merged {
  /** By index in `roots`; left out is what holds for a more general block alike. */
  readonly tops: readonly (Struct | undefined)[];
  readonly conflicts: readonly Conflict[];
}

/** config_filter_parsers_get: the most special tables win, what is in the others and not there is added. */
export function mergeTables(all: readonly FilterTables[], own: FilterTables, renamed: number): Merged {
  const global = all[0];
  const sources = holdingWithin(all, own.filter);
  const conflicts: Conflict[] = [];
  if (own === global) {
    const alone = sources.length === 1;
    const tops = roots().map((_, at) =>
      alone ? stateOf(own, at)?.top : mergedTop(sources, global, at, false, []),
    );
    return { tops, conflicts };
  }
  const others = sources.filter((tables) => tables !== global);
  const length = others.reduce((most, { states }) => Math.max(most, states.length), renamed + 1);
  const tops = Array.from({ length }, (_, at) => {
    const special = others.filter((tables) => tables.states[at] !== undefined);
    const alike = special.length === 0 || (special.length === 1 && special[0] !== own);
    return alike && renamed !== at ? undefined : mergedTop(sources, global, at, renamed === at, conflicts);
  });
  return { tops, conflicts };
}

function mergedTop(
  sources: readonly FilterTables[],
  global: FilterTables | undefined,
  at: number,
  complete: boolean,
  conflicts: Conflict[],
): Struct | undefined {
  let top: Struct | undefined;
  for (const [rank, tables] of sources.entries()) {
    const state = tables === global || complete ? stateOf(tables, at) : tables.states[at];
    if (state === undefined) continue;
    if (top === undefined) top = copyOf(state.top);
    else {
      const before = sources[rank - 1];
      const strict = before !== undefined && !isMoreGeneral(tables.filter, before.filter);
      mergeInto(top, state.top, strict ? { tables, conflicts } : undefined);
    }
  }
  return top;
}

/**
 * The table in which a built-in section got another name (`service Imap` is found as `imap`, and renamed). Each block's
 * tables have it under its own name still, so it is there twice after the merge.
 */
export function tableWithRenamed(global: FilterTables | undefined): number {
  const isRenamed = (section: Struct): boolean =>
    section.defaults !== undefined && nameOf(section) !== section.defaults[section.field?.label ?? ""];
  return roots().findIndex((_, at) =>
    [...(global?.states[at]?.top.sections.values() ?? [])].some((sections) => sections.some(isRenamed)),
  );
}

/** config_filter_is_superset, for filters that both match. */
function isMoreGeneral(general: Filter, special: Filter): boolean {
  return (
    bitsOfFilter(general.local) <= bitsOfFilter(special.local) &&
    bitsOfFilter(general.remote) <= bitsOfFilter(special.remote) &&
    !(general.localName !== undefined && special.localName === undefined) &&
    !(general.protocol !== undefined && special.protocol === undefined)
  );
}

function copyOf(struct: Struct): Struct {
  return {
    ...struct,
    values: new Map(struct.values),
    lists: new Map(struct.lists),
    sections: new Map([...struct.sections].map(([name, list]) => [name, list.map(copyOf)])),
  };
}

interface Strict {
  readonly tables: FilterTables;
  readonly conflicts: Conflict[];
}

/** settings_apply: sections of one name merge, others are appended. */
function mergeInto(target: Struct, source: Struct, strict: Strict | undefined): void {
  for (const [name, stored] of source.values) {
    const own = target.values.get(name);
    if (own === undefined) target.values.set(name, stored);
    else strict?.conflicts.push({ name, special: own, general: stored, tables: strict.tables });
  }
  for (const [name, list] of source.lists)
    target.lists.set(name, new Map([...list, ...(target.lists.get(name) ?? [])]));
  for (const [name, list] of source.sections) {
    const own = target.sections.get(name) ?? [];
    target.sections.set(name, own);
    for (const section of list) {
      const label = section.field?.type === "deflist_unique" ? nameOf(section) : "";
      const same = label === "" ? undefined : own.find((one) => nameOf(one) === label);
      if (same === undefined) own.push(copyOf(section));
      else mergeInto(same, section, strict);
    }
  }
}
