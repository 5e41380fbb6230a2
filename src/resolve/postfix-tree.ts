// main.cf and master.cf as tables: which statement of a name counts, and which it overrides.

import type { MainSetting } from "../../grammars/postfix-main/ast.ts";
import type { MasterOverride, MasterService } from "../../grammars/postfix-master/ast.ts";
import type { Origin } from "../system.ts";

/** A name's statements, the last of which counts (dict_load_fp() in util/dict.c). */
export interface Entry<T> {
  readonly statement: T;
  readonly overridden: readonly T[];
}

export type MainTable = ReadonlyMap<string, Entry<MainSetting>>;
type OverrideTable = ReadonlyMap<string, Entry<MasterOverride>>;

function tableOf<T>(statements: readonly T[], nameOf: (statement: T) => string): Map<string, Entry<T>> {
  const table = new Map<string, { statement: T; overridden: T[] }>();
  for (const statement of statements) {
    const name = nameOf(statement);
    const before = table.get(name);
    before?.overridden.push(before.statement);
    // A name stands where its last statement stands.
    table.delete(name);
    table.set(name, { statement, overridden: before?.overridden ?? [] });
  }
  return table;
}

export function mainTable(settings: readonly MainSetting[]): MainTable {
  return tableOf(settings, ({ name }) => name);
}

const overrideTables = new WeakMap<MasterService, OverrideTable>();

export function overridesOf(service: MasterService): OverrideTable {
  let table = overrideTables.get(service);
  if (table === undefined) {
    table = tableOf(service.overrides, ({ name }) => name.text);
    overrideTables.set(service, table);
  }
  return table;
}

/** Names that /etc/services gives the ports Postfix listens on. */
const wellKnownPorts: Readonly<Record<string, number>> = {
  smtp: 25,
  qmqp: 628,
  smtps: 465,
  submissions: 465,
  urd: 465,
  ssmtp: 465,
  submission: 587,
  lmtp: 24,
};

/** Name under which master(8) tells services apart (get_master_ent() in master/master_ent.c). */
export function serviceKey(service: MasterService): string {
  const { name, type } = service;
  if (type.text !== "inet")
    return `${type.text} ${service.private.text === "n" ? "public" : "private"}/${name.text}`;
  const [, host = "", port = ""] = name.text.match(/^(?:(.*):)?([^:]*)$/) ?? [];
  const address = host.replace(/^\[(.*)\]$/, "$1").toLowerCase();
  return `inet ${address}:${Object.hasOwn(wellKnownPorts, port) ? wellKnownPorts[port] : port}`;
}

/** The last service of each key, in file order of the last ones. */
export function effectiveServices(services: readonly MasterService[]): readonly MasterService[] {
  const last = new Map(services.map((service) => [serviceKey(service), service]));
  return services.filter((service) => last.get(serviceKey(service)) === service);
}

/** Base name of the daemon program: the process name, `smtpd` for most. */
export function programOf(service: MasterService): string {
  const { text } = service.command;
  return text.slice(text.lastIndexOf("/") + 1);
}

export function originOf(statement: MainSetting | MasterOverride): Origin {
  return { kind: "file", span: statement.span, via: [] };
}
