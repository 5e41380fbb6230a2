import type { Protocol } from "../../src/model/listener.ts";
import { defineRule, rfc } from "../../src/rule.ts";
import { agreeing, firstLine } from "../../src/vocabulary.ts";
import { loginListeners, namesOf } from "../../src/vocabulary-dovecot.ts";

const ports: Partial<Readonly<Record<Protocol, number>>> = { imap: 993, pop3: 995, submission: 465 };

export default defineRule({
  id: "implicit-tls-missing",
  since: "0.1.0",
  severity: "note",
  securitySeverity: 3.1,
  precision: "high",
  cwe: [319],
  summary: "Clients can use STARTTLS only; the port for implicit TLS is closed.",
  why: `Implicit TLS leaves an attacker no clear text to tamper with, and clients look for it first. With STARTTLS alone a
session can be kept in clear.`,
  remedy: "Open the port for implicit TLS as well: 993 for IMAP, 995 for POP3, 465 for submission.",
  references: [rfc(8314, "3.1"), rfc(8314, "3.2"), rfc(8314, "3.3")],
  check({ systems, report }) {
    // Courier says in so many words whether the twin is started: courier/implicit-tls-not-started.
    for (const system of systems.filter(({ partial, daemon }) => !partial && daemon !== "courier")) {
      const all = loginListeners(system);
      // The packages of Debian say which protocols there are, and few have Dovecot's submission service.
      const guessed = system.daemon === "dovecot" && system.config.get("protocols")?.unknown === true;
      for (const [protocol, port] of Object.entries(ports)) {
        if (guessed && protocol === "submission") continue;
        const own = all.filter((listener) => listener.protocol === protocol);
        const upgrade = own.filter(({ tls }) => tls === "starttls");
        if (upgrade.length === 0 || own.some(({ tls }) => tls === "implicit" || tls === "unknown")) continue;
        // It is open and not set up for TLS from the first byte, of which rules of their own tell.
        if (own.some((listener) => listener.port === port)) continue;
        const place =
          upgrade.find(({ origin }) => origin.kind === "file")?.origin ??
          system.settings().find(({ name }) => name === "protocols")?.origin;
        const names = namesOf(upgrade);
        report({
          span: place?.kind === "file" ? place.span : firstLine(system),
          message: `${names} ${agreeing(names, "offers", "offer")} STARTTLS, but no port speaks TLS at once; open port ${port}`,
        });
      }
    }
  },
  examples: [
    {
      title: "port 993 closed",
      bad: "protocols = imap\n«service imap-login {»\n  inet_listener imaps {\n    port = 0\n  }\n}\n",
    },
    { title: "both ports", good: "protocols = imap\n" },
    {
      title: "whether there is a submission service, the packages say",
      good: "!include_try /usr/share/dovecot/protocols.d/*.protocol\n",
      trap: true,
    },
    {
      title: "without TLS there is nothing to offer",
      good: "protocols = imap\nssl = no\n",
      trap: true,
    },
    {
      title: "Courier's twin may be set up in a file that is not at hand",
      files: { "courier/imapd": "PORT=143\nIMAPDSTART=YES\nIMAPDSTARTTLS=YES\n" },
      trap: true,
    },
    {
      title: "Postfix with port 587 only",
      files: {
        "main.cf": "smtpd_tls_security_level = may\nsmtpd_tls_cert_file = /etc/ssl/mail.pem\n",
        "master.cf": "«submission inet n - y - - smtpd»\n",
      },
    },
    {
      title: "port 465 is open, and waits for STARTTLS",
      files: {
        "main.cf": "smtpd_tls_security_level = may\nsmtpd_tls_cert_file = /etc/ssl/mail.pem\n",
        "master.cf": "submission inet n - y - - smtpd\nsmtps inet n - y - - smtpd\n",
      },
      trap: true,
    },
    {
      title: "port 993 closed, in Dovecot 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
protocols = imap
«service imap-login {»
  inet_listener imaps {
    port = 0
  }
}
`,
    },
    {
      title: "both ports, in Dovecot 2.4",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
protocols = imap
`,
    },
  ],
});
