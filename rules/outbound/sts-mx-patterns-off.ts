import { defineRule, rfc } from "../../src/rule.ts";
import { postconf, removeFix, writtenFlag } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/sts-mx-patterns-off",
  since: "0.1.0",
  severity: "note",
  securitySeverity: 3.1,
  precision: "very-high",
  cwe: [295],
  summary: "MTA-STS policies are used without their list of mail servers.",
  why: "`smtp_tls_enforce_sts_mx_patterns = no` takes any certificate that matches the server's own name, not one of the names in the domain's policy.",
  remedy: "Delete the line: the default is `yes`.",
  references: [postconf("smtp_tls_enforce_sts_mx_patterns"), rfc(8461, "4.1")],
  check(context) {
    for (const one of writtenFlag(context, "no", "smtp_tls_enforce_sts_mx_patterns"))
      context.report({
        span: one.span,
        message:
          "`smtp_tls_enforce_sts_mx_patterns = no` ignores the mail servers that an MTA-STS policy lists; remove it",
        fix: removeFix(one),
      });
  },
  examples: [
    {
      title: "switched off",
      dialect: "postfix-main",
      version: "3.11",
      bad: "smtp_tls_security_level = may\nsmtp_tls_enforce_sts_mx_patterns = «no»\n",
      fixed: "smtp_tls_security_level = may\n",
    },
    {
      title: "the default",
      dialect: "postfix-main",
      version: "3.11",
      good: "smtp_tls_enforce_sts_mx_patterns = yes\n",
    },
  ],
});
