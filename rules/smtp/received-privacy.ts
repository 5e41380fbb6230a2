import { defineRule } from "../../src/rule.ts";
import { postconf, readme, removeFix, writtenFlag } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/received-privacy",
  since: "0.1.0",
  severity: "note",
  securitySeverity: 2.0,
  precision: "high",
  cwe: [359],
  summary: "Mail carries the login name of its sender.",
  why: `\`smtpd_sasl_authenticated_header\` writes the login into the Received header of each message, for every recipient to read and to
try passwords with.`,
  remedy: "Delete the line: the default is `no`.",
  references: [postconf("smtpd_sasl_authenticated_header"), readme("SASL_README")],
  check(context) {
    for (const one of writtenFlag(context, "yes", "smtpd_sasl_authenticated_header"))
      context.report({
        span: one.span,
        message: "`smtpd_sasl_authenticated_header = yes` shows login names to every recipient; remove it",
        fix: removeFix(one),
      });
  },
  examples: [
    {
      title: "logins in headers",
      dialect: "postfix-main",
      bad: "myhostname = mail.example.org\nsmtpd_sasl_authenticated_header = «yes»\n",
      fixed: "myhostname = mail.example.org\n",
    },
    { title: "the default", dialect: "postfix-main", good: "smtpd_sasl_authenticated_header = no\n" },
  ],
});
