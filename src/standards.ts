// Standards as clauses: each with the rules that find where a configuration misses it.
//
// A clause is here only when its text was at hand: the RFCs, Mozilla's guidelines, the specifications that the BSI publishes
// with its test tool TaSK, ComplianceAsCode for STIG, CIS and ANSSI; of NIST SP 800-52r2 and PCI DSS as they are quoted.

import type { Profile } from "./profiles.ts";

const required = ["tls-min-version"];
const versions = [...required, "tls-min-version-opportunistic"];
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
const groups = ["weak-curve", "weak-dh"];

export const standards: readonly Profile[] = [
  {
    id: "rfc8314",
    title: "RFC 8314, Cleartext Considered Obsolete: Use of TLS for Email Submission and Access",
    url: "https://www.rfc-editor.org/rfc/rfc8314",
    left: "Clauses about DNS records, mail clients and what is shown to users are left out.",
    clauses: [
      { id: "3", title: "implicit TLS for IMAP, POP and submission", rules: wrapped },
      { id: "4.1", title: "no service that takes passwords in clear", rules: cleartext },
      { id: "4.1 with RFC 8997, 3", title: "TLS 1.2 or later", rules: required },
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
    left: "Clauses about certificates, extensions and the TLS library itself are left out: a configuration does not show them.",
    clauses: [
      {
        id: "3.1.1",
        title: "neither SSL nor TLS 1.0 and 1.1",
        rules: versions,
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
        rules: [...groups, "dh-params-obsolete"],
      },
    ],
  },
  {
    id: "rfc8996",
    title: "RFC 8996, Deprecating TLS 1.0 and TLS 1.1",
    url: "https://www.rfc-editor.org/rfc/rfc8996",
    left: "Clauses about TLS libraries and documents are left out.",
    clauses: [{ id: "4 and 5", title: "no TLS 1.0 and 1.1 where TLS is required", rules: required }],
  },
  {
    id: "mozilla-intermediate",
    title: "Mozilla Server Side TLS 6.0, intermediate configuration",
    url: "https://ssl-config.mozilla.org/guidelines/6.0.json",
    left: "Certificates, their lifetime and OCSP are left out: a configuration does not show them.",
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
    id: "mozilla-modern",
    title: "Mozilla Server Side TLS 6.0, modern configuration",
    url: "https://ssl-config.mozilla.org/guidelines/6.0.json",
    left: "Certificates (ECDSA only), their lifetime and OCSP are left out: a configuration does not show them.",
    clauses: [
      {
        id: "tls_versions",
        title: "TLS 1.3 only",
        rules: [...versions, "tls12-accepted", "tls-max-version-capped"],
      },
      { id: "ciphersuites", title: "the three suites of TLS 1.3", rules: ["tls13-suite-misplaced"] },
      { id: "tls_curves", title: "X25519 and the curves of NIST from P-256", rules: ["weak-curve"] },
      {
        id: "dh_param_size",
        title: "no ephemeral Diffie-Hellman over primes",
        rules: ["dh-params-obsolete"],
      },
    ],
  },
  {
    id: "nist-sp800-52r2",
    title: "NIST SP 800-52 Rev. 2, Guidelines for TLS implementations: requirements for servers",
    url: "https://doi.org/10.6028/NIST.SP.800-52r2",
    left: "Server certificates, extensions, session resumption and validated modules are left out, and so are clients.",
    clauses: [
      {
        id: "3.1",
        title: "TLS 1.2 and TLS 1.3, nothing older",
        rules: [...versions, "tls-max-version-capped"],
      },
      {
        id: "3.3.1",
        title: "approved cipher suites, with ephemeral keys",
        rules: [...ciphers, "cipher-no-forward-secrecy", "tls13-suite-misplaced"],
      },
    ],
  },
  {
    id: "bsi-tr-03108",
    title: "BSI TR-03108-1, Secure E-Mail Transport, with the parameters of TR-03116-4 and TR-02102-2",
    url: "https://github.com/BSI-Bund/TaSK/tree/master/task/data/specification/ApplicationSpecifications",
    left: "Security concept, data protection, certificates (3.6.1 for RSA and ECDSA keys), DNSSEC of the own zone and TLSA records are left out: a configuration does not show them.",
    clauses: [
      {
        id: "TR-03116-4, TLS versions",
        title: "TLS 1.2, TLS 1.3, and none older",
        rules: [...versions, "tls-max-version-capped"],
      },
      {
        id: "TR-02102-2, 3.3.1.1",
        title: "cipher suites with forward secrecy",
        rules: [...ciphers, "cipher-no-forward-secrecy"],
      },
      { id: "TR-02102-2, 3.3.2", title: "elliptic curves from 256 bits", rules: ["weak-curve"] },
      {
        id: "TR-02102-2, 3.3.4.1",
        title: "no renegotiation by clients",
        rules: ["tls-renegotiation"],
      },
      { id: "TR-02102-2, 3.3.4.3", title: "no TLS compression", rules: ["tls-compression"] },
      {
        id: "TR-02102-2, 3.6.1",
        title: "Diffie-Hellman groups that are long enough",
        rules: ["weak-dh", "dh-params-obsolete"],
      },
      {
        id: "TR-03108-1, interface to other providers",
        title: "TLS with DANE to other mail servers",
        daemon: "postfix",
        rules: [
          "outbound-tls-none",
          "outbound-tls-unauthenticated",
          "postfix/dane-without-dnssec",
          "postfix/tls-policy-downgrade",
        ],
      },
      {
        id: "TR-03108-1, interface to users",
        title: "no connection of users without TLS",
        rules: [...cleartext, ...wrapped],
      },
    ],
  },
  {
    id: "pci-dss-4",
    title: "PCI DSS v4.0.1, requirements that a mail server's configuration can miss",
    url: "https://www.pcisecuritystandards.org/document_library/",
    left: "Lockout (8.3.4), certificates and inventories (4.2.1.1), logging and all organisational requirements are left out.",
    clauses: [
      {
        id: "4.2.1",
        title: "strong cryptography over open, public networks",
        rules: [
          ...versions,
          ...ciphers,
          ...groups,
          "cipher-no-forward-secrecy",
          "tls-compression",
          "tls-disabled",
          "tls-not-required",
          "tls-selected-no-cert",
          "starttls-disabled",
          "outbound-tls-none",
          "backend-cert-not-verified",
        ],
      },
      {
        id: "8.3.2",
        title: "authentication factors unreadable in transmission and storage",
        rules: [
          ...cleartext,
          "backend-cleartext",
          "ldap-cleartext",
          "sql-cleartext",
          "http-cleartext-service",
          "relayhost-auth-cleartext",
          "plaintext-password-storage",
          "weak-password-scheme",
          "password-logging",
          "courier/clear-password-field",
          "courier/debug-login",
        ],
      },
      {
        id: "8.6.2",
        title: "no passwords of applications in configuration files",
        rules: ["secret-in-config", "inline-private-key", "postfix/secret-in-static-map"],
      },
    ],
  },
  {
    id: "anssi-bp-028",
    title: "ANSSI BP-028 v2.0, Configuration recommendations of a GNU/Linux system",
    url: "https://github.com/ComplianceAsCode/content/blob/master/controls/anssi.yml",
    left: "Only the recommendations that a mail server's configuration can miss are listed.",
    clauses: [
      {
        id: "R68",
        title: "protecting stored passwords",
        rules: ["plaintext-password-storage", "weak-password-scheme", "courier/clear-password-field"],
      },
      {
        id: "R69",
        title: "securing access to remote user databases",
        rules: ["ldap-cleartext", "sql-cleartext", "backend-cert-not-verified"],
      },
      {
        id: "R74",
        title: "hardening the local messaging service: mail is taken from this host only",
        daemon: "postfix",
        rules: ["postfix/null-client-listens", "open-relay", "mynetworks-wide"],
      },
    ],
  },
  {
    id: "complianceascode",
    title: "ComplianceAsCode, as the STIG and CIS profiles of Linux distributions use it",
    url: "https://github.com/ComplianceAsCode/content",
    left: "Rules about packages, permissions and aliases are left out.",
    clauses: [
      {
        id: "dovecot_disable_plaintext_auth",
        title: "no passwords in clear",
        daemon: "dovecot",
        rules: ["cleartext-auth", "cleartext-auth-scoped"],
      },
      {
        id: "dovecot_enable_ssl",
        title: "TLS in Dovecot",
        daemon: "dovecot",
        rules: ["tls-disabled", "tls-not-required"],
      },
      {
        id: "postfix_prevent_unrestricted_relay",
        title: "no open relay (STIG OL07-00-040680)",
        daemon: "postfix",
        rules: ["open-relay", "mynetworks-wide", "postfix/no-relay-guard"],
      },
      {
        id: "postfix_network_listening_disabled",
        title: "a null client does not listen (CIS RHEL 8 2.2.18, CIS SLE 15 2.2.15, ANSSI BP-028 R74)",
        daemon: "postfix",
        rules: ["postfix/null-client-listens"],
      },
      {
        id: "postfix_server_banner",
        title: "the greeting does not name the software",
        daemon: "postfix",
        rules: ["banner-leak"],
      },
    ],
  },
];
