import { defineRule } from "../../src/rule.ts";
import type { System } from "../../src/system.ts";
import { agreeing, firstLine, viaRelated } from "../../src/vocabulary.ts";
import { byPlace, loginListeners, namesOf, valuePart } from "../../src/vocabulary-dovecot.ts";

const below = new Set(["SSLv2", "SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2", "ANY"]);

const advice: Readonly<Record<System["daemon"], string>> = {
  dovecot: "ssl_min_protocol = TLSv1.3",
  postfix: "smtpd_tls_mandatory_protocols = >=TLSv1.3",
  courier:
    'TLS_PRIORITY="NORMAL:-VERS-TLS-ALL:+VERS-TLS1.3"` on a build with GnuTLS; OpenSSL has no name for it in `TLS_PROTOCOL',
};

export default defineRule({
  id: "tls12-accepted",
  since: "0.1.0",
  severity: "note",
  securitySeverity: 2.0,
  precision: "very-high",
  cwe: [326],
  optIn: true,
  summary: "TLS 1.2 is accepted where the policy is TLS 1.3 only.",
  why: `TLS 1.2 is sound with the right ciphers, and clients of before 2018 speak nothing newer. Policies such as Mozilla's modern
configuration ask for TLS 1.3 only, which has no weak choice left to make.`,
  remedy: "Accept TLS 1.3 and later only, once all clients that log in speak it.",
  references: [
    {
      title: "Mozilla Server Side TLS 6.0, modern",
      url: "https://ssl-config.mozilla.org/guidelines/6.0.json",
    },
    { title: "Dovecot, SSL configuration", url: "https://doc.dovecot.org/latest/core/config/ssl.html" },
    {
      title: "Postfix, smtpd_tls_mandatory_protocols",
      url: "https://www.postfix.org/postconf.5.html#smtpd_tls_mandatory_protocols",
    },
  ],
  check(context) {
    for (const system of context.systems) {
      const older = loginListeners(system).filter(
        ({ minTls, tls, protocol }) =>
          minTls !== undefined &&
          below.has(minTls) &&
          (tls === "implicit" || tls === "starttls") &&
          protocol !== "smtp",
      );
      for (const { origin, listeners } of byPlace(
        older,
        (one) => one.because.minTls ?? one.origin,
      ).values()) {
        const names = namesOf(listeners);
        context.report({
          span: origin?.kind === "file" ? valuePart(origin.span) : firstLine(system),
          message: `${names} ${agreeing(names, "accepts", "accept")} ${listeners[0]?.minTls}; for TLS 1.3 only write \`${advice[system.daemon]}\``,
          related: origin === undefined ? [] : viaRelated(origin),
        });
      }
    }
  },
  examples: [
    {
      title: "the usual setting",
      bad: "protocols = imap\nssl = required\nssl_cert = </etc/ssl/certs/mail.pem\nssl_key = </etc/ssl/private/mail.key\nssl_min_protocol = «TLSv1.2»\n",
    },
    {
      title: "the default of Postfix",
      files: {
        "main.cf":
          "«compatibility_level = 3.6»\nsmtpd_tls_chain_files = /etc/ssl/private/mail.pem\nsmtpd_tls_security_level = may\n",
        "master.cf":
          "submission inet n - y - - smtpd\n  -o smtpd_tls_security_level=encrypt\n  -o smtpd_sasl_auth_enable=yes\n",
      },
    },
    {
      title: "TLS 1.3 only",
      good: "protocols = imap\nssl = required\nssl_cert = </etc/ssl/certs/mail.pem\nssl_key = </etc/ssl/private/mail.key\nssl_min_protocol = TLSv1.3\n",
    },
    {
      title: "a port without TLS is another rule's",
      good: "protocols = imap\nssl = no\n",
      trap: true,
    },
  ],
});
