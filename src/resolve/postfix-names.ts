// Which names count as parameters, as postconf(1) decides it: built-in, of a service, of a table, or used as `$name`.
//
// postconf/postconf_service.c, postconf/postconf_user.c, postconf/postconf_dbms.c. Names that are set and used nowhere are
// what postconf calls unused.

import type { MasterService } from "../../grammars/postfix-master/ast.ts";
import {
  builtinNames,
  isBuiltin,
  isLegacy,
  isReadOnly,
  parameterDefault,
  parameterFact,
  serviceSuffixes,
  tableNames,
} from "../settings/postfix.ts";
import type { Release } from "../settings/postfix-release.ts";
import { tableReferences } from "./postfix-dbms.ts";
import { expandText, type Looked, namesUsed } from "./postfix-expand.ts";
import type { MainTable } from "./postfix-tree.ts";

export interface PostfixNames {
  /** Set in main.cf, the name counts. */
  readonly inMain: (name: string) => boolean;
  /** Set by `-o` of this service, the name counts. */
  readonly inService: (name: string, service: MasterService) => boolean;
  /** Built-in names and those of services, in no order. */
  readonly withDefault: () => readonly string[];
}

interface NameInput {
  readonly main: MainTable;
  readonly services: readonly MasterService[];
  readonly releases: readonly Release[];
  readonly serviceDefaults: ServiceDefaults;
  /** A service's own parameters as postconf sees them: services of one name and type share them. */
  readonly overrides: (service: MasterService) => ReadonlyMap<string, string> | undefined;
  /** Expands a value in a service's view; `undefined` when Postfix refuses it. */
  readonly expand: (text: string, service: MasterService | undefined) => string | undefined;
}

interface Work extends NameInput {
  readonly mainNames: Set<string>;
  readonly serviceNames: Map<MasterService, Set<string>>;
  readonly classes: Set<string>;
  /** Services by the names that they set. */
  readonly holders: ReadonlyMap<string, readonly MasterService[]>;
}

export function collectNames(input: NameInput): PostfixNames {
  const work: Work = {
    ...input,
    mainNames: new Set(),
    serviceNames: new Map(input.services.map((service) => [service, new Set()])),
    classes: new Set(),
    holders: holdersOf(input),
  };
  const builtin = (name: string) =>
    isBuiltin(name, input.releases) ||
    isLegacy(name, input.releases) ||
    input.serviceDefaults.get(name) !== undefined;
  const ofServices = input.services.flatMap((service) => [...(input.overrides(service)?.keys() ?? [])]);
  const open = [...input.main.keys(), ...ofServices].filter((name) => !builtin(name));
  // Most files hold built-in names only, and then there is nothing to find out.
  if (open.length > 0) {
    for (const service of input.services) scanSpace(work, service);
    scanDefaults(work, open);
    scanSpace(work, undefined);
    markClasses(work);
  }
  return {
    inMain: (name) => builtin(name) || work.mainNames.has(name),
    inService: (name, service) =>
      builtin(name) || work.mainNames.has(name) || work.serviceNames.get(service)?.has(name) === true,
    withDefault: () => [...new Set([...builtinNames(input.releases), ...work.serviceDefaults.names()])],
  };
}

/** Names that services bring, and their defaults such as `$default_destination_rate_delay`. */
export interface ServiceDefaults {
  readonly get: (name: string) => string | undefined;
  readonly names: () => Iterable<string>;
}

/** Each service of a transport brings more than a dozen names, of which hardly any is asked for. */
export function serviceDefaults(
  services: readonly MasterService[],
  releases: readonly Release[],
): ServiceDefaults {
  const suffixesOf = (service: MasterService) => serviceSuffixes(service.command.text);
  /** By suffix, then by name: how many services came before the last that brings it. */
  const ranks = new Map<string, { readonly fallback: string; readonly byName: Map<string, number> }>();
  for (const [rank, service] of services.entries())
    for (const [suffix, fallback] of suffixesOf(service)) {
      const known = ranks.get(suffix) ?? { fallback, byName: new Map<string, number>() };
      ranks.set(suffix, known);
      known.byName.set(service.name.text, rank);
    }
  return {
    get: (name) => {
      let found: { readonly rank: number; readonly fallback: string } | undefined;
      for (const [suffix, { fallback, byName }] of ranks) {
        if (!name.endsWith(suffix)) continue;
        const rank = byName.get(name.slice(0, -suffix.length));
        if (rank !== undefined && rank >= (found?.rank ?? 0)) found = { rank, fallback };
      }
      return found === undefined || isBuiltin(name, releases) ? undefined : `$${found.fallback}`;
    },
    *names() {
      for (const service of services)
        for (const [suffix] of suffixesOf(service)) {
          const name = service.name.text + suffix;
          if (!isBuiltin(name, releases)) yield name;
        }
    },
  };
}

function holdersOf({ services, overrides }: NameInput): ReadonlyMap<string, readonly MasterService[]> {
  const holders = new Map<string, MasterService[]>();
  for (const service of services)
    for (const name of overrides(service)?.keys() ?? []) {
      const those = holders.get(name);
      if (those === undefined) holders.set(name, [service]);
      else those.push(service);
    }
  return holders;
}

/** The name=value pairs of one space: main.cf, or the `-o` options of one service. */
function pairsOf(work: Work, service: MasterService | undefined): Iterable<readonly [string, string]> {
  if (service !== undefined) return work.overrides(service) ?? [];
  return [...work.main].map(([name, { statement }]) => [name, statement.value] as const);
}

function scanSpace(work: Work, service: MasterService | undefined): void {
  const pairs = new Map(pairsOf(work, service));
  const classes = pairs.get("smtpd_restriction_classes");
  for (const name of words(classes && expandWithin(classes, pairs))) {
    if (service === undefined) work.classes.add(name);
    markUsed(work, name, service);
  }
  for (const [name, value] of pairs) {
    if (isReadOnly(name, work.releases)) continue;
    const known = isBuiltin(name, work.releases) || work.serviceDefaults.get(name) !== undefined;
    if (parameterFact(name)?.type === "raw" && known) continue;
    for (const use of namesUsed(value).uses) markUsed(work, use.name, service);
    if (known) markTables(work, value, service);
  }
}

/** pcf_lookup_eval(): expanded with the names of the same space alone. */
function expandWithin(text: string, pairs: ReadonlyMap<string, string>): string {
  const lookup = (name: string): Looked | undefined => {
    const found = pairs.get(name);
    return found === undefined ? undefined : { kind: "value", text: found, unknown: false };
  };
  return expandText(text, { lookup, levelOperators: true }).value;
}

function words(text: string | undefined): string[] {
  return (text ?? "").split(/[, \t\r\n]+/).filter((word) => word !== "");
}

/** Some defaults name an obsolete parameter for the sake of those who still set it (pcf_scan_default_parameter_values). */
function scanDefaults(work: Work, open: readonly string[]): void {
  const wanted = new Set(open);
  for (const name of builtinNames(work.releases)) {
    if (work.main.has(name) || parameterFact(name)?.type === "raw") continue;
    const fallback = parameterDefault(name, work.releases);
    if (fallback.kind === "absent" || !mayUse(fallback.value, wanted)) continue;
    for (const use of namesUsed(fallback.value).uses) markUsed(work, use.name, undefined);
  }
}

/** A name is used behind `$`, `${` or `$(`. */
function mayUse(value: string, wanted: ReadonlySet<string>): boolean {
  if (!value.includes("$")) return false;
  for (const [, name = ""] of value.matchAll(/\$[({]?(\w+)/g)) if (wanted.has(name)) return true;
  return false;
}

/** pcf_flag_user_parameter(): a name that is used counts where it has a value. */
function markUsed(work: Work, name: string, service: MasterService | undefined): void {
  if (service !== undefined && work.overrides(service)?.has(name)) {
    work.serviceNames.get(service)?.add(name);
    return;
  }
  if (work.main.has(name)) work.mainNames.add(name);
  if (service !== undefined) return;
  for (const other of work.holders.get(name) ?? []) work.serviceNames.get(other)?.add(name);
}

function markTables(work: Work, value: string, service: MasterService | undefined): void {
  if (!/[:$]/.test(value)) return;
  const expanded = work.expand(value, service);
  for (const { type, name } of tableReferences(expanded ?? "")) {
    if (/^[/.{]/.test(name)) continue;
    for (const suffix of tableNames(type, work.releases) ?? []) markUsed(work, `${name}_${suffix}`, service);
  }
}

/** A restriction class of main.cf may be set by any service. */
function markClasses(work: Work): void {
  for (const service of work.services)
    for (const name of work.overrides(service)?.keys() ?? [])
      if (work.classes.has(name)) work.serviceNames.get(service)?.add(name);
}
