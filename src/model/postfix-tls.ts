// The TLS side of an smtpd service: its level, its certificate, its protocols (smtpd.c, pre_jail_init; tls_misc.c).

import type { MasterService } from "../../grammars/postfix-master/ast.ts";
import { parseProtocols } from "../../grammars/postfix-value/parser.ts";
import { ownEntry } from "../own-entry.ts";
import type { PostfixConfig, PostfixValue } from "../resolve/postfix-config.ts";
import { isBuiltin } from "../settings/postfix.ts";
import { atLeast, flag, textValue } from "./postfix-values.ts";

/** `fatal`: smtpd does not start; `unknown`: not known here. */
export type Level = "none" | "may" | "encrypt" | "wrapper" | "fatal" | "unknown";

export interface ServerTls {
  readonly level: Level;
  /** The parameter that decides the level. */
  readonly decidedBy: PostfixValue | undefined;
  /** `none`: it runs without one by intention (`smtpd_tls_cert_file = none`). */
  readonly certificate: "present" | "none" | "missing" | "unknown";
}

const enforcing = new Set(["encrypt", "verify", "secure", "fingerprint"]);

export function serverTls(config: PostfixConfig, service?: MasterService): ServerTls {
  return { ...levelOf(config, service), certificate: certificateOf(config, service) };
}

function levelOf(config: PostfixConfig, service?: MasterService): Pick<ServerTls, "level" | "decidedBy"> {
  const wrapper = flag(config, "smtpd_tls_wrappermode", service);
  const wrapperValue = config.get("smtpd_tls_wrappermode", service);
  if (wrapper === "yes") return { level: "wrapper", decidedBy: wrapperValue };
  if (wrapper !== "no") return { level: wrapper === "bad" ? "fatal" : "unknown", decidedBy: wrapperValue };
  const decidedBy = config.get("smtpd_tls_security_level", service);
  const text = textValue(config, "smtpd_tls_security_level", service)?.toLowerCase();
  if (text === undefined) return { level: "unknown", decidedBy };
  if (text === "") return legacyLevel(config, service, decidedBy);
  if (text === "none" || text === "may") return { level: text, decidedBy };
  return { level: enforcing.has(text) ? "encrypt" : "fatal", decidedBy };
}

function legacyLevel(
  config: PostfixConfig,
  service: MasterService | undefined,
  otherwise: PostfixValue | undefined,
): Pick<ServerTls, "level" | "decidedBy"> {
  for (const [name, level] of [
    ["smtpd_enforce_tls", "encrypt"],
    ["smtpd_use_tls", "may"],
  ] as const) {
    const decidedBy = config.get(name, service);
    const set = flag(config, name, service);
    if (set === "yes") return { level, decidedBy };
    if (set !== "no") return { level: set === "bad" ? "fatal" : "unknown", decidedBy };
  }
  return { level: "none", decidedBy: otherwise };
}

const certificates = [
  "smtpd_tls_chain_files",
  "smtpd_tls_cert_file",
  "smtpd_tls_eccert_file",
  "smtpd_tls_dcert_file",
];

function certificateOf(config: PostfixConfig, service?: MasterService): ServerTls["certificate"] {
  const known = certificates.filter((name) => config.releases.some((release) => isBuiltin(name, [release])));
  const texts = known.map((name) => textValue(config, name, service));
  const named = texts.filter((text) => text !== undefined && text !== "" && text.toLowerCase() !== "none");
  if (named.length > 0) return "present";
  if (texts.includes(undefined)) return "unknown";
  return texts.includes("none") ? "none" : "missing";
}

/** A client can turn TLS on, by STARTTLS or from the first byte. */
export function offersTls(config: PostfixConfig, service: MasterService): boolean | undefined {
  const { level, certificate } = serverTls(config, service);
  if (level === "unknown" || certificate === "unknown") return level === "none" ? false : undefined;
  if (level === "none" || level === "fatal" || certificate === "missing") return false;
  const words = discarded(config, service);
  return words === undefined ? undefined : level === "wrapper" || !words.has("starttls");
}

/** EHLO keywords that smtpd does not offer, in lower case; `undefined` = not known here. */
export function discarded(config: PostfixConfig, service?: MasterService): ReadonlySet<string> | undefined {
  const text = textValue(config, "smtpd_discard_ehlo_keywords", service);
  return text === undefined ? undefined : new Set(text.toLowerCase().split(/[\s,]+/));
}

export const tlsVersions = ["SSLv2", "SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"] as const;
type TlsVersion = (typeof tlsVersions)[number];

/** `undefined`: the list has a word that this release does not know, and TLS is off. */
interface ProtocolRange {
  readonly allowed: readonly TlsVersion[];
  readonly lowest: TlsVersion | undefined;
}

/**
 * What a protocol list allows. `>=` and `<=` exist since Postfix 3.6, and since then SSLv2 does not. An unknown word
 * makes the list invalid (`undefined`).
 */
export function protocolRange(text: string, version: string | undefined): ProtocolRange | undefined {
  const ranges = atLeast(version, "3.6");
  const items = parseProtocols(text);
  let allowed: readonly TlsVersion[] = ranges === false ? tlsVersions : tlsVersions.slice(1);
  const included: TlsVersion[] = [];
  for (const { kind, version: word } of items) {
    if ((kind === "at-least" || kind === "at-most") && ranges === false) return undefined;
    const at = indexOfVersion(word.text);
    if (at === undefined) return undefined;
    const named = tlsVersions[at];
    if (kind === "include" && named !== undefined) included.push(named);
    else if (kind === "exclude") allowed = allowed.filter((one) => one !== named);
    else if (kind === "at-least") allowed = allowed.filter((one) => tlsVersions.indexOf(one) >= at);
    else if (kind === "at-most") allowed = allowed.filter((one) => tlsVersions.indexOf(one) <= at);
  }
  if (included.length > 0) allowed = allowed.filter((one) => included.includes(one));
  return { allowed, lowest: allowed[0] };
}

const codes: Readonly<Record<string, number>> = { "300": 1, "301": 2, "302": 3, "303": 4, "304": 5 };

/** By name without case, or for a range by number in hex (`0304`). */
function indexOfVersion(word: string): number | undefined {
  const at = tlsVersions.findIndex((one) => one.toLowerCase() === word.toLowerCase());
  if (at !== -1) return at;
  return ownEntry(codes, word.toLowerCase().replace(/^0x/, "").replace(/^0+/, ""));
}

/** The protocol list that counts for a service: mandatory where TLS is, else opportunistic (smtpd.c). */
export function serverProtocols(
  config: PostfixConfig,
  level: Level,
  service?: MasterService,
): { name: string; value: PostfixValue | undefined } {
  const mandatory = level === "encrypt" || level === "wrapper";
  const name = mandatory ? "smtpd_tls_mandatory_protocols" : "smtpd_tls_protocols";
  return { name, value: config.get(name, service) };
}

/** The level of the SMTP client, old parameters included (smtp_tls_policy.c, global_tls_level); `undefined` = not known here. */
export function clientLevel(config: PostfixConfig, service?: MasterService): string | undefined {
  const level = textValue(config, "smtp_tls_security_level", service)?.toLowerCase();
  if (level !== "") return level;
  const enforce = flag(config, "smtp_enforce_tls", service);
  const use = flag(config, "smtp_use_tls", service);
  const peername = flag(config, "smtp_tls_enforce_peername", service);
  if (enforce === undefined || use === undefined || peername === undefined) return undefined;
  if (enforce === "yes") return peername === "yes" ? "verify" : "encrypt";
  return use === "yes" ? "may" : "none";
}

/** Parameters whose value is a protocol list. */
export const protocolParameters = ["smtpd", "smtp", "lmtp"].flatMap((side) => [
  `${side}_tls_protocols`,
  `${side}_tls_mandatory_protocols`,
]);
