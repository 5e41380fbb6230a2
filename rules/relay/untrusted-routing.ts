import { defineRule } from "../../src/rule.ts";
import { postconf, removeFix, writtenFlag } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/untrusted-routing",
  since: "0.1.0",
  severity: "error",
  securitySeverity: 7.5,
  precision: "very-high",
  cwe: [441],
  summary: "Recipients with a route in their local part are relayed.",
  why: `With \`allow_untrusted_routing\` a recipient such as \`user%other.example@yours.example\` or \`@yours.example:user@other.example\` is
forwarded for strangers as if it were mail for your domain.`,
  remedy: "Delete the line: the default is `no`.",
  references: [postconf("allow_untrusted_routing")],
  check(context) {
    for (const one of writtenFlag(context, "yes", "allow_untrusted_routing"))
      context.report({
        span: one.span,
        message: "`allow_untrusted_routing = yes` forwards `user%other@yours` for strangers; remove it",
        fix: removeFix(one),
      });
  },
  examples: [
    {
      title: "routing for everybody",
      dialect: "postfix-main",
      bad: "myhostname = mail.example.org\nallow_untrusted_routing = «yes»\n",
      fixed: "myhostname = mail.example.org\n",
    },
    { title: "the default, written down", dialect: "postfix-main", good: "allow_untrusted_routing = no\n" },
  ],
});
