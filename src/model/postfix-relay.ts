// Who may relay: for each smtpd and qmqpd, whether a stranger's mail for a foreign domain is taken.

import type { MasterService } from "../../grammars/postfix-master/ast.ts";
import { parseWords } from "../../grammars/postfix-value/parser.ts";
import { oncePer, oncePerKey } from "../once.ts";
import { ownEntry } from "../own-entry.ts";
import type { PostfixConfig, PostfixValue } from "../resolve/postfix-config.ts";
import type { Origin, PostfixSystem } from "../system.ts";
import {
  mayExpand,
  type Stage,
  type Step,
  type Surroundings,
  type Walk,
  walkList,
} from "./postfix-access.ts";
import type { Result } from "./postfix-effects.ts";
import { type Classes, perList } from "./postfix-lists.ts";
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
  /** The restrictions asked, in order, up to the one that decides; those of each list by themselves. */
  readonly lists: readonly (readonly Step[])[];
  readonly on: readonly string[];
  readonly endpoint: Endpoint;
}

/** One verdict a service that takes mail from the network, in the order of master.cf; without one, for main.cf alone. */
export const relay = oncePer((system: PostfixSystem): readonly RelayVerdict[] =>
  doorsOf(system.config)
    .filter((one) => one.program !== "postscreen")
    .map((one) => ({ service: one.id, endpoint: one, ...verdictOf(system.config, one) })),
);

type Verdict = Pick<RelayVerdict, "verdict" | "lists" | "on">;

function verdictOf(config: PostfixConfig, endpoint: Endpoint): Verdict {
  if (endpoint.program === "qmqpd") return qmqpVerdict(config, endpoint);
  const { service } = endpoint;
  const fatal = fatalStep(config, service);
  if (fatal !== undefined) return { verdict: "closed", lists: [[fatal]], on: [] };
  const ofReleases = config.get("smtpd_relay_restrictions", service)?.ofReleases;
  if (ofReleases !== undefined)
    return inAll(ofReleases.map((text) => verdictOf(withRelayList(config)(text), endpoint)));
  const shared = {
    version: config.version,
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
const withRelayList = oncePer((config: PostfixConfig) =>
  oncePerKey((text: string): PostfixConfig => {
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
  }),
);

/** What all releases agree on; the newest one's lists. */
function inAll(verdicts: readonly Verdict[]): Verdict {
  const newest = verdicts.at(-1) ?? { verdict: "closed", lists: [], on: [] };
  if (verdicts.every(({ verdict }) => verdict === newest.verdict)) return newest;
  const on = new Set(verdicts.flatMap((one) => one.on));
  return { ...newest, verdict: "depends", on: on.size === 0 ? ["smtpd_relay_restrictions"] : [...on] };
}

type Session = Omit<Surroundings, "stage" | "classes">;

function session(config: PostfixConfig, service: MasterService, shared: Session, hasHelo: boolean): Verdict {
  const walks: Walk[] = [];
  for (const parameter of listOrder(config, service)) {
    if (parameter === "smtpd_helo_restrictions" && !hasHelo) continue;
    const value = config.get(parameter, service);
    if (value === undefined) continue;
    const walk = walkOf(config, service, parameter, value, shared, hasHelo);
    walks.push(walk);
    if (isShut(walk)) break;
  }
  return judged(config)(walks);
}

const isShut = ({ results }: Walk): boolean => !results.has("permit") && !results.has("pass");

/** One verdict for all services whose lists give the same walks. */
const judged = oncePer((_config: PostfixConfig) => {
  const ranks = new Map<Walk, number>();
  const known = new Map<string, Verdict>();
  return (walks: readonly Walk[]): Verdict => {
    const key = walks.map((walk) => {
      const rank = ranks.get(walk) ?? ranks.size;
      ranks.set(walk, rank);
      return rank;
    });
    const verdict = known.get(`${key}`) ?? judge(walks);
    known.set(`${key}`, verdict);
    return verdict;
  };
});

function judge(walks: readonly Walk[]): Verdict {
  const lists = walks.map(({ steps }) => steps);
  if (walks.some(isShut)) return { verdict: "closed", lists, on: [] };
  const deciding = walks.filter(({ results }) => results.has("reject") || results.has("discard"));
  const on = new Set(deciding.flatMap((walk) => walk.on));
  return { verdict: deciding.length === 0 ? "open" : "depends", lists, on: [...on] };
}

const walked = perList<Walk>();

function walkOf(
  config: PostfixConfig,
  service: MasterService,
  parameter: RestrictionList,
  value: PostfixValue,
  shared: Session,
  hasHelo: boolean,
): Walk {
  const { mynetworks, foreign, clientListed, offersTls } = shared;
  const stage = stageOf(config, service, parameter, hasHelo);
  const circumstances = JSON.stringify([stage, mynetworks, foreign, clientListed, `${offersTls}`]);
  return walked({ config, service, value }, circumstances, (classes) => {
    const { origin } = value;
    const only = (restriction: string, outcome: Step["outcome"], results: Result[], on: string[]): Walk => ({
      results: new Set(results),
      steps: [{ parameter, restriction, outcome, origin }],
      on,
    });
    if (value.unknown && origin.kind === "default")
      return only(`$${parameter}`, "depends", ["pass", "reject"], [parameter]);
    // At level 0 smtpd asks what the newer default would do, to log it, and stumbles over a bad `mynetworks` (FAKE_RELAY_CHECKS).
    const asked = origin.kind === "default" && value.value.trim() === "";
    if (parameter === "smtpd_relay_restrictions" && asked && mynetworks === "error")
      return only("permit_mynetworks", "reject", ["reject"], []);
    return walkList(value, { ...shared, stage, classes });
  });
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

/** smtpd refuses to start without anything that rejects by default (smtpd_check_init, has_required). */
function fatalStep(config: PostfixConfig, service: MasterService): Step | undefined {
  const lists = ["smtpd_relay_restrictions", "smtpd_recipient_restrictions"] as const;
  const values = lists.map((name) => config.get(name, service));
  const guarded = values.some((value) => value?.unknown === true && value.origin.kind === "default");
  if (guarded || values.some((value) => value !== undefined && isGuarded(config, service, value)))
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

const guardOf = perList<boolean>();

function isGuarded(config: PostfixConfig, service: MasterService, value: PostfixValue): boolean {
  return guardOf({ config, service, value }, "", (classes) => hasGuard(value.value, classes, 0, new Map()));
}

/**
 * Looks at words, an argument as if it were a restriction; what may expand to anything counts as a guard. `known`: by
 * depth and name of a class that is named more than once.
 */
function hasGuard(text: string, classes: Classes, depth: number, known: Map<string, boolean>): boolean {
  const ofClass = (name: string): boolean => {
    const key = `${depth} ${name}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const group = depth < 20 ? classes(name) : undefined;
    const guards = group !== undefined && hasGuard(group.value.value, classes, depth + 1, known);
    known.set(key, guards);
    return guards;
  };
  const words = parseWords(text).map((word) => word.text);
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? "";
    const lower = word.toLowerCase();
    if (lower === "warn_if_reject" && at + 1 < words.length) {
      at++;
      continue;
    }
    if (lower === "permit") return false;
    if (isGuard(word) || (mayExpand(word) && !word.includes(":")) || ofClass(word)) return true;
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
  return value.unknown ? "unknown" : foreignOf(config)(value);
}

const foreignOf = oncePer((config: PostfixConfig) =>
  oncePer((value: PostfixValue): Trust => {
    const parents = textValue(config, "parent_domain_matches_subdomains");
    const parentsMatch = parents === undefined || /\brelay_domains\b/.test(parents);
    return foreignIn(value.value, parentsMatch, config.fileNamed);
  }),
);

/** qmqpd(8) relays for whom `qmqpd_authorized_clients` lists. */
function qmqpVerdict(config: PostfixConfig, endpoint: Endpoint): Verdict {
  const name = "qmqpd_authorized_clients";
  const value = config.get(name, endpoint.service);
  if (value === undefined) return { verdict: "closed", lists: [], on: [] };
  const trust = value.unknown ? "some" : trustIn(value.value, config, endpoint);
  if (trust === "all") return { verdict: "open", lists: [], on: [] };
  return trust === "some"
    ? { verdict: "depends", lists: [], on: [name] }
    : { verdict: "closed", lists: [], on: [] };
}

/** The decisive step of an open or closed verdict: where a finding points. */
export function decisive({ verdict, lists }: RelayVerdict): Step | undefined {
  const last = lists.findLast((list) => list.length > 0)?.at(-1);
  if (verdict !== "open") return last;
  const permits = lists.flatMap((list) => lastPermit(list) ?? []);
  return (
    permits.findLast(({ parameter }) => parameter === "smtpd_relay_restrictions") ?? permits.at(-1) ?? last
  );
}

const lastPermit = oncePer((list: readonly Step[]): Step | undefined =>
  list.findLast(({ outcome }) => outcome === "permit"),
);
