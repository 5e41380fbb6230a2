// What the releases of Courier know: variables, the files they stand in, how their values are read, since when.

import { ownEntry } from "../own-entry.ts";
import data from "./data/courier.json" with { type: "json" };

/**
 * How the programs read a value: `number` by atoi(3), `flag` is on where it begins with `1`, `yesno` where it begins
 * with `y`; absent = as text, or nobody has looked.
 */
type CourierType = "number" | "flag" | "yesno";

export interface CourierVariable {
  readonly type?: CourierType;
  /** The first release at hand (0.72 or newer) that has it, and the last one where it is gone since. */
  readonly since: string;
  readonly until?: string;
  /** By file, from which release on it is shipped with which value; `null` = described, not set. */
  readonly files: Readonly<Record<string, Readonly<Record<string, string | null>>>>;
}

const variables = new Map(Object.entries(data.variables) as [string, CourierVariable][]);

/** Names that a variable of another name took the place of. */
const successors: Readonly<Record<string, string>> = {
  TLS_DHCERTFILE: "TLS_DHPARAMS",
  TLS_KX_LIST: "TLS_PRIORITY",
  TLS_CERTS: "TLS_PRIORITY",
  TLS_COMPRESSION: "TLS_PRIORITY",
  PGSQL_HOST: "PGSQL_CONNECTION",
  PGSQL_PORT: "PGSQL_CONNECTION",
  PGSQL_USERNAME: "PGSQL_CONNECTION",
  PGSQL_PASSWORD: "PGSQL_CONNECTION",
  PGSQL_DATABASE: "PGSQL_CONNECTION",
  PGSQL_OPT: "PGSQL_CONNECTION",
  MYSQL_SSL_CIPHERS: "MYSQL_SSL_CIPHER",
  MYSQL_DEFAULTDELIVERY: "MYSQL_DEFAULTDELIVERY_FIELD",
};

/** Described in the shipped files, and read by no release (authmysqllib.cpp). */
const unread = new Set(data.unread.filter((name) => Object.hasOwn(successors, name)));

/** The oldest and the newest release that were read. */
export const courierReleases = { oldest: data.releases[0] ?? "", newest: data.releases.at(-1) ?? "" };

export function courierVariable(name: string): CourierVariable | undefined {
  return variables.get(name);
}

/** All names of any release for the files that a shell reads, those among them that no file describes and the programs ask for. */
export const courierVariables: ReadonlySet<string> = new Set([
  ...[...variables.keys()].filter((name) => /^[A-Z]/.test(name)),
  ...data.undocumented,
  "TZ",
  "LC_ALL",
  "SOURCE_ADDRESS",
  "SOURCE_ADDRESS_IPV6",
]);

/** Names of an rc file of authlib, `authmysqlrc` for example. */
export function authNames(file: string): ReadonlySet<string> {
  const prefix = `${/^auth(.*)rc$/.exec(file)?.[1]?.toUpperCase()}_`;
  const own = data.undocumented.filter((name) => name.startsWith(prefix));
  return new Set([...[...variables].filter(([, { files }]) => file in files).map(([name]) => name), ...own]);
}

/** What became of a name that no release from 1.0 on reads: the last one that had it, and what took its place. */
export function goneFrom(
  name: string,
): { readonly until: string | undefined; readonly now?: string } | undefined {
  const until = variables.get(name)?.until;
  const inUse = until === undefined || Number(until.split(".")[0]) >= 1;
  if (inUse && !unread.has(name)) return undefined;
  const now = ownEntry(successors, name);
  return { until, ...(now === undefined ? {} : { now }) };
}

/** The value that the newest release ships in a file. */
export function shippedValue(variable: CourierVariable, file: string): string | undefined {
  return Object.values(ownEntry(variable.files, file) ?? {}).at(-1) ?? undefined;
}
