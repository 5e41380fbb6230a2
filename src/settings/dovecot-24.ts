// What Dovecot 2.4 knows: its settings structs, built-in services and the groups it brings, in doveconf's order.

import { once } from "../once.ts";
import data from "./data/dovecot-2.4.json" with { type: "json" };
import { type DovecotFact, type FactRow, factOf } from "./dovecot.ts";

export interface Setting24 extends DovecotFact {
  /** For `filters`: the setting that holds the block's label. */
  readonly field: string | undefined;
  /** For `filter` and `filters`: the setting that the block must hold. */
  readonly required: string | undefined;
}

/** One `setting_parser_info`: a group of settings that a part of Dovecot reads. */
interface Info24 {
  readonly name: string;
  /** The plugin without which these settings are unknown. */
  readonly plugin: string | undefined;
  readonly settings: readonly Setting24[];
  /** Defaults given as text, keys with paths among them. */
  readonly defaults: readonly (readonly [key: string, value: string])[];
}

interface Service24 {
  readonly name: string;
  /** Its defaults in the order in which doveconf applies them, keys with paths among them. */
  readonly settings: readonly (readonly [key: string, value: string])[];
}

interface StoredInfo {
  readonly name: string;
  readonly plugin?: string;
  readonly settings: readonly FactRow[];
  readonly defaults?: Info24["defaults"];
}

function settingOf(row: FactRow): Setting24 {
  const text = (cell: unknown) => (typeof cell === "string" && cell !== "" ? cell : undefined);
  return { ...factOf(row), field: text(row[4]), required: text(row[5]) };
}

/** `all_infos` of doveconf with all plugins installed. */
export const infos24 = once((): readonly Info24[] =>
  (data.infos as unknown as readonly StoredInfo[]).map((info) => ({
    name: info.name,
    plugin: info.plugin,
    settings: info.settings.map(settingOf),
    defaults: info.defaults ?? [],
  })),
);

export const services24 = () => data.services as unknown as readonly Service24[];

/** Text that doveconf reads before the configuration. */
export const imports24 = (): string => data.imports;

const facts = once(() => {
  const found = new Map<string, Setting24>();
  for (const { settings } of infos24())
    for (const setting of settings) if (!found.has(setting.name)) found.set(setting.name, setting);
  return found;
});

/** The setting of that full name; of several infos' the first. */
export function setting24(name: string): Setting24 | undefined {
  return facts().get(name);
}
