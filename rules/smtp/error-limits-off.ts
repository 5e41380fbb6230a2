import { defineRule } from "../../src/rule.ts";
import { isLoopbackHost, postconf, removeFix, written } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/error-limits-off",
  since: "0.1.0",
  severity: "note",
  securitySeverity: 3.7,
  precision: "high",
  cwe: [770],
  summary: "Clients that make errors are kept.",
  why: "The limits slow down and disconnect clients that guess addresses and passwords. Off or far too high, they do nothing.",
  remedy: "Delete the line: the defaults are right.",
  references: [postconf("smtpd_hard_error_limit"), postconf("smtpd_error_sleep_time")],
  check(context) {
    for (const one of written(
      context,
      "smtpd_error_sleep_time",
      "smtpd_hard_error_limit",
      "smtpd_junk_command_limit",
    )) {
      if (one.service !== undefined && isLoopbackHost(one.service.name.text)) continue;
      const number = Number(/^\d+/.exec(one.text)?.[0]);
      const off =
        one.name === "smtpd_error_sleep_time"
          ? number === 0
          : number > (one.name === "smtpd_hard_error_limit" ? 100 : 1000);
      if (off)
        context.report({
          span: one.span,
          message: `\`${one.name} = ${one.text}\` keeps clients that guess addresses and passwords; remove it`,
          fix: removeFix(one),
        });
    }
  },
  examples: [
    {
      title: "a thousand errors",
      dialect: "postfix-main",
      bad: "myhostname = mail.example.org\nsmtpd_hard_error_limit = «1001»\n",
      fixed: "myhostname = mail.example.org\n",
    },
    { title: "the default", dialect: "postfix-main", good: "smtpd_hard_error_limit = 20\n" },
  ],
});
