// Standards as sets of rules: each clause with the rules that find where a configuration misses it.

import type { Finding } from "./finding.ts";

export interface Clause {
  /** As the standard numbers it, or its words where it numbers nothing. */
  readonly id: string;
  readonly title: string;
  readonly rules: readonly string[];
}

export interface Profile {
  readonly id: string;
  readonly title: string;
  readonly url: string;
  readonly clauses: readonly Clause[];
}

const versions = ["tls-min-version"];
const cleartext = [
  "cleartext-auth",
  "cleartext-auth-scoped",
  "tls-disabled",
  "tls-not-required",
  "trusted-network-cleartext",
  "postfix/submission-tls-optional",
];
const wrapped = [
  "implicit-tls-missing",
  "dovecot/tls-port-without-ssl",
  "dovecot/tls-listener-skipped",
  "postfix/smtps-without-wrappermode",
];
const ciphers = ["weak-cipher", "postfix/cipher-grade-low"];

/** Clauses about a server's configuration only: what needs the machine or the network is none of them. */
export const profiles: readonly Profile[] = [
  {
    id: "rfc8314",
    title: "RFC 8314, Cleartext Considered Obsolete: Use of TLS for Email Submission and Access",
    url: "https://www.rfc-editor.org/rfc/rfc8314",
    clauses: [
      { id: "3", title: "implicit TLS for IMAP, POP and submission", rules: wrapped },
      { id: "4.1", title: "no service that takes passwords in clear", rules: cleartext },
      { id: "4.1 with RFC 8997, 3", title: "TLS 1.2 or later", rules: versions },
      {
        id: "4.4",
        title: "a certificate for each TLS service",
        rules: ["tls-selected-no-cert", "dovecot/ssl-file-missing-angle"],
      },
    ],
  },
  {
    id: "rfc9325",
    title: "RFC 9325, Recommendations for Secure Use of TLS and DTLS",
    url: "https://www.rfc-editor.org/rfc/rfc9325",
    clauses: [
      {
        id: "3.1.1",
        title: "neither SSL nor TLS 1.0 and 1.1",
        rules: [...versions, "tls-min-version-opportunistic"],
      },
      {
        id: "3.2",
        title: "TLS required, not offered",
        rules: ["tls-not-required", "tls-disabled", "postfix/submission-tls-optional"],
      },
      { id: "3.3", title: "no TLS compression", rules: ["tls-compression"] },
      { id: "3.5", title: "no renegotiation by clients", rules: ["tls-renegotiation"] },
      {
        id: "4.1",
        title: "no NULL, RC4, export or other broken ciphers; forward secrecy",
        rules: [...ciphers, "cipher-no-forward-secrecy"],
      },
      { id: "4.2", title: "AEAD ciphers for TLS 1.2", rules: ["cipher-cbc-only"] },
      {
        id: "4.3",
        title: "TLS 1.3 not ruled out",
        rules: ["tls-max-version-capped", "tls13-suite-misplaced"],
      },
      {
        id: "4.5",
        title: "curves and Diffie-Hellman groups that are long enough",
        rules: ["weak-curve", "dh-params-obsolete"],
      },
    ],
  },
  {
    id: "rfc8996",
    title: "RFC 8996, Deprecating TLS 1.0 and TLS 1.1",
    url: "https://www.rfc-editor.org/rfc/rfc8996",
    clauses: [{ id: "4 and 5", title: "no TLS 1.0 and 1.1 where TLS is required", rules: versions }],
  },
  {
    id: "mozilla-intermediate",
    title: "Mozilla Server Side TLS 6.0, intermediate configuration",
    url: "https://ssl-config.mozilla.org/guidelines/6.0.json",
    clauses: [
      { id: "tls_versions", title: "TLS 1.2 and TLS 1.3", rules: [...versions, "tls-max-version-capped"] },
      {
        id: "ciphers",
        title: "AEAD ciphers with forward secrecy",
        rules: [...ciphers, "cipher-cbc-only", "cipher-no-forward-secrecy"],
      },
      { id: "tls_curves", title: "X25519 and the curves of NIST from P-256", rules: ["weak-curve"] },
      {
        id: "dh_param_size",
        title: "no ephemeral Diffie-Hellman over primes",
        rules: ["dh-params-obsolete"],
      },
    ],
  },
  {
    id: "complianceascode",
    title: "ComplianceAsCode, as the STIG and CIS profiles of Linux distributions use it",
    url: "https://github.com/ComplianceAsCode/content",
    clauses: [
      {
        id: "dovecot_disable_plaintext_auth",
        title: "no passwords in clear",
        rules: ["cleartext-auth", "cleartext-auth-scoped"],
      },
      { id: "dovecot_enable_ssl", title: "TLS in Dovecot", rules: ["tls-disabled", "tls-not-required"] },
      {
        id: "postfix_prevent_unrestricted_relay",
        title: "no open relay (STIG OL07-00-040680)",
        rules: ["open-relay", "mynetworks-wide", "postfix/no-relay-guard"],
      },
      {
        id: "postfix_network_listening_disabled",
        title: "a null client does not listen",
        rules: ["postfix/null-client-listens"],
      },
    ],
  },
];

export interface Judged {
  readonly clause: Clause;
  /** What misses it; none = met, as far as the configuration tells. */
  readonly findings: readonly Finding[];
}

export function judge({ clauses }: Profile, findings: readonly Finding[]): Judged[] {
  return clauses.map((clause) => ({
    clause,
    findings: findings.filter(({ rule }) => clause.rules.includes(rule)),
  }));
}

export function rulesOf({ clauses }: Profile): ReadonlySet<string> {
  return new Set(clauses.flatMap(({ rules }) => rules));
}

/** Names for `--profile`: all rules but those off by default, all rules, or those of a standard. */
export const profileNames: readonly string[] = ["default", "strict", ...profiles.map(({ id }) => id)];
