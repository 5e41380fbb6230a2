import { defineRule, rfc } from "../../src/rule.ts";
import { postconf, removeFix, writtenFlag } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/requiretls-off",
  since: "0.1.0",
  severity: "note",
  precision: "high",
  cwe: [],
  summary: "Senders cannot ask for TLS on the whole way.",
  why: "With `requiretls_enable = no` Postfix does not offer the REQUIRETLS extension.",
  remedy: "Delete the line: the default is `yes`.",
  references: [postconf("requiretls_enable"), rfc(8689)],
  optIn: true,
  check(context) {
    for (const one of writtenFlag(context, "no", "requiretls_enable"))
      context.report({
        span: one.span,
        message:
          "`requiretls_enable = no` takes from senders the means to ask for TLS on the whole way; remove it",
        fix: removeFix(one),
      });
  },
  examples: [
    {
      title: "switched off",
      dialect: "postfix-main",
      version: "3.11",
      bad: "smtp_tls_security_level = may\nrequiretls_enable = «no»\n",
      fixed: "smtp_tls_security_level = may\n",
    },
    { title: "the default", dialect: "postfix-main", version: "3.11", good: "requiretls_enable = yes\n" },
  ],
});
