// The tables of settings that a tree fills, after src/lib-settings/settings-parser.c of Dovecot 2.3.
//
// Each of doveconf's tables (`Root`) is filled on its own: the same line goes to every table that knows its name. Keys are
// paths, such as `service/imap-login/inet_listener/imap/port`; a link leads from the path of a section to its structure.

import {
  type Field,
  fieldOf,
  type Item,
  isSectionField,
  type Root,
  roots,
  services,
} from "../settings/dovecot-23.ts";
import type { Span } from "../source.ts";
import type { Origin } from "../system.ts";
import { defaultText, type Parsed, parseValue } from "./dovecot-23-values.ts";

/** A line that sets something: where, and what the daemon makes of the value. */
export interface Mark {
  readonly origin: Origin;
  /** Counts the lines in the order read. */
  readonly sequence: number;
  readonly valueSpan: Span;
  /** The value with its `$variables` put in, where the line has any; doveconf prints it without. */
  readonly expanded?: string;
  readonly unknown: boolean;
  /** The value holds a template's expression: any type may come of it. */
  readonly template: boolean;
}

export interface Stored {
  /** As doveconf prints it. */
  readonly text: string;
  /** As the daemon takes it: variables put in. */
  readonly expanded: string;
  readonly number: bigint | undefined;
  readonly unknown: boolean;
  readonly sequence: number;
  readonly origin: Origin;
  readonly valueSpan: Span;
  readonly overridden: readonly Origin[];
}

/** The settings of a table, or of one section in it. */
export interface Struct {
  /** The section's field; `undefined` for a table itself. */
  readonly field: Field | undefined;
  readonly fields: readonly Field[];
  /** Path of the section as the link has it; "" for a table. */
  readonly path: string;
  readonly values: Map<string, Stored>;
  readonly sections: Map<string, Struct[]>;
  readonly lists: Map<string, Map<string, Stored>>;
  /** What is there without configuration, for a built-in section. */
  readonly defaults: Item | undefined;
  /** Where the tree opened it, first to last; none for a built-in that it does not touch. */
  readonly opened: Origin[];
}

type Link =
  | { readonly kind: "struct"; readonly struct: Struct; readonly parent: Struct; readonly field: Field }
  | { readonly kind: "list"; readonly list: Map<string, Stored>; readonly path: string };

export interface RootState {
  readonly root: Root;
  readonly top: Struct;
  readonly links: Map<string, Link>;
}

export type Applied =
  | { readonly kind: "unknown" }
  | { readonly kind: "error"; readonly reason: string }
  /** `section`: the field whose sections the line added; `list`: it went into a list of any keys. */
  | { readonly kind: "done"; readonly section: Field | undefined; readonly list: boolean };

export function createRoot(at: number): RootState | undefined {
  const root = roots()[at];
  if (root === undefined) return undefined;
  const state: RootState = { root, top: structOf(undefined, root.fields, "", undefined), links: new Map() };
  const service = fieldOf(root.fields, "service");
  if (service !== undefined) addDefaults(state, state.top, service, services());
  return state;
}

function structOf(
  field: Field | undefined,
  fields: readonly Field[],
  path: string,
  defaults: Item | undefined,
): Struct {
  const maps = { values: new Map(), sections: new Map(), lists: new Map() };
  return { field, fields, path, ...maps, defaults, opened: [] };
}

/** copy_unique_defaults. */
function addDefaults(state: RootState, parent: Struct, field: Field, items: readonly Item[]): void {
  const list: Struct[] = [];
  parent.sections.set(field.name, list);
  for (const item of items) {
    const name = String(item[field.label ?? "name"] ?? "");
    const path = `${parent.path === "" ? "" : `${parent.path}/`}${field.name}/${escapeSection(name)}`;
    const struct = structOf(field, field.fields ?? [], path, item);
    list.push(struct);
    state.links.set(path.toLowerCase(), { kind: "struct", struct, parent, field });
    for (const child of field.fields ?? []) {
      const nested = item[child.name];
      if (isSectionField(child) && Array.isArray(nested) && nested.length > 0)
        addDefaults(state, struct, child, nested);
    }
  }
}

const escapes: Readonly<Record<string, string>> = {
  "=": "\\e",
  "/": "\\s",
  "\\": "\\\\",
  " ": "\\_",
  ",": "\\+",
};

/** settings_section_escape. */
export function escapeSection(name: string): string {
  return name.replace(/[=/\\ ,]/g, (char) => escapes[char] ?? char);
}

type Found =
  | { readonly kind: "field"; readonly field: Field; readonly struct: Struct }
  | { readonly kind: "entry"; readonly link: Link & { kind: "list" }; readonly key: string };

/** settings_find_key; a list of any keys comes into being when a key in it is looked for. */
export function findKey(state: RootState, path: string): Found | undefined {
  const top = fieldOf(state.root.fields, path);
  if (top !== undefined) return { kind: "field", field: top, struct: state.top };
  const slash = path.lastIndexOf("/");
  if (slash === -1) return undefined;
  const parent = path.slice(0, slash);
  const link = state.links.get(parent.toLowerCase()) ?? newList(state, parent);
  if (link === undefined) return undefined;
  if (link.kind === "list") return { kind: "entry", link, key: path.slice(slash + 1) };
  const field = fieldOf(link.struct.fields, path.slice(slash + 1));
  return field === undefined ? undefined : { kind: "field", field, struct: link.struct };
}

function newList(state: RootState, path: string): Link | undefined {
  const found = findKey(state, path);
  if (found?.kind !== "field" || found.field.type !== "strlist") return undefined;
  addList(state, found.struct, found.field, path, "0");
  return state.links.get(path.toLowerCase());
}

function addList(state: RootState, struct: Struct, field: Field, path: string, names: string): void {
  const list = struct.lists.get(field.name) ?? new Map<string, Stored>();
  struct.lists.set(field.name, list);
  for (const one of [path, ...sectionNames(names).map((name) => `${path}/${name}`)])
    if (!state.links.has(one.toLowerCase()))
      state.links.set(one.toLowerCase(), { kind: "list", list, path: one });
}

const sectionNames = (value: string): string[] => value.split(/[,\t ]/).filter((name) => name !== "");

/** settings_parse_keyvalue. */
export function applyKey(state: RootState, path: string, value: string, mark: Mark): Applied {
  const found = findKey(state, path);
  if (found === undefined) return { kind: "unknown" };
  if (found.kind === "entry") {
    found.link.list.set(
      found.key,
      storedOf({ kind: "value", text: value }, mark, found.link.list.get(found.key)),
    );
    return { kind: "done", section: undefined, list: true };
  }
  const { field, struct } = found;
  if (isSectionField(field)) return addSections(state, struct, field, path, value, mark);
  if (field.type === "strlist") {
    addList(state, struct, field, path, value);
    return { kind: "done", section: undefined, list: false };
  }
  const parsed: Parsed = mark.template ? { kind: "value", text: value } : parseValue(field, value);
  if (parsed.kind === "error") return parsed;
  struct.values.set(field.name, storedOf(parsed, mark, struct.values.get(field.name)));
  return { kind: "done", section: undefined, list: false };
}

function storedOf(parsed: Parsed & { kind: "value" }, mark: Mark, earlier: Stored | undefined): Stored {
  return {
    text: parsed.text,
    expanded: mark.expanded ?? parsed.text,
    number: parsed.number,
    unknown: mark.unknown,
    sequence: mark.sequence,
    origin: mark.origin,
    valueSpan: mark.valueSpan,
    overridden: earlier === undefined ? [] : [...earlier.overridden.slice(-99), earlier.origin],
  };
}

/** get_deflist: a new section for each name, or the one there is. */
function addSections(
  state: RootState,
  parent: Struct,
  field: Field,
  path: string,
  names: string,
  mark: Mark,
): Applied {
  const list = parent.sections.get(field.name) ?? [];
  parent.sections.set(field.name, list);
  for (const name of sectionNames(names)) {
    const full = `${path}/${name}`;
    const link = state.links.get(full.toLowerCase());
    if (link === undefined) {
      const struct = structOf(field, field.fields ?? [], full, undefined);
      struct.opened.push(mark.origin);
      list.push(struct);
      state.links.set(full.toLowerCase(), { kind: "struct", struct, parent, field });
    } else if (
      link.kind !== "struct" ||
      link.parent !== parent ||
      link.field !== field ||
      field.type === "deflist"
    )
      return {
        kind: "error",
        reason: `there is a section \`${field.name} ${name}\` already, and two of one name are not allowed`,
      };
    else link.struct.opened.push(mark.origin);
  }
  return { kind: "done", section: field, list: false };
}

/** The default of a field in a structure, as doveconf prints it; `undefined` = an unset string. */
export function defaultOf(struct: Struct, field: Field): (Parsed & { kind: "value" }) | undefined {
  const own = struct.defaults?.[field.name];
  const value = own === undefined || Array.isArray(own) ? field.value : (own as string | null);
  const parsed = defaultText(field, value);
  return parsed?.kind === "value" ? parsed : undefined;
}

/** Name of a section, "" when it has none. */
export function nameOf(struct: Struct): string {
  const label = struct.field?.label;
  if (label === undefined) return "";
  return struct.values.get(label)?.text ?? String(struct.defaults?.[label] ?? "");
}
