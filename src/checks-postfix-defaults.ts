// `postfix/changed-default`: defaults that differ between the release that runs and the one that is to come.

import type { Severity } from "./finding.ts";
import { textValue } from "./model/postfix-values.ts";
import type { PostfixConfig } from "./resolve/postfix-config.ts";
import type { RuleContext } from "./rule.ts";
import { isAtLeast } from "./settings/postfix-release.ts";
import type { PostfixSystem } from "./system.ts";
import { firstLine, postfixSystems } from "./vocabulary.ts";

interface Change {
  /** What the change does to mail and clients. */
  readonly effect: string;
  readonly severity?: Severity;
  /** It counts only for configurations with this in some value. */
  readonly where?: RegExp;
  /** What a release does that has no such parameter. */
  readonly absent?: string;
  /** What to write, when it is not the old value. */
  readonly advice?: string;
  /** The values are too long to be read. */
  readonly long?: boolean;
}

const fingerprints: Change = {
  effect: "fingerprints in tables and policies are compared in the new digest and match no more",
  where: /fingerprint|check_ccert_access|permit_tls_clientcerts/,
  advice: "make the tables anew",
};

/** Defaults whose change does something (RELEASE_NOTES and COMPATIBILITY_README of 3.0 to 3.11). */
const changes: Readonly<Record<string, Change>> = {
  append_dot_mydomain: { effect: "`user@host` gets no domain any more" },
  lmtp_tls_fingerprint_digest: fingerprints,
  milter_default_action: {
    effect: "a Milter that fails ends the client's session",
    where: /^(?:non_)?smtpd_milters=./m,
  },
  mynetworks_style: {
    effect: "other clients count as one's own and may relay",
    severity: "warning",
    advice: "write `mynetworks` with the networks that may relay",
  },
  relay_domains: { effect: "mail for other domains is relayed or refused", severity: "warning" },
  smtp_tls_fingerprint_digest: fingerprints,
  smtp_tls_security_level: { effect: "outgoing mail is encrypted where the other side offers it" },
  smtpd_forbid_bare_newline: {
    effect: "a client that ends a message with bare newlines is not understood any more",
    advice: "name those that must be in `smtpd_forbid_bare_newline_exclusions`",
    absent: "no",
  },
  smtpd_forbid_unauth_pipelining: {
    effect: "clients that send commands without waiting for the answer are refused",
    advice: "write `-o smtpd_forbid_unauth_pipelining=no` for a service of such clients only",
    absent: "no",
  },
  smtpd_relay_before_recipient_restrictions: {
    effect: "the relay restrictions come before the recipient restrictions, or behind them",
    absent: "no",
  },
  smtpd_relay_restrictions: {
    effect: "who may relay is decided by another list",
    severity: "warning",
  },
  smtpd_tls_fingerprint_digest: fingerprints,
  smtputf8_enable: { effect: "addresses in other scripts than Latin are taken", absent: "no" },
  tls_medium_cipherlist: {
    effect: "peers that know only RC4, 3DES, SEED or IDEA get no TLS",
    long: true,
    where: /_tls/,
  },
};

export function changedDefaults(context: RuleContext): void {
  for (const system of postfixSystems(context)) {
    const { config } = system;
    const all = config.before();
    const before = all.filter((one) => isOlder(one, config) && (all.length === 1 || isNotBelowLevel(one)));
    if (config.withoutMain || before.length === 0) continue;
    const text = textOf(config);
    for (const [name, change] of Object.entries(changes))
      if (change.where?.test(text) ?? true) report(context, system, before, name, change);
  }
}

/** All that main.cf and the services set, `name=value` a line. */
function textOf({ parameters, services }: PostfixConfig): string {
  const ofServices = services.flatMap(({ overrides }) =>
    overrides.map(({ name, value }) => `${name.text}=${value.text}`),
  );
  return [...parameters.map(({ name, value }) => `${name}=${value}`), ...ofServices].join("\n");
}

function report(
  context: RuleContext,
  system: PostfixSystem,
  before: readonly PostfixConfig[],
  name: string,
  change: Change,
): void {
  const now = defaultOf(system.config, name, change);
  const was = before.findLast((one) => {
    const text = defaultOf(one, name, change);
    return text !== undefined && text !== now;
  });
  const old = was && defaultOf(was, name, change);
  if (now === undefined || was === undefined || old === undefined) return;
  // A tree that does not say what it runs on now may run on a release with the new default already.
  const until = before.some((one) => defaultOf(one, name, change) === now) ? "up to" : "in";
  const what = change.long
    ? `is another in postfix ${nameOf(system.config)} than ${until} postfix ${nameOf(was)}`
    : `is ${quoted(now)} in postfix ${nameOf(system.config)} and was ${quoted(old)} ${until} postfix ${nameOf(was)}`;
  const advice = change.advice ?? `to keep it as it is, write \`${name} =${old === "" ? "" : ` ${old}`}\``;
  context.report({
    span: firstLine(system),
    ...(change.severity === undefined ? {} : { severity: change.severity }),
    message: `the default of \`${name}\` ${what}: ${change.effect}${change.long ? "" : `; ${advice}`}`,
  });
}

function quoted(text: string): string {
  return text === "" ? "empty" : `\`${text}\``;
}

function nameOf({ releases }: PostfixConfig): string {
  const last = releases.at(-1);
  return `${last?.major}.${last?.minor}`;
}

/** The value where no file sets it, as one would write it; `undefined` when set or not known. */
function defaultOf(config: PostfixConfig, name: string, { absent }: Change): string | undefined {
  const value = config.get(name);
  if (value === undefined) return absent;
  if (value.origin.kind === "file") return undefined;
  if (!value.raw.includes("{{")) return value.raw.trim();
  return value.unknown ? undefined : value.value.trim();
}

function isOlder({ releases: [one] }: PostfixConfig, { releases: [target] }: PostfixConfig): boolean {
  return one !== undefined && target !== undefined && !isAtLeast(one, target.major, target.minor);
}

/** A compatibility level names the release that the tree was written for, or one before it. */
function isNotBelowLevel(config: PostfixConfig): boolean {
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(textValue(config, "compatibility_level") ?? "") ?? [];
  const [release] = config.releases;
  return major === undefined || release === undefined || isAtLeast(release, Number(major), Number(minor));
}
