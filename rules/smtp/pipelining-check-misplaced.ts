import { parseRestrictions } from "../../grammars/postfix-value/parser.ts";
import { flag, placeOf } from "../../src/model/postfix-values.ts";
import { defineRule, rfc } from "../../src/rule.ts";
import { postconf, written } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/pipelining-check-misplaced",
  since: "0.1.0",
  severity: "note",
  precision: "high",
  cwe: [],
  summary: "`reject_unauth_pipelining` stands where it cannot see what it looks for.",
  why: `Before DATA a client that has said EHLO may pipeline, so the check finds little; with \`smtpd_delay_reject = no\` it is asked before
the client could do wrong.`,
  remedy: "Put `reject_unauth_pipelining` into `smtpd_data_restrictions`.",
  references: [postconf("reject_unauth_pipelining"), rfc(2920, "3.1")],
  check(context) {
    for (const one of written(
      context,
      "smtpd_client_restrictions",
      "smtpd_helo_restrictions",
      "smtpd_sender_restrictions",
    )) {
      if (flag(one.config, "smtpd_delay_reject", one.service) !== "no") continue;
      for (const step of parseRestrictions(one.text))
        if (step.kind === "name" && step.name.text.toLowerCase() === "reject_unauth_pipelining")
          context.report({
            span: placeOf(one.value, step.name.start, step.name.end) ?? one.span,
            message: `\`reject_unauth_pipelining\` in \`${one.name}\` is asked too early with \`smtpd_delay_reject = no\`; put it into \`smtpd_data_restrictions\``,
          });
    }
  },
  examples: [
    {
      title: "at connect",
      dialect: "postfix-main",
      bad: "smtpd_delay_reject = no\nsmtpd_client_restrictions = «reject_unauth_pipelining»\n",
    },
    {
      title: "at DATA",
      dialect: "postfix-main",
      good: "smtpd_delay_reject = no\nsmtpd_data_restrictions = reject_unauth_pipelining\n",
    },
    {
      title: "delayed to RCPT TO",
      dialect: "postfix-main",
      good: "smtpd_sender_restrictions = reject_unauth_pipelining\n",
      trap: true,
    },
  ],
});
