import { defineRule } from "../../src/rule.ts";
import { postconf, removeFix, written } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/forbidden-commands-emptied",
  since: "0.1.0",
  severity: "note",
  securitySeverity: 2.0,
  precision: "very-high",
  cwe: [693],
  summary: "Clients that speak HTTP to smtpd are served on.",
  why: `\`smtpd_forbidden_commands\` disconnects clients that send GET, POST or CONNECT: browsers made to send mail by a web page. Emptied, they
go on.`,
  remedy: "Delete the line: the default is right.",
  references: [postconf("smtpd_forbidden_commands")],
  check(context) {
    for (const one of written(context, "smtpd_forbidden_commands"))
      if (one.text === "")
        context.report({
          span: one.statement,
          message:
            "`smtpd_forbidden_commands` is empty: browsers made to talk to this port are served on; delete the line",
          fix: removeFix(one),
        });
  },
  examples: [
    {
      title: "emptied",
      dialect: "postfix-main",
      bad: "myhostname = mail.example.org\n«smtpd_forbidden_commands =»\n",
      fixed: "myhostname = mail.example.org\n",
    },
    {
      title: "more commands",
      dialect: "postfix-main",
      good: "smtpd_forbidden_commands = CONNECT GET POST HEAD\n",
    },
  ],
});
