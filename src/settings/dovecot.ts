// What is known of one setting of Dovecot, under the same words for all versions. The tables: dovecot-23.ts, dovecot-24.ts.

/** Types of settings as the tables of src/lib-settings/settings-parser.h have them, under their documented meaning. */
export type DovecotType =
  | "bool"
  | "uintmax"
  | "uint"
  | "octal"
  | "time"
  /** A time that may be given in milliseconds. */
  | "msecs"
  | "size"
  | "port"
  | "string"
  /** A string in which doveconf's consumers expand no %variables. */
  | "raw"
  | "enum"
  /** 2.4: path of a file, or `inline:` and its content. */
  | "file"
  /** Key and value pairs: 2.3's `plugin { }`, 2.4's `strlist { }`. */
  | "strlist"
  /** 2.4: names that are on or off. */
  | "boollist"
  /** Another name of the setting before it. */
  | "alias"
  /** 2.3: sections; each is a new one, or (`unique`) joins the one of its name. */
  | "sections"
  | "unique"
  /** 2.4: a block `name { }`, and blocks `name label { }`. */
  | "filter"
  | "filters";

export interface DovecotFact {
  readonly name: string;
  readonly type: DovecotType;
  /** As `doveconf -d` prints it; "" for lists and sections. */
  readonly default: string;
  /** What an `enum` may be, its default first. */
  readonly values: readonly string[];
  /** `doveconf -a` leaves it out unless it is set. */
  readonly hidden: boolean;
}

/** `[name, type, default, hidden, ...]` of the checked-in tables. */
export type FactRow = readonly [string, string, ...unknown[]];

export function factOf(row: FactRow): DovecotFact {
  const [name, type, written, hidden] = row;
  const text = typeof written === "string" ? written : "";
  const values = type === "enum" ? text.split(":") : [];
  return {
    name,
    type: type as DovecotType,
    default: values[0] ?? text,
    values,
    hidden: hidden === 1,
  };
}
