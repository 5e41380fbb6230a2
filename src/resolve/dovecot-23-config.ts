// What rules and models see of a Dovecot 2.3 tree: effective values by context, sections, blocks, and what is unknown.

import { type Field, fieldOf, isSectionField, rootsWith } from "../settings/dovecot-23.ts";
import type { Origin, Setting } from "../system.ts";
import { type Filter, headersOf } from "./dovecot-23-filter.ts";
import { holdingFor } from "./dovecot-23-holding.ts";
import { type FilterTables, type Fog, type Reading, stateOf } from "./dovecot-23-state.ts";
import { defaultOf, nameOf, type Stored, type Struct } from "./dovecot-23-tree.ts";
import {
  contextKey,
  type DovecotConfig,
  type DovecotContext,
  type DovecotFilterBlock,
  type DovecotSection,
  type EffectiveValue,
  type FileNamed,
} from "./dovecot-config.ts";
import type { DovecotExtFile } from "./dovecot-ext-config.ts";

const defaultOrigin: Origin = { kind: "default" };

export function configOf(
  reading: Reading,
  partial: boolean,
  extFiles: readonly DovecotExtFile[],
  fileNamed: FileNamed,
): DovecotConfig {
  const view: View = { reading, partial, values: new Map() };
  const sections = new Map<string, readonly DovecotSection[]>();
  let filters: readonly DovecotFilterBlock[] | undefined;
  let plugin: ReadonlyMap<string, EffectiveValue> | undefined;
  return {
    version: "2.3",
    get: (name, context = {}) => effective(view, name, context),
    sections: (kind) => {
      const known = sections.get(kind) ?? topSections(view, kind);
      sections.set(kind, known);
      return known;
    },
    get filters() {
      filters ??= reading.tables.slice(1).map((tables) => blockOf(view, tables));
      return filters;
    },
    get plugin() {
      plugin ??= pluginOf(view, globalOf(reading));
      return plugin;
    },
    extFiles,
    fileNamed,
    statements: () => reading.statements,
  };
}

/** Sections of these kinds in all filter blocks, `protocol lda { userdb { } }` among them. */
export function sectionsEverywhere(
  reading: Reading,
  partial: boolean,
  kinds: readonly string[],
): readonly DovecotSection[] {
  const view: View = { reading, partial, values: new Map() };
  return reading.tables.flatMap((tables) =>
    kinds.flatMap((kind) =>
      rootsWith(kind).flatMap((at) => {
        const state = tables.states[at];
        const field = state === undefined ? undefined : fieldOf(state.root.fields, kind);
        if (state === undefined || field === undefined || !isSectionField(field)) return [];
        return sectionsIn(view, tables, state.top, field);
      }),
    ),
  );
}

interface View {
  readonly reading: Reading;
  /** The root is a fragment: what it does not set is unknown. */
  readonly partial: boolean;
  /** Effective values by context, then by name: what was asked before. */
  readonly values: Map<string, Map<string, EffectiveValue | undefined>>;
}

const globalOf = (reading: Reading): FilterTables =>
  reading.tables[0] ?? { filter: {}, origin: defaultOrigin, states: [] };

/** Could something that cannot be read here have set this setting after what is known of it? */
function isFoggy(
  { reading, partial }: View,
  tables: FilterTables,
  path: string,
  name: string,
  since: number,
): boolean {
  if (partial && since === 0) return true;
  return reading.fogs.some(
    (fog) =>
      fog.sequence > since &&
      (since === 0 || fog.optional !== true) &&
      (fog.only ?? name) === name &&
      reaches(fog, tables, path),
  );
}

/** Could something that is certainly there and cannot be read here set this setting, which the tree does not? */
function isOverridden(view: View, tables: FilterTables, path: string, name: string): boolean {
  if (view.partial) return true;
  return view.reading.fogs.some(
    (fog) => fog.optional !== true && (fog.only ?? name) === name && reaches(fog, tables, path),
  );
}

/** Is the default in doubt? An empty one waits for somebody to set it, so that an optional file counts as well. */
function isDefaultFoggy(view: View, tables: FilterTables, path: string, name: string, value: string) {
  return value === "" ? isFoggy(view, tables, path, name, 0) : isOverridden(view, tables, path, name);
}

/** An include in a section can set what is in the section; one at the top, all. */
function reaches(fog: Fog, tables: FilterTables, path: string): boolean {
  const inFilter = fog.section.tables === tables || isWithin(tables.filter, fog.section.filter);
  return inFilter && (fog.path === "" || `${path}/`.startsWith(fog.path));
}

function isWithin(inner: Filter, outer: Filter): boolean {
  return headersOf(outer).every((header) => headersOf(inner).includes(header));
}

function effective(view: View, name: string, context: DovecotContext): EffectiveValue | undefined {
  const key = contextKey(context);
  const known = view.values.get(key) ?? new Map<string, EffectiveValue | undefined>();
  view.values.set(key, known);
  const before = known.get(name);
  if (before !== undefined) return before;
  const found = workOut(view, name, context);
  known.set(name, found);
  return found;
}

function workOut(view: View, name: string, context: DovecotContext): EffectiveValue | undefined {
  const { narrow, blocks } = holdingFor(view.reading.tables, context);
  const global = globalOf(view.reading);
  let unknown = narrow && !view.partial && isOverridden(view, global, "", name);
  for (const tables of blocks) {
    const stored = storedAt(tables, name);
    if (stored !== undefined)
      return storedValue(stored, unknown || isFoggy(view, tables, "", name, stored.sequence));
    unknown ||= isOverridden(view, tables, "", name);
  }
  const fallback = fallbackOf(view.reading, name);
  return fallback === undefined
    ? undefined
    : defaultValue(fallback, unknown || isDefaultFoggy(view, global, "", name, fallback));
}

function storedAt(tables: FilterTables, name: string): Stored | undefined {
  let newest: Stored | undefined;
  for (const at of rootsWith(name)) {
    const state = tables.states[at];
    const field = state === undefined ? undefined : fieldOf(state.root.fields, name);
    const stored = field === undefined ? undefined : state?.top.values.get(field.name);
    if (stored !== undefined && (newest === undefined || stored.sequence > newest.sequence)) newest = stored;
  }
  return newest;
}

/** Default of the first table that has the name; "" for a text without one. */
function fallbackOf(reading: Reading, name: string): string | undefined {
  for (const at of rootsWith(name)) {
    const state = stateOf(globalOf(reading), at);
    const field = state === undefined ? undefined : fieldOf(state.root.fields, name);
    if (state === undefined || field === undefined || isSectionField(field) || field.type === "strlist")
      continue;
    return defaultOf(state.top, field)?.text ?? "";
  }
  return undefined;
}

function storedValue(stored: Stored, unknown: boolean): EffectiveValue {
  const { expanded, valueSpan, origin, overridden } = stored;
  return { value: expanded, unknown: unknown || stored.unknown, valueSpan, origin, overridden };
}

function defaultValue(value: string, unknown: boolean): EffectiveValue {
  return { value, unknown, valueSpan: undefined, origin: defaultOrigin, overridden: [] };
}

function topSections(view: View, kind: string): readonly DovecotSection[] {
  for (const at of rootsWith(kind)) {
    const state = stateOf(globalOf(view.reading), at);
    const field = state === undefined ? undefined : fieldOf(state.root.fields, kind);
    if (state !== undefined && field !== undefined && isSectionField(field))
      return sectionsIn(view, globalOf(view.reading), state.top, field);
  }
  return [];
}

function sectionsIn(view: View, tables: FilterTables, parent: Struct, field: Field): DovecotSection[] {
  return (parent.sections.get(field.name) ?? []).map((struct) => sectionOf(view, tables, struct));
}

function sectionOf(view: View, tables: FilterTables, struct: Struct): DovecotSection {
  let values: ReadonlyMap<string, EffectiveValue> | undefined;
  let sections: readonly DovecotSection[] | undefined;
  const foggy = (name: string, since: number) => isFoggy(view, tables, struct.path, name, since);
  return {
    kind: struct.field?.name ?? "",
    label: nameOf(struct),
    origin: struct.opened.at(0) ?? defaultOrigin,
    get values() {
      values ??= new Map(
        [...struct.values]
          .filter(([name]) => name !== struct.field?.label)
          .map(([name, stored]) => [name, storedValue(stored, foggy(name, stored.sequence))]),
      );
      return values;
    },
    get sections() {
      sections ??= struct.fields
        .filter(isSectionField)
        .flatMap((field) => sectionsIn(view, tables, struct, field));
      return sections;
    },
    get: (name) => {
      const field = fieldOf(struct.fields, name);
      if (field === undefined || isSectionField(field)) return undefined;
      const stored = struct.values.get(field.name);
      if (stored !== undefined) return storedValue(stored, foggy(name, stored.sequence));
      const fallback = ownDefault(view, defaultOf(struct, field)?.text ?? "");
      return defaultValue(fallback, isDefaultFoggy(view, tables, struct.path, name, fallback));
    },
  };
}

/** A built-in section's default may name a setting: `$default_internal_user`. */
function ownDefault(view: View, value: string): string {
  return value.startsWith("$") ? (effective(view, value.slice(1), {})?.value ?? value) : value;
}

function blockOf(view: View, tables: FilterTables): DovecotFilterBlock {
  const { protocol, local, localName, remote } = tables.filter;
  const values = new Map<string, EffectiveValue>();
  for (const state of tables.states)
    for (const [name, stored] of state?.top.values ?? [])
      values.set(name, storedValue(stored, isFoggy(view, tables, "", name, stored.sequence)));
  for (const [name, value] of pluginOf(view, tables)) values.set(`plugin/${name}`, value);
  const negated = protocol?.startsWith("!") === true ? protocol.slice(1) : undefined;
  return {
    context: {
      ...(protocol === undefined || negated !== undefined ? {} : { protocol }),
      ...(local === undefined ? {} : { local: local.text }),
      ...(localName === undefined ? {} : { localName }),
      ...(remote === undefined ? {} : { remote: remote.text }),
    },
    ...(negated === undefined ? {} : { negatedProtocol: negated }),
    origin: tables.origin,
    values,
  };
}

function pluginOf(view: View, tables: FilterTables): Map<string, EffectiveValue> {
  const found = new Map<string, EffectiveValue>();
  for (const state of tables.states)
    for (const [name, stored] of state?.top.lists.get("plugin") ?? [])
      found.set(name, storedValue(stored, isFoggy(view, tables, "plugin/0", name, stored.sequence)));
  return found;
}

/** Every setting that the tree sets and that holds at the end, in the order of the lines. */
export function settingsOf(reading: Reading): Setting[] {
  /** A line can set several, and each in several tables. */
  const found = new Map<number, Setting[]>();
  const add = (name: string, scope: readonly string[], stored: Stored) => {
    const { sequence, expanded: value, unknown, origin, overridden } = stored;
    const ofLine = found.get(sequence);
    const isKnown = ofLine?.some((one) => one.name === name && isSame(one.scope, scope));
    if (isKnown === true) return;
    const setting = { name, scope, value, unknown, origin, overridden };
    if (ofLine === undefined) found.set(sequence, [setting]);
    else ofLine.push(setting);
  };
  const walk = (struct: Struct, scope: readonly string[]) => {
    for (const [name, stored] of struct.values) if (name !== struct.field?.label) add(name, scope, stored);
    for (const [name, list] of struct.lists) {
      const inList = [...scope, name];
      for (const [key, stored] of list) add(key, inList, stored);
    }
    for (const [kind, sections] of struct.sections)
      for (const section of sections) walk(section, [...scope, `${kind} ${nameOf(section)}`.trimEnd()]);
  };
  for (const tables of reading.tables) {
    const headers = headersOf(tables.filter);
    for (const state of tables.states) if (state !== undefined) walk(state.top, headers);
  }
  return [...found].sort(([one], [other]) => one - other).flatMap(([, settings]) => settings);
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one === other || (one.length === other.length && one.every((header, at) => header === other[at]));
}
