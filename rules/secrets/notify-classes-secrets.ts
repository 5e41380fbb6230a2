import { defineRule } from "../../src/rule.ts";
import { listed } from "../../src/vocabulary.ts";
import { postconf, removeFix, wordsOf, written } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/notify-classes-secrets",
  since: "0.1.0",
  severity: "note",
  securitySeverity: 4.3,
  precision: "high",
  cwe: [532],
  summary: "Transcripts of sessions are mailed to the postmaster.",
  why: "The classes `policy`, `protocol` and `bounce` send transcripts with addresses, and where AUTH fails in odd ways with what the client sent.",
  remedy: "Leave the default `resource, software`.",
  references: [postconf("notify_classes")],
  check(context) {
    for (const one of written(context, "notify_classes")) {
      const classes = wordsOf(one.text).filter((word) => ["policy", "protocol", "bounce"].includes(word));
      if (classes.length > 0)
        context.report({
          span: one.span,
          message: `\`notify_classes\` mails transcripts of sessions (${listed(classes.map((word) => `\`${word}\``))}); remove it`,
          fix: removeFix(one),
        });
    }
  },
  examples: [
    {
      title: "protocol errors",
      dialect: "postfix-main",
      bad: "myhostname = mail.example.org\nnotify_classes = «resource, software, protocol»\n",
      fixed: "myhostname = mail.example.org\n",
    },
    { title: "the default", dialect: "postfix-main", good: "notify_classes = resource, software\n" },
  ],
});
