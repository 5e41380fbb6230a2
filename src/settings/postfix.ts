// What the releases of Postfix know: parameter names, types, defaults; names that tables and services bring.

import { once, oncePerKey } from "../once.ts";
import data from "./data/postfix-params.json" with { type: "json" };
import {
  factIn,
  type History,
  isAtLeast,
  possibleReleases,
  type Release,
  removedIn,
  sinceOf,
} from "./postfix-release.ts";

/**
 * Types of parameters as Postfix's tables have them. `nint` and `nbool` are numbers and booleans whose value may hold
 * `$name`; so may all others but `raw`, whose value is never expanded.
 */
export type ParameterType = "bool" | "int" | "long" | "nbool" | "nint" | "raw" | "str" | "time";

export interface ParameterFact {
  readonly type: ParameterType;
  /** Lowest and highest value, or the least and greatest length of a `str`; 0 = no such bound. */
  readonly min: number;
  readonly max: number;
}

type Row = readonly [type: string, fallback: History<string>, min?: number, max?: number];

/** Read when the first Postfix tree is met. */
const tables = once(() => ({
  rows: new Map<string, Row>(Object.entries(data.parameters) as unknown as [string, Row][]),
  legacy: new Map<string, History<number>>(Object.entries(data.legacy)),
  deprecated: new Map(Object.entries(data.deprecated) as [string, History<string>][]),
  suffixes: new Map(Object.entries(data.suffixes) as [string, History<string>][]),
  computed: new Set(data.computed),
  decidedByBuild: new Set(data.decidedByBuild),
}));

/** The same array for the same version: what is worked out for the releases in it is kept by it. */
export const releasesOf = oncePerKey((version: string | undefined): readonly Release[] =>
  possibleReleases(version, data.newest),
);

const later = new WeakMap<readonly Release[], Map<string, readonly Release[]>>();

/** Those from a release on; the same array for the same ones. */
export function releasesFrom(releases: readonly Release[], first: string): readonly Release[] {
  const known = later.get(releases) ?? new Map<string, readonly Release[]>();
  later.set(releases, known);
  const before = known.get(first);
  if (before !== undefined) return before;
  const [major = 0, minor = 0] = first.split(".").map(Number);
  const found = releases.filter((release) => isAtLeast(release, major, minor));
  known.set(first, found);
  return found;
}

/** Answers about a name that depend on the possible releases, each worked out once. */
function byReleases<T>(answer: (name: string, releases: readonly Release[]) => T) {
  const known = new WeakMap<readonly Release[], (name: string) => T>();
  return (name: string, releases: readonly Release[]): T => {
    const before = known.get(releases);
    if (before !== undefined) return before(name);
    const answers = oncePerKey((one: string) => answer(one, releases));
    known.set(releases, answers);
    return answers(name);
  };
}

export function parameterFact(name: string): ParameterFact | undefined {
  const row = tables().rows.get(name);
  return row && { type: row[0] as ParameterType, min: row[2] ?? 0, max: row[3] ?? 0 };
}

/** Built-in names of any of the releases, in byte order. */
export function builtinNames(releases: readonly Release[]): string[] {
  return [...tables().rows.keys()].filter((name) => isBuiltin(name, releases));
}

export const isBuiltin = byReleases((name, releases): boolean => {
  const row = tables().rows.get(name);
  return row !== undefined && releases.some((release) => factIn(row[1], release) !== undefined);
});

/** Parameters that some release warns of. */
export const deprecatedNames = once((): readonly string[] => [...tables().deprecated.keys()]);

/** The first release that warns of a deprecated parameter ("3.9"). */
export function deprecatedSince(name: string): string | undefined {
  const history = tables().deprecated.get(name);
  return history === undefined ? undefined : sinceOf(history);
}

/** The first release with a built-in parameter ("3.8"), `undefined` when all known ones have it or none has. */
export function parameterSince(name: string): string | undefined {
  const row = tables().rows.get(name);
  return row && sinceOf(row[1]);
}

/** The first release without a parameter that older ones had ("3.6"), else `undefined`. */
export function parameterRemoved(name: string): string | undefined {
  const row = tables().rows.get(name);
  return row && removedIn(row[1]);
}

/** Read only by the fallback of a newer name (pcf_legacy_str_table in postconf/postconf_builtin.c); its default is empty. */
export function isLegacy(name: string, releases: readonly Release[]): boolean {
  const history = tables().legacy.get(name);
  return history !== undefined && releases.some((release) => factIn(history, release) !== undefined);
}

/** What to do instead, in Postfix's words, for a parameter that warns; of the newest possible release. */
export function deprecation(name: string, releases: readonly Release[]): string | undefined {
  const history = tables().deprecated.get(name);
  const newest = releases.at(-1);
  return history === undefined || newest === undefined ? undefined : factIn(history, newest);
}

type ParameterDefault =
  /** No release that is possible has the parameter. */
  | { readonly kind: "absent" }
  | { readonly kind: "known"; readonly value: string }
  /** The possible releases differ, or the build or the machine decides; `value` is the newest's, of Debian's build. */
  | {
      readonly kind: "unknown";
      readonly value: string;
      /** As each of the releases writes it, oldest first, where nothing but the release decides; else empty. */
      readonly candidates: readonly string[];
    };

export const parameterDefault = byReleases((name, releases): ParameterDefault => {
  const row = tables().rows.get(name);
  if (row === undefined) return isLegacy(name, releases) ? { kind: "known", value: "" } : { kind: "absent" };
  const values = new Set(releases.map((release) => factIn(row[1], release)));
  const value = [...values].findLast((candidate) => candidate !== undefined);
  if (value === undefined) return { kind: "absent" };
  if (tables().computed.has(name) || tables().decidedByBuild.has(name))
    return { kind: "unknown", value, candidates: [] };
  if (values.size > 1)
    return { kind: "unknown", value, candidates: [...values].map((candidate) => candidate ?? "") };
  return { kind: "known", value };
});

/** Names whose default the build decides; the value known here is that of Debian's build. */
export const buildNames = (): readonly string[] => data.decidedByBuild;

/** Defaults that a function computes on the machine: `myhostname`, `mynetworks`, `process_id`, ... */
export function isComputed(name: string): boolean {
  return tables().computed.has(name);
}

/** Parameters that nobody may set (PCF_PARAM_FLAG_READONLY). */
export function isReadOnly(name: string, releases: readonly Release[]): boolean {
  if (name === "process_id" || name === "process_name") return true;
  return name === "service_name" && releases.every((release) => !isAtLeast(release, 3, 11));
}

/** Table types whose definition is a file of their own. */
export const tableDrivers = once((): readonly string[] => [...tables().suffixes.keys()]);

/** Names that a table driver reads from its configuration; `undefined` for a type without such a file. */
export function tableNames(driver: string, releases: readonly Release[]): readonly string[] | undefined {
  const history = tables().suffixes.get(driver);
  if (history === undefined) return undefined;
  const known = new Set<string>();
  for (const release of releases)
    for (const name of factIn(history, release)?.split(" ") ?? []) known.add(name);
  return known.size === 0 ? undefined : [...known].sort();
}

/** Suffix of a service-defined parameter and the parameter whose value is its default (postconf/postconf_service.c). */
const transportSuffixes: readonly (readonly [suffix: string, fallback: string])[] = [
  ["_recipient_limit", "default_recipient_limit"],
  ["_extra_recipient_limit", "default_extra_recipient_limit"],
  ["_recipient_refill_limit", "default_recipient_refill_limit"],
  ["_recipient_refill_delay", "default_recipient_refill_delay"],
  ["_delivery_slot_cost", "default_delivery_slot_cost"],
  ["_delivery_slot_loan", "default_delivery_slot_loan"],
  ["_delivery_slot_discount", "default_delivery_slot_discount"],
  ["_minimum_delivery_slots", "default_minimum_delivery_slots"],
  ["_initial_destination_concurrency", "initial_destination_concurrency"],
  ["_destination_concurrency_limit", "default_destination_concurrency_limit"],
  ["_destination_recipient_limit", "default_destination_recipient_limit"],
  ["_destination_concurrency_positive_feedback", "default_destination_concurrency_positive_feedback"],
  ["_destination_concurrency_negative_feedback", "default_destination_concurrency_negative_feedback"],
  ["_destination_concurrency_failed_cohort_limit", "default_destination_concurrency_failed_cohort_limit"],
  ["_destination_rate_delay", "default_destination_rate_delay"],
  ["_transport_rate_delay", "default_transport_rate_delay"],
];
const timeLimit: (typeof transportSuffixes)[number] = ["_time_limit", "command_time_limit"];

/** Suffixes that a service brings, by the name of its daemon program; none for most. */
export function serviceSuffixes(program: string): typeof transportSuffixes {
  if (program === "spawn") return [timeLimit];
  if (program === "pipe") return [timeLimit, ...transportSuffixes];
  return ["local", "error", "virtual", "smtp", "lmtp"].includes(program) ? transportSuffixes : [];
}
