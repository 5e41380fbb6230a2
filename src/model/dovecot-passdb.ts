// The password and user databases of a Dovecot, the same for 2.3 (`driver`, `args`) and 2.4 (settings of their own).

import { once, oncePer } from "../once.ts";
import type { DovecotSection, EffectiveValue } from "../resolve/dovecot-config.ts";
import type { DovecotExtFile } from "../resolve/dovecot-ext-config.ts";
import type { Span } from "../source.ts";
import type { DovecotSystem, Origin } from "../system.ts";

export interface Database {
  readonly section: DovecotSection;
  readonly driver: string;
  /** 2.3: `key=value` words of `args`; a word that is no pair stands with "". */
  readonly args: ReadonlyMap<string, string>;
  /** Fields that it sets for every user: of `default_fields`, `override_fields`, a static passdb's `args`, 2.4's `fields`. */
  readonly fields: ReadonlyMap<string, string>;
  /** Place of `args` or `fields`, of the driver otherwise. */
  readonly place: Origin;
  /** Something of it is unknown. */
  readonly unknown: boolean;
}

/** Databases in the order in which users are looked up. */
export function databasesOf(system: DovecotSystem, kind: "passdb" | "userdb"): readonly Database[] {
  return databases(system)[kind]();
}

const databases = oncePer(({ config }: DovecotSystem) => ({
  passdb: once(() => config.sections("passdb").map(databaseOf)),
  userdb: once(() => config.sections("userdb").map(databaseOf)),
}));

function databaseOf(section: DovecotSection): Database {
  const names = ["driver", "args", "default_fields", "override_fields"];
  const values = names.map((name) => section.get(name) ?? section.get(`${section.kind}_${name}`));
  const text = (at: number) => values[at]?.value ?? "";
  const driver = text(0) === "" ? section.label : text(0);
  const args = pairs(text(1));
  const set = new Map([...pairs(text(2)), ...pairs(text(3))]);
  if (driver === "static") for (const [key, value] of args) set.set(key, value);
  for (const [name, value] of fieldsOf(section)) set.set(name, value);
  const place = values[1]?.origin.kind === "file" ? values[1].origin : section.origin;
  return {
    section,
    driver,
    args,
    fields: set,
    place,
    unknown: values.some((value) => value?.unknown === true),
  };
}

/** 2.4: `fields { name = value }`. */
function fieldsOf(section: DovecotSection): readonly (readonly [name: string, value: string])[] {
  const own = (section.values.get("fields")?.value ?? "").split(" ").filter((name) => name !== "");
  const values = pairs(section.get("fields")?.value ?? "");
  return own.map((name) => [name, values.get(name) ?? ""]);
}

function pairs(text: string): Map<string, string> {
  const words = text.split(/[ \t]+/).filter((word) => word !== "");
  return new Map(
    words.map((word) => {
      const at = word.indexOf("=");
      return at === -1 ? [word, ""] : [word.slice(0, at), word.slice(at + 1)];
    }),
  );
}

/** `yes`, `y`, `1` or a bare word. */
export function isOn(value: string | undefined): boolean {
  return value !== undefined && /^(y|yes|1|true|)$/i.test(value);
}

/** Users are passed on to another server, or only clients of some networks may use it. */
export function isGuarded({ fields, section }: Database): boolean {
  const flags = ["master", "deny"].map((name) => section.get(name)?.value === "yes");
  return (
    flags.includes(true) ||
    ["proxy", "proxy_maybe", "allow_nets", "nologin"].some((name) => fields.has(name)) ||
    (section.get("username_filter")?.value ?? "") !== ""
  );
}

/** The external file that a database of 2.3 names, when it is at hand. */
export function extFileOf(
  { config }: DovecotSystem,
  { section, driver }: Database,
): DovecotExtFile | undefined {
  const args = section.get("args");
  return args === undefined
    ? undefined
    : config.extFiles.find(({ kind, name }) => kind === driver && name === args.value);
}

interface KnownText {
  readonly name: string;
  readonly value: string;
  readonly span: Span;
}

function knownText(name: string, value: EffectiveValue | undefined): KnownText | undefined {
  if (value === undefined || value.unknown || value.valueSpan === undefined) return undefined;
  return { name, value: value.value, span: value.valueSpan };
}

/** The SQL query for passwords that the configuration writes, of 2.3's external file or 2.4's block. */
export function passwordQuery(system: DovecotSystem, database: Database): KnownText | undefined {
  const { section, driver } = database;
  if (driver !== "sql") return undefined;
  const file = extFileOf(system, database);
  return file === undefined
    ? knownText("passdb_sql_query", section.get("passdb_sql_query"))
    : knownText("password_query", file.get("password_query"));
}
