import { defineRule } from "../../src/rule.ts";
import { postconf, removeFix, writtenFlag } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/soft-bounce",
  since: "0.1.0",
  severity: "warning",
  precision: "very-high",
  cwe: [],
  summary: `\`soft_bounce\` turns every rejection into "try again later".`,
  why: `With \`soft_bounce = yes\` unknown recipients, relay attempts and spam are deferred instead of rejected, so that senders
come back for days and nobody learns of a wrong address.`,
  remedy: "Delete the line when the test it was set for is over.",
  references: [postconf("soft_bounce")],
  check(context) {
    for (const one of writtenFlag(context, "yes", "soft_bounce"))
      context.report({
        span: one.span,
        message:
          "`soft_bounce = yes` defers what should be rejected: senders try for days; remove it after the test",
        fix: removeFix(one),
      });
  },
  examples: [
    {
      title: "left over from a test",
      dialect: "postfix-main",
      bad: "myhostname = mail.example.org\nsoft_bounce = «yes»\n",
      fixed: "myhostname = mail.example.org\n",
    },
    { title: "off", dialect: "postfix-main", good: "soft_bounce = no\n" },
  ],
});
