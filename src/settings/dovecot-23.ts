// What doveconf of Dovecot 2.3 knows of settings: its tables of modules, their names, types and defaults, in its order.

import data from "./data/dovecot-2.3-roots.json" with { type: "json" };

export type FieldType =
  | "bool"
  | "uint"
  | "uint_oct"
  | "time"
  | "time_msecs"
  | "size"
  | "in_port"
  | "str"
  | "str_vars"
  | "enum"
  /** Sections; those of a `deflist` must have names that differ, those of a `deflist_unique` merge by name. */
  | "deflist"
  | "deflist_unique"
  /** Any key: `plugin`, `dict`. */
  | "strlist"
  /** Another name of the field before it. */
  | "alias";

export interface Field {
  readonly name: string;
  readonly type: FieldType;
  /** Left out of `doveconf -a` unless it is set. */
  readonly hidden?: boolean;
  /** Number in its unit, `yes`/`no`, text; an enum's allowed values joined by `:`, the default first; `null` = unset. */
  readonly value?: string | null;
  /** Of a section: its fields, and the one that holds the section's name. */
  readonly fields?: readonly Field[];
  readonly label?: string;
}

/** One of doveconf's tables: `module` is the part of Dovecot that reads it. A name may stand in several. */
export interface Root {
  readonly module: string;
  readonly info?: string;
  readonly fields: readonly Field[];
}

/** A section that is there without any configuration. */
export interface Item {
  readonly [name: string]: string | null | readonly Item[];
}

export const roots = () => data.roots as unknown as readonly Root[];
/** The built-in services, in doveconf's order. */
export const services = () => data.services as unknown as readonly Item[];

const indexes = new WeakMap<readonly Field[], Map<string, Field>>();

/** The field of a name; an alias gives the field it stands for. */
export function fieldOf(fields: readonly Field[], name: string): Field | undefined {
  let index = indexes.get(fields);
  if (index === undefined) {
    index = new Map();
    let last: Field | undefined;
    for (const field of fields) {
      if (field.type !== "alias") last = field;
      if (last !== undefined && !index.has(field.name)) index.set(field.name, last);
    }
    indexes.set(fields, index);
  }
  return index.get(name);
}

let byName: Map<string, number[]> | undefined;

/** Indexes in `roots` of the tables that have a top-level name. */
export function rootsWith(name: string): readonly number[] {
  if (byName === undefined) {
    byName = new Map();
    for (const [at, root] of roots().entries())
      for (const { name: known } of root.fields) {
        const found = byName.get(known) ?? [];
        if (!found.includes(at)) found.push(at);
        byName.set(known, found);
      }
  }
  return byName.get(name) ?? [];
}

/** Every top-level name. */
export function topLevelNames(): Iterable<string> {
  rootsWith("");
  return byName?.keys() ?? [];
}

export function isSectionField(field: Field): boolean {
  return field.type === "deflist" || field.type === "deflist_unique";
}

/** Headers of the sections that have a setting of this name: `service NAME { inet_listener NAME {`. */
export function sectionsWith(name: string): readonly string[] {
  const found = (fields: readonly Field[], outer: readonly string[]): string[] =>
    fields.filter(isSectionField).flatMap((section) => {
      const inner = section.fields ?? [];
      const headers = [...outer, `${section.name}${section.type === "deflist" ? "" : " NAME"} {`];
      const own =
        section.label !== name && inner.some((field) => field.name === name && !isSectionField(field));
      return [...(own ? [headers.join(" ")] : []), ...found(inner, headers)];
    });
  return [...new Set(roots().flatMap(({ fields }) => found(fields, [])))];
}
