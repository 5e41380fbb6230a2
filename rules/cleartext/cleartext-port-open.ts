import { defineRule, rfc } from "../../src/rule.ts";
import type { Origin } from "../../src/system.ts";
import { agreeing, spanOf } from "../../src/vocabulary.ts";
import { byPlace, loginListeners, namesOf } from "../../src/vocabulary-dovecot.ts";

const byDefault: Origin = { kind: "default" };

export default defineRule({
  id: "cleartext-port-open",
  since: "0.1.0",
  severity: "note",
  securitySeverity: 3.7,
  precision: "medium",
  cwe: [319],
  summary: "A STARTTLS port is open beside the one for implicit TLS.",
  why: `On a STARTTLS port every session begins in clear: an attacker on the way can hide STARTTLS, and some clients then
send the password all the same. Where a port for implicit TLS is open too, few clients still need it.`,
  remedy:
    "Close the port (`port = 0` in Dovecot, `IMAPDSTART=NO` and `POP3DSTART=NO` in Courier) once all clients use implicit TLS.",
  references: [rfc(8314, "3"), rfc(8314, "4.1")],
  optIn: true,
  check({ systems, report }) {
    for (const system of systems) {
      const ports = loginListeners(system);
      const secured = new Set(ports.filter(({ tls }) => tls === "implicit").map(({ protocol }) => protocol));
      const open = ports.filter(
        ({ tls, protocol }) =>
          tls === "starttls" && (protocol === "imap" || protocol === "pop3") && secured.has(protocol),
      );
      const asked = system.daemon === "dovecot" ? system.config.get("protocols")?.origin : undefined;
      for (const { origin = byDefault, listeners } of byPlace(open, (one) => one.origin).values()) {
        const names = namesOf(listeners);
        report({
          span: spanOf(origin, system, asked),
          message: `${names} ${agreeing(names, "begins", "begin")} in clear though a port for implicit TLS is open; close ${agreeing(names, "it", "them")} when no client needs ${agreeing(names, "it", "them")}`,
        });
      }
    }
  },
  examples: [
    { title: "both ports are open by default", bad: "«protocols = imap»\n" },
    {
      title: "Courier with both ports",
      files: {
        "courier/imapd": "«PORT=143»\nIMAPDSTART=YES\n",
        "courier/imapd-ssl":
          "SSLPORT=993\nIMAPDSSLSTART=YES\nIMAPDSTARTTLS=YES\nCOURIERTLS=/usr/bin/couriertls\n",
      },
    },
    {
      title: "Courier with implicit TLS only",
      files: {
        "courier/imapd": "PORT=143\nIMAPDSTART=NO\n",
        "courier/imapd-ssl": "SSLPORT=993\nIMAPDSSLSTART=YES\nCOURIERTLS=/usr/bin/couriertls\n",
      },
    },
    {
      title: "only implicit TLS",
      good: "protocols = imap\nservice imap-login {\n  inet_listener imap {\n    port = 0\n  }\n}\n",
    },
    {
      title: "ManageSieve has no port for implicit TLS",
      good: "protocols = sieve\n",
      trap: true,
    },
    {
      title: "both ports are open by default, in Dovecot 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
«protocols = imap»
`,
    },
    {
      title: "only implicit TLS, in Dovecot 2.4",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
protocols = imap
service imap-login {
  inet_listener imap {
    port = 0
  }
}
`,
    },
  ],
});
