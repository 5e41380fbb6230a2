import { defineRule, rfc } from "../../src/rule.ts";
import { postconf, setFix, writtenFlag } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/strict-envelopes-off",
  since: "0.1.0",
  severity: "note",
  precision: "low",
  cwe: [],
  summary: "Envelope addresses in loose syntax are taken.",
  why: `With \`strict_rfc821_envelopes = no\` smtpd takes MAIL FROM and RCPT TO without angle brackets or with comments, as some old clients
send them.`,
  remedy: "Set `strict_rfc821_envelopes = yes` where no such client is left.",
  references: [postconf("strict_rfc821_envelopes"), rfc(5321, "4.1.2")],
  optIn: true,
  check(context) {
    for (const one of writtenFlag(context, "no", "strict_rfc821_envelopes"))
      context.report({
        span: one.span,
        message:
          "`strict_rfc821_envelopes = no` takes envelope addresses in loose syntax; write `yes` where no old client needs it",
        fix: setFix(one, "yes", "unsafe"),
      });
  },
  examples: [
    {
      title: "loose",
      dialect: "postfix-main",
      bad: "strict_rfc821_envelopes = «no»\n",
      fixed: "strict_rfc821_envelopes = yes\n",
    },
    { title: "strict", dialect: "postfix-main", good: "strict_rfc821_envelopes = yes\n" },
  ],
});
