import { defineRule } from "../../src/rule.ts";
import { isLoopbackHost, postconf, removeFix, writtenFlag } from "../../src/vocabulary-postfix.ts";

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
    for (const one of writtenFlag(context, "no", "smtpd_delay_reject")) {
      // What a content filter of this host gives back is refused to nobody.
      if (one.service !== undefined && isLoopbackHost(one.service.name.text)) continue;
      context.report({
        span: one.span,
        message:
          "`smtpd_delay_reject = no` rejects before the recipient is known: the log has no recipient, and checks of it in earlier lists do nothing; remove it",
        fix: removeFix(one, "unsafe"),
      });
    }
  },
  examples: [
    {
      title: "at once",
      dialect: "postfix-main",
      bad: "myhostname = mail.example.org\nsmtpd_delay_reject = «no»\n",
      fixed: "myhostname = mail.example.org\n",
    },
    {
      title: "what a content filter of this host gives back",
      files: {
        "main.cf": "compatibility_level = 3.6\n",
        "master.cf": "[127.0.0.1]:10025 inet n - y - - smtpd\n  -o smtpd_delay_reject=no\n",
      },
      trap: true,
    },
    { title: "the default", dialect: "postfix-main", good: "smtpd_delay_reject = yes\n" },
  ],
});
