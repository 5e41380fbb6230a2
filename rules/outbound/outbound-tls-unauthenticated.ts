import { textValue } from "../../src/model/postfix-values.ts";
import { defineRule, rfc } from "../../src/rule.ts";
import { postconf, written } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "outbound-tls-unauthenticated",
  since: "0.1.0",
  severity: "note",
  securitySeverity: 3.7,
  precision: "medium",
  cwe: [295],
  summary: "Mail leaves this server with TLS that an attacker can strip.",
  why: `With \`may\` Postfix takes TLS when it is offered, and clear text when an attacker hides the offer. DANE and MTA-STS let a domain say
that TLS is there.`,
  remedy: `Set \`smtp_tls_security_level = dane\` and \`smtp_dns_support_level = dnssec\` with a local resolver that checks DNSSEC, or
use an MTA-STS policy service in \`smtp_tls_policy_maps\`.`,
  references: [rfc(7672), rfc(8461), postconf("smtp_tls_security_level")],
  optIn: true,
  check(context) {
    for (const one of written(context, "smtp_tls_security_level")) {
      if (one.service !== undefined || one.text.toLowerCase() !== "may") continue;
      if (textValue(one.config, "smtp_tls_policy_maps") !== "" || textValue(one.config, "relayhost") !== "")
        continue;
      context.report({
        span: one.span,
        message:
          "`smtp_tls_security_level = may` falls back to clear text when an attacker hides STARTTLS; use `dane` with DNSSEC, or MTA-STS policies",
      });
    }
  },
  examples: [
    { title: "opportunistic", dialect: "postfix-main", bad: "smtp_tls_security_level = «may»\n" },
    {
      title: "DANE",
      dialect: "postfix-main",
      good: "smtp_tls_security_level = dane\nsmtp_dns_support_level = dnssec\n",
    },
    {
      title: "all mail goes to one relay",
      dialect: "postfix-main",
      good: "smtp_tls_security_level = may\nrelayhost = [mail.example.org]:587\n",
      trap: true,
    },
  ],
});
