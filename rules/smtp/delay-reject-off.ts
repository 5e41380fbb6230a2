import { defineRule } from "../../src/rule.ts";
import { postconf, removeFix, writtenFlag } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/delay-reject-off",
  since: "0.1.0",
  severity: "note",
  precision: "high",
  cwe: [],
  summary: "Clients are rejected before they say what they want.",
  why: `With \`smtpd_delay_reject = no\` some clients try again and again, the log has no sender and recipient, and recipient checks in the
earlier lists do nothing.`,
  remedy: "Delete the line: the default is `yes`.",
  references: [postconf("smtpd_delay_reject")],
  check(context) {
    for (const one of writtenFlag(context, "no", "smtpd_delay_reject"))
      context.report({
        span: one.span,
        message:
          "`smtpd_delay_reject = no` rejects before the recipient is known: the log has no recipient, and checks of it in earlier lists do nothing; remove it",
        fix: removeFix(one, "unsafe"),
      });
  },
  examples: [
    {
      title: "at once",
      dialect: "postfix-main",
      bad: "myhostname = mail.example.org\nsmtpd_delay_reject = «no»\n",
      fixed: "myhostname = mail.example.org\n",
    },
    { title: "the default", dialect: "postfix-main", good: "smtpd_delay_reject = yes\n" },
  ],
});
