// What a client can reach of a Postfix system: each smtpd, postscreen and qmqpd that listens on the network.

import type { PostfixConfig } from "../resolve/postfix-config.ts";
import type { Origin } from "../system.ts";
import type { CleartextLogin, Listener } from "./listener.ts";
import { walkList } from "./postfix-access.ts";
import type { Results } from "./postfix-effects.ts";
import { perList } from "./postfix-lists.ts";
import { mynetworksTrust, stageOf } from "./postfix-relay.ts";
import { doorsOf, type Endpoint, serviceId } from "./postfix-services.ts";
import {
  discarded,
  offersTls,
  protocolRange,
  type ServerTls,
  serverProtocols,
  serverTls,
} from "./postfix-tls.ts";
import { flag, textValue } from "./postfix-values.ts";

export function postfixListeners(config: PostfixConfig): readonly Listener[] {
  const all = doorsOf(config);
  const behind = new Set(all.filter((one) => one.service !== one.door).map((one) => one.door));
  return all
    .filter((one) => one.program !== "postscreen" || !behind.has(one.service))
    .flatMap((one) => addressesOf(config, one).map((address) => listener(config, one, address)));
}

function listener(config: PostfixConfig, endpoint: Endpoint, address: string): Listener {
  const { program, door, port } = endpoint;
  const shared = {
    daemon: "postfix" as const,
    address,
    port,
    local: endpoint.local,
    name: serviceId(door),
    origin: { kind: "file", span: door.span, via: [] } satisfies Origin,
  };
  if (program === "smtpd") return { ...shared, ...smtpdListener(config, endpoint) };
  return {
    ...shared,
    protocol: program === "qmqpd" ? "other" : "smtp",
    tls: program === "qmqpd" ? "none" : postscreenTls(config, endpoint),
    tlsRequired: false,
    cleartextLogin: "nobody",
    mechanisms: { cleartext: [], tls: [] },
    minTls: undefined,
    because: {},
  };
}

type SmtpdPart = Omit<Listener, "daemon" | "address" | "port" | "local" | "name" | "origin">;

function smtpdListener(config: PostfixConfig, endpoint: Endpoint): SmtpdPart {
  const { service, port } = endpoint;
  const security = serverTls(config, service);
  const login = cleartextLogin(config, endpoint, security);
  const sasl = flag(config, "smtpd_sasl_auth_enable", service);
  const protocols = serverProtocols(config, security.level, service);
  const range =
    protocols.value?.unknown === false ? protocolRange(protocols.value.value, config.version) : undefined;
  const tls = tlsMode(config, endpoint, security, protocols.value?.unknown === false && range === undefined);
  const needed = security.level === "encrypt" || security.level === "wrapper";
  return {
    protocol: port === 587 || port === 465 ? "submission" : "smtp",
    tls,
    tlsRequired: security.level === "unknown" ? "unknown" : needed,
    cleartextLogin: login.who,
    mechanisms: {
      cleartext: sasl === "no" || login.who === "nobody" ? [] : undefined,
      tls: sasl === "no" || tls === "none" ? [] : undefined,
    },
    minTls: tls === "none" ? undefined : range?.lowest,
    because: {
      ...(login.because === undefined ? {} : { cleartextLogin: login.because }),
      ...(security.decidedBy === undefined ? {} : { tls: security.decidedBy.origin }),
      ...(protocols.value === undefined ? {} : { minTls: protocols.value.origin }),
    },
  };
}

/** Without a certificate, or with a protocol list that is wrong, STARTTLS is offered and answered with 454. */
function tlsMode(
  config: PostfixConfig,
  { service }: Endpoint,
  { level, certificate }: ServerTls,
  badProtocols: boolean,
): Listener["tls"] {
  if (level === "wrapper") return "implicit";
  if (level === "none" || (level !== "unknown" && certificate === "missing") || badProtocols) return "none";
  const offered = offersTls(config, service);
  return offered === undefined || level === "fatal" ? "unknown" : offered ? "starttls" : "none";
}

/**
 * smtpd takes AUTH before TLS when SASL is on and TLS is neither required nor required for AUTH
 * (`smtpd_tls_auth_only`). `smtpd_sasl_exceptions_networks` hides AUTH from the reply to EHLO, but it works.
 */
function cleartextLogin(
  config: PostfixConfig,
  endpoint: Endpoint,
  { level, decidedBy }: ServerTls,
): { who: CleartextLogin; because?: Origin } {
  const { service } = endpoint;
  const origin = (name: string): Origin | undefined => config.get(name, service)?.origin;
  const sasl = flag(config, "smtpd_sasl_auth_enable", service);
  if (sasl === "no" || sasl === "bad") return because("nobody", origin("smtpd_sasl_auth_enable"));
  if (level === "encrypt" || level === "wrapper" || level === "fatal")
    return because("nobody", decidedBy?.origin);
  const authOnly = flag(config, "smtpd_tls_auth_only", service);
  if (authOnly === "yes" || authOnly === "bad") return because("nobody", origin("smtpd_tls_auth_only"));
  const keywords = discarded(config, service);
  if (keywords?.has("auth")) return because("nobody", origin("smtpd_discard_ehlo_keywords"));
  const options = words(textValue(config, "smtpd_sasl_security_options", service));
  if (options?.includes("noplaintext")) return because("nobody", origin("smtpd_sasl_security_options"));
  const shut = shutOut(config, endpoint);
  if (shut !== undefined) return because(shut, origin("smtpd_client_restrictions"));
  const unknown = [sasl, authOnly, keywords, options].includes(undefined) || level === "unknown";
  const own = origin("smtpd_tls_auth_only");
  return because(
    unknown ? "unknown" : "anyone",
    own?.kind === "file" ? own : origin("smtpd_sasl_auth_enable"),
  );
}

function because(who: CleartextLogin, why: Origin | undefined): { who: CleartextLogin; because?: Origin } {
  return why === undefined ? { who } : { who, because: why };
}

function words(text: string | undefined): readonly string[] | undefined {
  return text?.toLowerCase().split(/[\s,]+/);
}

const strangersResults = perList<Results>();

/** Without `smtpd_delay_reject` the client restrictions turn a stranger away before AUTH. */
function shutOut(config: PostfixConfig, endpoint: Endpoint): CleartextLogin | undefined {
  const { service } = endpoint;
  const parameter = "smtpd_client_restrictions";
  const value = config.get(parameter, service);
  if (flag(config, "smtpd_delay_reject", service) !== "no" || value === undefined || value.unknown)
    return undefined;
  const around = {
    stage: stageOf(config, service, parameter, false),
    mynetworks: mynetworksTrust(config, endpoint),
    offersTls: offersTls(config, service),
  };
  const { version, fileNamed } = config;
  const results = strangersResults(
    { config, service, value },
    JSON.stringify([around, `${around.offersTls}`]),
    (classes) =>
      walkList(value, { ...around, version, classes, foreign: "none", clientListed: "none", fileNamed })
        .results,
  );
  if (results.has("permit") || results.has("pass")) return undefined;
  return /\bpermit_mynetworks\b/i.test(value.value) ? "trusted" : "nobody";
}

function postscreenTls(config: PostfixConfig, { service }: Endpoint): Listener["tls"] {
  const level = textValue(config, "postscreen_tls_security_level", service)?.toLowerCase();
  if (level === undefined) return "unknown";
  return level === "may" || level === "encrypt" ? "starttls" : "none";
}

/** `*` for all interfaces; an IPv6 address without brackets. */
function addressesOf(config: PostfixConfig, endpoint: Endpoint): readonly string[] {
  if (endpoint.host !== undefined) return [endpoint.host];
  const interfaces = words(textValue(config, "inet_interfaces"))?.filter((word) => word !== "") ?? [];
  if (interfaces.length === 0 || interfaces.includes("all") || interfaces.some((word) => word.includes("$")))
    return ["*"];
  return interfaces.flatMap((word) => {
    if (word === "loopback-only") return ["127.0.0.1", "::1"];
    return [word.replace(/^\[(.*)\]$/, "$1")];
  });
}
