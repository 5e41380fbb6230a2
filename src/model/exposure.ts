// What a scan of the network would hold against a host: the counts that Shadowserver's daily reports are made of.

import type { HostReport } from "../lint-many.ts";
import type { Listener } from "./listener.ts";

/**
 * Listeners that the network reaches, counted by weakness; one listener may count in several.
 * A listener of which the files do not tell counts in `unknown` only.
 */
export interface Exposure {
  /** IMAP or POP3 that never offers TLS, as the "Vulnerable IMAP" and "Vulnerable POP3" reports count. */
  readonly withoutTls: number;
  /** Anyone may send a password in clear. */
  readonly cleartextLogin: number;
  /** SMTP services that take a stranger's mail for a foreign domain. */
  readonly openRelay: number;
  /** Users log in through TLS before 1.2 ("SSL-POODLE" and its kin), or the host admits broken ciphers. */
  readonly weakTls: number;
  /** TLS or login not known from these files. */
  readonly unknown: number;
}

export const exposures = ["withoutTls", "cleartextLogin", "openRelay", "weakTls", "unknown"] as const;

/** One word or two, for lists. */
export const exposureWords: Readonly<Record<keyof Exposure, string>> = {
  withoutTls: "no TLS",
  cleartextLogin: "passwords in clear",
  openRelay: "open relay",
  weakTls: "weak TLS",
  unknown: "unknown",
};

export function exposureOf({
  systems,
  findings,
  suppressed,
}: Pick<HostReport, "systems" | "findings" | "suppressed">): Exposure {
  const reached = systems.flatMap(({ listeners }) => listeners).filter(({ local }) => !local);
  const count = (test: (listener: Listener) => boolean) => reached.filter(test).length;
  const old = count((one) => takesLogins(one) && isOld(one.minTls));
  const all = [...findings, ...suppressed.map(({ finding }) => finding)];
  const broken = all.some(({ rule }) => cipherRules.has(rule)) && reached.some(({ tls }) => tls !== "none");
  return {
    withoutTls: count(({ protocol, tls }) => isMailbox(protocol) && tls === "none"),
    cleartextLogin: count(({ cleartextLogin }) => cleartextLogin === "anyone"),
    openRelay: systems.reduce((sum, { openRelays }) => sum + openRelays, 0),
    weakTls: old === 0 && broken ? 1 : old,
    unknown: count(({ tls, cleartextLogin }) => tls === "unknown" || cleartextLogin === "unknown"),
  };
}

/** Rules that find export, NULL, anonymous, DES, RC4 and 3DES ciphers. */
const cipherRules: ReadonlySet<string> = new Set(["weak-cipher", "postfix/cipher-grade-low"]);

function isMailbox(protocol: Listener["protocol"]): boolean {
  return protocol === "imap" || protocol === "pop3";
}

/** Between mail servers any TLS is better than none (RFC 7435), so port 25 does not count. */
function takesLogins({ protocol }: Listener): boolean {
  return isMailbox(protocol) || protocol === "submission" || protocol === "managesieve";
}

function isOld(minTls: string | undefined): boolean {
  return minTls !== undefined && /^(?:SSLv|TLSv1(?:\.[01])?$)/.test(minTls);
}
