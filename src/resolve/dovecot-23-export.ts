// The settings of a filter's tables as flat keys and values, after settings_export in src/config/config-request.c.

import { type Field, isSectionField } from "../settings/dovecot-23.ts";
import { encode } from "../source.ts";
import { type FilterTables, stateOf } from "./dovecot-23-state.ts";
import { defaultOf, escapeSection, nameOf, type Struct } from "./dovecot-23-tree.ts";

/** `changed`: what differs from its default (`doveconf -n`); `all` (`-a`); `set`: what the tree sets, for blocks. */
export type Scope = "changed" | "all" | "set";

export interface Exported {
  readonly kind: "value" | "list" | "name";
  readonly key: string;
  readonly value: string;
  /** Bytes to sort by, as one character each. */
  readonly order: string;
}

interface Export {
  readonly scope: Scope;
  readonly keys: Set<string>;
  readonly found: Exported[];
}

/** What doveconf computes from the plugins of the machine. */
const computed = new Set(["managesieve_notify_capability", "managesieve_sieve_capability"]);

/** Keys sorted as doveconf sorts them: lists first, and the name of a section before its settings. */
export function exportTables(tables: FilterTables, scope: Scope, rootCount: number): readonly Exported[] {
  const context: Export = { scope, keys: new Set(), found: [] };
  for (let at = 0; at < rootCount; at++) {
    const state = scope === "set" ? tables.states[at] : stateOf(tables, at);
    if (state !== undefined) exportStruct(context, state.top, "");
  }
  return context.found.sort((a, b) => compareKeys(a.order, b.order));
}

function add(context: Export, kind: Exported["kind"], key: string, value: string): void {
  if (context.keys.has(key)) return;
  context.keys.add(key);
  const slash = key.lastIndexOf("/") + 1;
  const marked =
    kind === "name" ? `${bytes(key.slice(0, slash))}\u00ff${bytes(key.slice(slash))}` : bytes(key);
  context.found.push({ kind, key, value, order: kind === "list" ? `\u0001${marked}` : marked });
}

function bytes(text: string): string {
  let ascii = true;
  for (let at = 0; at < text.length && ascii; at++) ascii = text.charCodeAt(at) < 0x80;
  return ascii ? text : String.fromCharCode(...encode(text));
}

/** config_string_cmp: bytes are signed, so those above 127 come first. */
function compareKeys(a: string, b: string): number {
  const least = Math.min(a.length, b.length);
  for (let at = 0; at < least; at++) {
    const x = a.charCodeAt(at);
    const y = b.charCodeAt(at);
    if (x !== y) return (x > 127 ? x - 256 : x) - (y > 127 ? y - 256 : y);
  }
  return a.length - b.length;
}

function exportStruct(context: Export, struct: Struct, prefix: string): void {
  const unique = struct.field?.type === "deflist_unique";
  for (const field of struct.fields) {
    if (field.type === "alias" || computed.has(field.name)) continue;
    const key = prefix + field.name;
    if (field.type === "strlist") exportList(context, struct, field, key);
    else if (isSectionField(field)) exportSections(context, struct, field, key);
    else {
      const value = shown(context.scope, struct, field, unique);
      if (value === undefined) continue;
      add(context, unique && field.name === struct.field?.label ? "name" : "value", key, value);
    }
  }
}

/** The value of a field when it is to be shown. */
function shown(scope: Scope, struct: Struct, field: Field, unique: boolean): string | undefined {
  const stored = struct.values.get(field.name);
  const fallback = defaultOf(struct, field)?.text;
  const value = stored?.text ?? fallback;
  const always = scope === "all" && (field.hidden !== true || stored !== undefined);
  const isSet = scope === "set" && stored !== undefined;
  const inSection = unique && (stored !== undefined || field.name === struct.field?.label);
  if (value === undefined) return undefined;
  if (always || isSet || inSection) return emptyUnlessText(field, value);
  // Compared with a copy of itself that has a mark in front (SETTING_STRVAR_UNEXPANDED), so it always differs.
  if (unique) return field.type === "str_vars" ? value : undefined;
  // Against the default of the table, which for a section without a name of its own is the same.
  return stored !== undefined && value !== fallback ? emptyUnlessText(field, value) : undefined;
}

/** Nothing is shown of an empty value that is no string; there is none. */
function emptyUnlessText(field: Field, value: string): string | undefined {
  return value === "" && field.type !== "str" && field.type !== "str_vars" ? undefined : value;
}

function exportList(context: Export, struct: Struct, field: Field, key: string): void {
  const list = struct.lists.get(field.name);
  if (list === undefined || context.keys.has(key)) return;
  add(context, "list", key, "");
  for (const [name, stored] of list) {
    const full = `${key}/${name}`;
    const order = bytes(full);
    context.found.push({ kind: "value", key: full, value: stored.text, order });
  }
}

function exportSections(context: Export, struct: Struct, field: Field, key: string): void {
  const sections = struct.sections.get(field.name) ?? [];
  const names = sections.map((section, at) => sectionName(field, section, at));
  if (names.length > 0) add(context, "list", key, names.join(" "));
  for (const [at, section] of sections.entries()) exportStruct(context, section, `${key}/${names[at]}/`);
}

/** setting_export_section_name: its name, or its number when it has none or names mean nothing. */
function sectionName(field: Field, section: Struct, at: number): string {
  const name = field.type === "deflist_unique" ? nameOf(section) : "";
  return name === "" ? String(at) : escapeSection(name);
}
