import { defineRule, rfc } from "../../src/rule.ts";
import { firstLine } from "../../src/vocabulary.ts";
import { byPlace, loginListeners, namesOf } from "../../src/vocabulary-dovecot.ts";

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
  remedy: "Close the port (`port = 0` in Dovecot) once all clients use implicit TLS.",
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
      for (const { origin, listeners } of byPlace(open, (one) => one.origin).values())
        report({
          span: origin?.kind === "file" ? origin.span : firstLine(system),
          message: `${namesOf(listeners)} begins in clear though a port for implicit TLS is open; close it when no client needs it`,
        });
    }
  },
  examples: [
    { title: "both ports are open by default", bad: "«protocols = imap»\n" },
    {
      title: "only implicit TLS",
      good: "protocols = imap\nservice imap-login {\n  inet_listener imap {\n    port = 0\n  }\n}\n",
    },
    {
      title: "ManageSieve has no port for implicit TLS",
      good: "protocols = sieve\n",
      trap: true,
    },
  ],
});
