// Effective values: `-o` over main.cf over defaults, expanded as the service would (mail_conf_lookup_eval()).

import type { MainSetting } from "../../grammars/postfix-main/ast.ts";
import type { MasterOverride, MasterService } from "../../grammars/postfix-master/ast.ts";
import { isComputed, parameterDefault, parameterFact } from "../settings/postfix.ts";
import { isAtLeast, type Release } from "../settings/postfix-release.ts";
import type { Origin } from "../system.ts";
import type { PostfixValue } from "./postfix-config.ts";
import { type Expansion, expandText, type Looked } from "./postfix-expand.ts";
import { type Entry, type MainTable, originOf, overridesOf, programOf } from "./postfix-tree.ts";
import { isTemplate } from "./template.ts";

interface ValueInput {
  readonly main: MainTable;
  readonly withoutMain: boolean;
  readonly releases: readonly Release[];
  /** Release as given, for `$mail_version`; with a patch level only. */
  readonly mailVersion: string | undefined;
  /** Default of a name that a service in master.cf brings. */
  readonly serviceDefault: (name: string) => string | undefined;
}

/** A value before expansion. */
export interface Written {
  readonly raw: string;
  readonly unknown: boolean;
  /** Only the machine knows the value, which is not empty. */
  readonly machine: boolean;
  readonly entry: Entry<MainSetting | MasterOverride> | undefined;
  /** A default as each possible release writes it, where they differ. */
  readonly candidates?: readonly string[];
}

export interface Values {
  readonly get: (name: string, service?: MasterService) => PostfixValue | undefined;
  readonly written: (name: string, service: MasterService | undefined) => Written | undefined;
  readonly expand: (text: string, service?: MasterService, given?: ReadonlyMap<string, string>) => Expansion;
  readonly refersTo: (name: string) => ReadonlySet<string>;
}

const nothing: ReadonlySet<string> = new Set();
const defaultOrigin: Origin = { kind: "default" };

export function createValues(input: ValueInput): Values {
  const levelOperators = input.releases.some((release) => isAtLeast(release, 3, 6));
  const written = (name: string, service: MasterService | undefined) => writtenValue(input, name, service);
  const expandNoting = (
    text: string,
    service: MasterService | undefined,
    given?: ReadonlyMap<string, string>,
    asked?: Set<string>,
  ) =>
    expandText(text, {
      levelOperators,
      lookup(name) {
        asked?.add(name);
        const own = given?.get(name);
        if (own !== undefined) return { kind: "value", text: own, unknown: false };
        // Who wrote only master.cf down may have named it in main.cf.
        return looked(written(name, service)) ?? (input.withoutMain ? { kind: "unknown" } : undefined);
      },
    });
  const known = new Map<MasterService | undefined, Map<string, PostfixValue | undefined>>();
  /** The names that a value of main.cf refers to, through others as well. */
  const askedFor = new Map<string, Set<string>>();
  const get: Values["get"] = (name, service) => {
    const ofService = known.get(service) ?? new Map<string, PostfixValue | undefined>();
    known.set(service, ofService);
    const before = ofService.get(name);
    if (before !== undefined || ofService.has(name)) return before;
    const value = service !== undefined && isShared(name, service) ? get(name) : workOut(name, service);
    ofService.set(name, value);
    return value;
  };
  /** The value of main.cf holds for a service that sets neither the name nor any to which the value refers. */
  const isShared = (name: string, service: MasterService): boolean => {
    if (isOwn(name, service)) return false;
    for (const one of refersTo(name)) if (isOwn(one, service)) return false;
    return true;
  };
  const refersTo = (name: string) => {
    get(name);
    return askedFor.get(name) ?? nothing;
  };
  const workOut = (name: string, service: MasterService | undefined) => {
    const asked = new Set<string>();
    if (service === undefined) askedFor.set(name, asked);
    return effective(name, written(name, service), (text) => expandNoting(text, service, undefined, asked));
  };
  return {
    written,
    expand: (text, service, given) => expandNoting(text, service, given),
    get,
    refersTo,
  };
}

function looked(found: Written | undefined): Looked | undefined {
  if (found === undefined) return undefined;
  if (found.machine) return { kind: "machine" };
  if (found.unknown && found.entry === undefined) return { kind: "unknown" };
  return { kind: "value", text: found.raw, unknown: found.unknown };
}

function effective(
  name: string,
  found: Written | undefined,
  expand: (text: string) => Expansion,
): PostfixValue | undefined {
  if (found === undefined) return undefined;
  const { raw, entry, candidates } = found;
  const plain = found.machine || parameterFact(name)?.type === "raw";
  const expansion = plain ? undefined : expand(raw);
  const ofReleases = candidates === undefined || plain ? undefined : expandedAlike(candidates.map(expand));
  const [shared, another] = ofReleases ?? [];
  if (shared !== undefined && another === undefined)
    return { raw, value: shared, unknown: false, origin: defaultOrigin, overridden: [] };
  return {
    raw,
    value: expansion?.value ?? raw,
    unknown: found.unknown || found.machine || expansion?.unknown === true || expansion?.error !== undefined,
    ...(ofReleases === undefined ? {} : { ofReleases }),
    origin: entry === undefined ? defaultOrigin : originOf(entry.statement),
    overridden: entry === undefined ? [] : entry.overridden.map(originOf),
    ...(entry === undefined ? {} : { statement: entry.statement }),
  };
}

/**
 * The values that releases give one default, each once; `undefined` when one of them is not known. Releases write
 * the test of `compatibility_level` in two ways and mostly mean the same; the older way fails on a level like `3.6`,
 * which only newer releases have.
 */
function expandedAlike(expansions: readonly Expansion[]): readonly string[] | undefined {
  const possible = expansions.filter(({ error }) => error === undefined);
  if (possible.length === 0 || possible.some(({ unknown }) => unknown)) return undefined;
  return [...new Set(possible.map(({ value }) => value))];
}

function writtenValue(
  input: ValueInput,
  name: string,
  service: MasterService | undefined,
): Written | undefined {
  const ofService = service && readOnlyOf(name, service);
  if (ofService !== undefined) return { raw: ofService, unknown: false, machine: false, entry: undefined };
  const override = service && overridesOf(service).get(name);
  if (override !== undefined) {
    const raw = override.statement.value.text;
    return { raw, unknown: isTemplate(raw), machine: false, entry: override };
  }
  const entry = name === "process_id" || name === "process_name" ? undefined : input.main.get(name);
  if (entry !== undefined) {
    const raw = entry.statement.value;
    return { raw, unknown: isTemplate(raw), machine: false, entry };
  }
  return defaultValue(input, name);
}

function isOwn(name: string, service: MasterService): boolean {
  return readOnlyOf(name, service) !== undefined || overridesOf(service).has(name);
}

/** What the daemon knows of itself (pcf_parse_master_entry(), and the daemon skeletons in master/). */
function readOnlyOf(name: string, service: MasterService): string | undefined {
  if (name === "process_name") return programOf(service);
  return name === "service_name" ? service.name.text : undefined;
}

function defaultValue(input: ValueInput, name: string): Written | undefined {
  const computed = computedDefault(input, name);
  if (computed !== undefined) return computed;
  const fallback = parameterDefault(name, input.releases);
  if (fallback.kind === "absent") {
    const raw = input.serviceDefault(name);
    if (raw === undefined) return undefined;
    return { raw, unknown: input.withoutMain, machine: false, entry: undefined };
  }
  const unknown = fallback.kind === "unknown" || input.withoutMain;
  const given: Written = { raw: fallback.value, unknown, machine: false, entry: undefined };
  if (fallback.kind === "known" || fallback.candidates.length === 0 || input.withoutMain) return given;
  return { ...given, candidates: fallback.candidates };
}

/** Defaults that Postfix computes; without the machine only those that main.cf decides. */
function computedDefault(input: ValueInput, name: string): Written | undefined {
  if (name === "mail_version" && input.mailVersion !== undefined)
    return { raw: input.mailVersion, unknown: false, machine: false, entry: undefined };
  if (!isComputed(name) && name !== "mail_version") return undefined;
  const machine: Written = { raw: `$${name}`, unknown: true, machine: true, entry: undefined };
  if (input.withoutMain || name !== "mydomain") return machine;
  const host = hostName(input);
  if (host === undefined) return machine;
  const dot = host.indexOf(".");
  const raw = dot === -1 ? "localdomain" : host.slice(dot + 1);
  return { raw, unknown: false, machine: false, entry: undefined };
}

/** `myhostname` as main.cf alone has it, without any default (mail_conf_lookup_eval()); `undefined` when it is not set. */
function hostName({ main, releases }: ValueInput): string | undefined {
  const written = main.get("myhostname")?.statement.value;
  if (written === undefined || isTemplate(written)) return undefined;
  const lookup = (name: string): Looked | undefined => {
    const text = main.get(name)?.statement.value;
    return text === undefined ? undefined : { kind: "value", text, unknown: isTemplate(text) };
  };
  const levelOperators = releases.some((release) => isAtLeast(release, 3, 6));
  const { value, unknown, error } = expandText(written, { lookup, levelOperators });
  return unknown || error !== undefined ? undefined : value;
}
