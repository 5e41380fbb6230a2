// Postfix's part of the rules that are about all daemons: each function is one rule's check of Postfix systems.

import type { MasterService } from "../grammars/postfix-master/ast.ts";
import { broken, weakWords } from "./model/cipher-list.ts";
import { isPrivate, isThisMachine, parseNetwork } from "./model/networks.ts";
import { clientLevel } from "./model/postfix-tls.ts";
import { flag, textValue } from "./model/postfix-values.ts";
import type { PostfixConfig, PostfixValue } from "./resolve/postfix-config.ts";
import type { RuleContext } from "./rule.ts";
import { listed } from "./vocabulary.ts";
import {
  byPlace,
  releaseAtLeast,
  type Smtpd,
  setFix,
  smtpds,
  withFix,
  wordsOf,
  written,
} from "./vocabulary-postfix.ts";

/** `auth-socket-cleartext-tcp`: the client's side, `smtpd_sasl_path` of Dovecot's protocol. */
export function authSocketOverTcp(context: RuleContext): void {
  for (const one of written(context, "smtpd_sasl_path")) {
    const match = /^inet:(.*?)(?::[^:]*)?$/.exec(one.text);
    const type = textValue(one.config, "smtpd_sasl_type", one.service);
    if (match === null || type?.toLowerCase() !== "dovecot") continue;
    const host = bare(match[1] ?? "");
    const network = parseNetwork(host);
    // Without a host it is `localhost` (inet_connect()).
    if (host === "" || isThisMachine(host)) continue;
    context.report({
      span: one.span,
      severity: network === undefined || isPrivate(network) ? "warning" : "error",
      message: `\`smtpd_sasl_path = ${one.text}\` sends passwords to \`${host}\` in clear; use a UNIX socket or a tunnel`,
    });
  }
}

const transports = [
  "mailbox_transport",
  "virtual_transport",
  "local_transport",
  "relay_transport",
  "default_transport",
];

/** `lmtp-cleartext-network`: delivery by Postfix's LMTP client. */
export function lmtpInClear(context: RuleContext): void {
  for (const one of written(context, ...transports)) {
    const match = /^lmtp:inet:(\[[^\]]*\]|[^:]+)/i.exec(one.text);
    const host = bare(match?.[1] ?? "localhost");
    const level = textValue(one.config, "lmtp_tls_security_level")?.toLowerCase();
    if (isThisMachine(host) || (level !== "" && level !== "none")) continue;
    if (["lmtp_use_tls", "lmtp_enforce_tls"].some((name) => flag(one.config, name) !== "no")) continue;
    context.report({
      span: one.span,
      message: `\`${one.name} = ${one.text}\` carries all mail to \`${host}\` in clear; set \`lmtp_tls_security_level = encrypt\``,
    });
  }
}

function bare(host: string): string {
  return host.replace(/^\[(.*)\]$/, "$1");
}

/** `tls-selected-no-cert`: STARTTLS is offered and answered with 454 (smtpd.c, "No server certs available"). */
export function noCertificate(context: RuleContext): void {
  const found = [...smtpds(context)].filter(
    ({ tls, endpoint, config }) =>
      tls.certificate === "missing" &&
      ["may", "encrypt", "wrapper"].includes(tls.level) &&
      !endpoint.local &&
      !config.withoutMain,
  );
  const place = ({ tls, place }: Smtpd) =>
    place(tls.level === "wrapper" ? "smtpd_tls_wrappermode" : levelName(tls.decidedBy));
  for (const [span, services] of byPlace(found, place))
    context.report({
      span,
      message: `TLS is on for ${listed(services.map(({ label }) => label))}, but no certificate is set, so every handshake fails; set ${chains(services) ? "`smtpd_tls_chain_files`, or " : ""}\`smtpd_tls_cert_file\` and \`smtpd_tls_key_file\``,
    });
}

/** Each of their releases has `smtpd_tls_chain_files`. */
function chains(services: readonly Smtpd[]): boolean {
  return services.every(({ config }) => releaseAtLeast(config, "3.4") === true);
}

function levelName(value: PostfixValue | undefined): string {
  const name = value?.statement?.name;
  if (name === undefined) return "smtpd_tls_security_level";
  return typeof name === "string" ? name : name.text;
}

const cipherLists = ["tls_high_cipherlist", "tls_medium_cipherlist"];

/** `weak-cipher`: lists of a grade. Anonymous ciphers are there for port 25 by intention (TLS_README). */
export function weakCiphers(context: RuleContext): void {
  for (const one of written(context, ...cipherLists)) {
    const weak = weakWords(one.text).filter(({ weakness }) => weakness !== "anonymous");
    if (weak.length === 0) continue;
    context.report({
      span: one.span,
      severity: weak.some(({ word, weakness }) => broken.has(weakness) && word !== "ALL" && word !== "MEDIUM")
        ? "error"
        : "warning",
      message: `\`${one.name}\` admits ${listed(weak.map(({ weakness }) => `\`${weakness}\``))}; delete the line, and choose by grade`,
    });
  }
}

/** `anonymous-auth`: options written without `noanonymous`, which the default has. */
export function anonymousLogin(context: RuleContext): void {
  for (const one of written(context, "smtpd_sasl_security_options", "smtpd_sasl_tls_security_options")) {
    if (wordsOf(one.text).includes("noanonymous")) continue;
    const services = one.service === undefined ? one.config.services : [one.service];
    const used =
      flag(one.config, "smtpd_sasl_auth_enable") === "yes" ||
      services.some((service) => flag(one.config, "smtpd_sasl_auth_enable", service) === "yes");
    if (!used) continue;
    const all = one.text === "" ? "noanonymous" : `${one.value.raw}, noanonymous`;
    context.report({
      span: one.text === "" ? one.statement : one.span,
      severity: "warning",
      message: `\`${one.name}\` lacks \`noanonymous\`: a client may log in as nobody in particular; add it`,
      ...withFix(one.text === "" ? undefined : setFix(one, all)),
    });
  }
}

const encrypting = new Set(["encrypt", "verify", "secure", "fingerprint", "dane-only"]);

/** The TLS level with which the password for the relay host may go out in clear; `undefined`: it may not, or that is not known. */
export function relayPasswordInClear(config: PostfixConfig, service?: MasterService): string | undefined {
  const text = (name: string): string | undefined => textValue(config, name, service);
  const options = text("smtp_sasl_security_options");
  const level = clientLevel(config, service);
  const safe =
    flag(config, "smtp_sasl_auth_enable", service) !== "yes" ||
    options === undefined ||
    wordsOf(options).includes("noplaintext") ||
    text("smtp_tls_policy_maps") !== "" ||
    text("smtp_sasl_password_maps") === "" ||
    flag(config, "smtp_tls_wrappermode", service) !== "no";
  return safe || level === undefined || encrypting.has(level) ? undefined : level;
}
