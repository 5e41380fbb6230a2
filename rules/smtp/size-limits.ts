import { textValue } from "../../src/model/postfix-values.ts";
import { defineRule } from "../../src/rule.ts";
import { postconf, written } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/size-limits",
  since: "0.1.0",
  severity: "warning",
  securitySeverity: 4.3,
  precision: "very-high",
  cwe: [770],
  summary: "The size of messages or mailboxes is not limited as it should be.",
  why: "With `message_size_limit = 0` one message fills the disk. A `mailbox_size_limit` below `message_size_limit` makes local delivery stop.",
  remedy: "Set a limit for messages, and 0 or more than that for mailboxes.",
  references: [postconf("message_size_limit"), postconf("mailbox_size_limit")],
  check(context) {
    for (const one of written(context, "message_size_limit"))
      if (one.text === "0")
        context.report({
          span: one.span,
          message: "`message_size_limit = 0` lets one message fill the disk; set a limit",
        });
    for (const one of written(context, "mailbox_size_limit")) {
      const message = Number(textValue(one.config, "message_size_limit", one.service));
      const mailbox = Number(one.text);
      if (mailbox > 0 && message > mailbox)
        context.report({
          span: one.span,
          severity: "error",
          message: `\`mailbox_size_limit = ${one.text}\` is below \`message_size_limit = ${message}\`: local delivery stops; raise it or write \`0\``,
        });
    }
  },
  examples: [
    { title: "no limit", dialect: "postfix-main", bad: "message_size_limit = «0»\n" },
    {
      title: "mailboxes too small",
      dialect: "postfix-main",
      bad: "message_size_limit = 50000000\nmailbox_size_limit = «10000000»\n",
    },
    {
      title: "mailboxes without limit",
      dialect: "postfix-main",
      good: "message_size_limit = 50000000\nmailbox_size_limit = 0\n",
      trap: true,
    },
  ],
});
