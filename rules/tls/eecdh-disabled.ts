import { defineRule, rfc } from "../../src/rule.ts";
import { postconf, releaseAtLeast, removeFix, written } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/eecdh-disabled",
  since: "0.1.0",
  severity: "warning",
  securitySeverity: 4.8,
  precision: "very-high",
  cwe: [327],
  summary: "Key exchange with elliptic curves is switched off.",
  why: "Without it TLS 1.2 falls back to key exchange that is slow or has no forward secrecy: whoever gets the key later reads what was recorded.",
  remedy: "Delete the line: the default is `auto`.",
  references: [postconf("smtpd_tls_eecdh_grade"), rfc(9325, "4.1")],
  check(context) {
    for (const one of written(context, "smtpd_tls_eecdh_grade")) {
      if (one.text.toLowerCase() !== "none" || releaseAtLeast(one.config, "3.6") !== false) continue;
      context.report({
        span: one.span,
        message: "`smtpd_tls_eecdh_grade = none` takes forward secrecy from most clients; remove it",
        fix: removeFix(one),
      });
    }
  },
  examples: [
    {
      title: "none",
      dialect: "postfix-main",
      version: "3.5",
      bad: "myhostname = mail.example.org\nsmtpd_tls_eecdh_grade = «none»\n",
      fixed: "myhostname = mail.example.org\n",
    },
    { title: "auto", dialect: "postfix-main", version: "3.5", good: "smtpd_tls_eecdh_grade = auto\n" },
    {
      title: "from 3.6 on it is ignored",
      dialect: "postfix-main",
      good: "smtpd_tls_eecdh_grade = none\n",
      trap: true,
    },
  ],
});
