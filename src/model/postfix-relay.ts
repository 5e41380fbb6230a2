// Who may relay: for each smtpd and qmqpd, whether a stranger's mail for a foreign domain is taken.

import type { MasterService } from "../../grammars/postfix-master/ast.ts";
import { parseRestrictions, parseWords } from "../../grammars/postfix-value/parser.ts";
import { oncePer } from "../once.ts";
import { ownEntry } from "../own-entry.ts";
import type { PostfixConfig, PostfixValue } from "../resolve/postfix-config.ts";
import type { Origin, PostfixSystem } from "../system.ts";
import {
  mayExpand,
  type RestrictionClass,
  type Stage,
  type Step,
  type Surroundings,
  walkList,
} from "./postfix-access.ts";
import type { Result } from "./postfix-effects.ts";
import { foreignIn, readNetworks, strangersIn, type Trust } from "./postfix-networks.ts";
import { isGuard, type Key, type RestrictionList, restrictionLists } from "./postfix-restrictions.ts";
import { doorsOf, type Endpoint } from "./postfix-services.ts";
import { offersTls } from "./postfix-tls.ts";
import { flag, textValue } from "./postfix-values.ts";

export interface RelayVerdict {
  /** `name/type` of the service. */
  readonly service: string;
  /** `depends`: on what `on` names, tables and policy services first of all. */
  readonly verdict: "closed" | "open" | "depends";
  /** The restrictions asked, in order, up to the one that decides. */
  readonly path: readonly Step[];
  readonly on: readonly string[];
  readonly endpoint: Endpoint;
}

/** One verdict a service that takes mail from the network, in the order of master.cf; without one, for main.cf alone. */
export const relay = oncePer((system: PostfixSystem): readonly RelayVerdict[] =>
  doorsOf(system.config)
    .filter((one) => one.program !== "postscreen")
    .map((one) => ({ service: one.id, endpoint: one, ...verdictOf(system.config, one) })),
);

type Verdict = Pick<RelayVerdict, "verdict" | "path" | "on">;

function verdictOf(config: PostfixConfig, endpoint: Endpoint): Verdict {
  if (endpoint.program === "qmqpd") return qmqpVerdict(config, endpoint);
  const { service } = endpoint;
  const classes = restrictionClasses(config, service);
  const fatal = fatalStep(config, service, classes);
  if (fatal !== undefined) return { verdict: "closed", path: [fatal], on: [] };
  const ofReleases = config.get("smtpd_relay_restrictions", service)?.ofReleases;
  if (ofReleases !== undefined)
    return inAll(ofReleases.map((text) => verdictOf(withRelayList(config, text), endpoint)));
  const shared = {
    version: config.version,
    classes,
    mynetworks: mynetworksTrust(config, endpoint),
    foreign: foreignTrust(config),
    clientListed: listedIn(config, service),
    offersTls: offersTls(config, service),
    fileNamed: config.fileNamed,
  };
  // Without `smtpd_helo_required` the stranger may leave the greeting out, and all that looks at it with it.
  const greeted = session(config, service, shared, true);
  if (greeted.verdict === "open" || flag(config, "smtpd_helo_required", service) === "yes") return greeted;
  const silent = session(config, service, shared, false);
  const order = ["closed", "depends", "open"];
  return order.indexOf(silent.verdict) > order.indexOf(greeted.verdict) ? silent : greeted;
}

/** As read by a release that has this default. */
function withRelayList(config: PostfixConfig, text: string): PostfixConfig {
  const value: PostfixValue = {
    raw: text,
    value: text,
    unknown: false,
    origin: { kind: "default" },
    overridden: [],
  };
  const get: PostfixConfig["get"] = (name, service) =>
    name === "smtpd_relay_restrictions" ? value : config.get(name, service);
  return { ...config, get };
}

/** What all releases agree on; the newest one's path. */
function inAll(verdicts: readonly Verdict[]): Verdict {
  const newest = verdicts.at(-1) ?? { verdict: "closed", path: [], on: [] };
  if (verdicts.every(({ verdict }) => verdict === newest.verdict)) return newest;
  const on = new Set(verdicts.flatMap((one) => one.on));
  return { ...newest, verdict: "depends", on: on.size === 0 ? ["smtpd_relay_restrictions"] : [...on] };
}

function session(
  config: PostfixConfig,
  service: MasterService,
  shared: Omit<Surroundings, "stage">,
  hasHelo: boolean,
): Verdict {
  const path: Step[] = [];
  const on = new Set<string>();
  let open = true;
  for (const parameter of listOrder(config, service)) {
    if (parameter === "smtpd_helo_restrictions" && !hasHelo) continue;
    const value = config.get(parameter, service);
    if (value === undefined) continue;
    const { results, steps, on: decides } = walkValue(parameter, value);
    path.push(...steps);
    if (!results.has("permit") && !results.has("pass")) return { verdict: "closed", path, on: [] };
    if (results.has("reject") || results.has("discard")) {
      open = false;
      for (const one of decides) on.add(one);
    }
  }
  return { verdict: open ? "open" : "depends", path, on: [...on] };

  function walkValue(parameter: RestrictionList, value: PostfixValue) {
    if (value.unknown && value.origin.kind === "default") {
      const step: Step = {
        parameter,
        restriction: `$${parameter}`,
        outcome: "depends",
        origin: value.origin,
      };
      return { results: new Set<Result>(["pass", "reject"]), steps: [step], on: [parameter] };
    }
    // At level 0 smtpd asks what the newer default would do, to log it, and stumbles over a bad `mynetworks` (FAKE_RELAY_CHECKS).
    const asked = value.origin.kind === "default" && value.value.trim() === "";
    if (parameter === "smtpd_relay_restrictions" && asked && shared.mynetworks === "error") {
      const outcome = "reject" as const;
      const step: Step = { parameter, restriction: "permit_mynetworks", outcome, origin: value.origin };
      return { results: new Set<Result>(["reject"]), steps: [step], on: [] };
    }
    const stage = stageOf(config, service, parameter, hasHelo);
    return walkList(value, { ...shared, stage });
  }
}

/** The relay list comes first since Postfix 3.6, by a parameter whose default the compatibility level decides. */
function listOrder(config: PostfixConfig, service: MasterService): readonly RestrictionList[] {
  const relayFirst = flag(config, "smtpd_relay_before_recipient_restrictions", service) === "yes";
  const [client, helo, sender, relayList, recipient, ...rest] = restrictionLists;
  return [
    client,
    helo,
    sender,
    ...(relayFirst ? [relayList, recipient] : ([recipient, relayList] as const)),
    ...rest,
  ];
}

const bareKeys: Partial<Record<RestrictionList, Key>> = {
  smtpd_client_restrictions: "client",
  smtpd_helo_restrictions: "helo",
  smtpd_sender_restrictions: "sender",
  smtpd_relay_restrictions: "recipient",
  smtpd_recipient_restrictions: "recipient",
};

export function stageOf(
  config: PostfixConfig,
  service: MasterService,
  parameter: RestrictionList,
  hasHelo: boolean,
): Stage {
  const bare = ownEntry(bareKeys, parameter);
  const delayed = flag(config, "smtpd_delay_reject", service) !== "no";
  const atData = bare === undefined;
  const ownStage = bare === "recipient";
  return {
    parameter,
    bare,
    hasHelo: hasHelo && (delayed || parameter !== "smtpd_client_restrictions"),
    hasSender: delayed || atData || ownStage || parameter === "smtpd_sender_restrictions",
    // DATA knows no recipient when there are several (smtpd_check_data).
    hasRecipient: ownStage || (delayed && !atData),
    atRcpt: ownStage || (delayed && !atData),
  };
}

/** The classes of `smtpd_restriction_classes` by name. */
export function restrictionClasses(
  config: PostfixConfig,
  service: MasterService,
): ReadonlyMap<string, RestrictionClass> {
  const classes = new Map<string, RestrictionClass>();
  for (const name of (textValue(config, "smtpd_restriction_classes", service) ?? "").split(/[\s,]+/)) {
    const value = name === "" ? undefined : config.get(name, service);
    if (value !== undefined) classes.set(name, { steps: parseRestrictions(value.value), value });
  }
  return classes;
}

/** smtpd refuses to start without anything that rejects by default (smtpd_check_init, has_required). */
function fatalStep(
  config: PostfixConfig,
  service: MasterService,
  classes: ReadonlyMap<string, RestrictionClass>,
): Step | undefined {
  const lists = ["smtpd_relay_restrictions", "smtpd_recipient_restrictions"] as const;
  const values = lists.map((name) => config.get(name, service));
  const guarded = values.some((value) => value?.unknown === true && value.origin.kind === "default");
  if (guarded || values.some((value) => value !== undefined && hasGuard(value.value, classes)))
    return undefined;
  const written = values.findIndex((value) => value?.origin.kind === "file");
  const at = written === -1 ? 0 : written;
  const origin: Origin = values[at]?.origin ?? { kind: "default" };
  return {
    parameter: lists[at] ?? lists[0],
    restriction: "nothing that rejects by default",
    outcome: "fatal",
    origin,
  };
}

/** Looks at words, an argument as if it were a restriction; what may expand to anything counts as a guard. */
function hasGuard(text: string, classes: ReadonlyMap<string, RestrictionClass>, depth = 0): boolean {
  const words = parseWords(text).map((word) => word.text);
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? "";
    const lower = word.toLowerCase();
    if (lower === "warn_if_reject" && at + 1 < words.length) {
      at++;
      continue;
    }
    if (lower === "permit") return false;
    if (isGuard(word) || (mayExpand(word) && !word.includes(":"))) return true;
    const group = classes.get(word);
    if (group !== undefined && depth < 20 && hasGuard(group.value.value, classes, depth + 1)) return true;
  }
  return false;
}

export function mynetworksTrust(config: PostfixConfig, endpoint: Endpoint): Trust | "unknown" {
  const value = config.get("mynetworks", endpoint.service);
  // The default is made of this machine's own addresses (`mynetworks_style`).
  if (value === undefined || value.origin.kind === "default") return "none";
  return value.unknown ? "unknown" : trustIn(value.value, config, endpoint);
}

/** Thousands of services may share one long list. */
const trusts = oncePer((_config: PostfixConfig) => new Map<string, Map<string, Trust>>());

function trustIn(list: string, config: PostfixConfig, endpoint: Endpoint): Trust {
  const families = familiesOf(config, endpoint);
  const known = trusts(config).get(`${families}`) ?? new Map<string, Trust>();
  trusts(config).set(`${families}`, known);
  const trust =
    known.get(list) ?? strangersIn(readNetworks(list, config.fileNamed), families, config.fileNamed);
  known.set(list, trust);
  return trust;
}

function familiesOf(config: PostfixConfig, endpoint: Endpoint): readonly (4 | 6)[] {
  if (endpoint.host !== undefined && /^[\d.]+$/.test(endpoint.host)) return [4];
  const protocols = (textValue(config, "inet_protocols") ?? "all").toLowerCase();
  if (protocols === "ipv4") return [4];
  return protocols === "ipv6" || endpoint.host?.includes(":") === true ? [6] : [4, 6];
}

/** trivial-rewrite(8) classifies domains, by main.cf alone: an override of smtpd has no effect on it. */
const foreignTrust = oncePer((config: PostfixConfig): Trust | "unknown" => listedIn(config, undefined));

/** Whether names that nobody here listed match `relay_domains`. */
function listedIn(config: PostfixConfig, service: MasterService | undefined): Trust | "unknown" {
  const value = config.get("relay_domains", service);
  if (value === undefined || value.origin.kind === "default") return "none";
  if (value.unknown) return "unknown";
  const parents = textValue(config, "parent_domain_matches_subdomains");
  const parentsMatch = parents === undefined || /\brelay_domains\b/.test(parents);
  return foreignIn(value.value, parentsMatch, config.fileNamed);
}

/** qmqpd(8) relays for whom `qmqpd_authorized_clients` lists. */
function qmqpVerdict(config: PostfixConfig, endpoint: Endpoint): Verdict {
  const name = "qmqpd_authorized_clients";
  const value = config.get(name, endpoint.service);
  if (value === undefined) return { verdict: "closed", path: [], on: [] };
  const trust = value.unknown ? "some" : trustIn(value.value, config, endpoint);
  if (trust === "all") return { verdict: "open", path: [], on: [] };
  return trust === "some"
    ? { verdict: "depends", path: [], on: [name] }
    : { verdict: "closed", path: [], on: [] };
}

/** The decisive step of an open or closed verdict: where a finding points. */
export function decisive(verdict: RelayVerdict): Step | undefined {
  if (verdict.verdict !== "open") return verdict.path.at(-1);
  const permits = verdict.path.filter(({ outcome }) => outcome === "permit");
  const ofRelay = permits.findLast(({ parameter }) => parameter === "smtpd_relay_restrictions");
  return ofRelay ?? permits.at(-1) ?? verdict.path.at(-1);
}
