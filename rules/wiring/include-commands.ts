import { defineRule } from "../../src/rule.ts";
import { postconf, removeFix, wordsOf, written } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/include-commands",
  since: "0.1.0",
  severity: "warning",
  securitySeverity: 6.5,
  precision: "very-high",
  cwe: [78],
  summary: "Included files of aliases may run commands.",
  why: "`include` in `allow_mail_to_commands` or `allow_mail_to_files` lets whoever may edit an included list run commands and write files.",
  remedy: "Delete the line: the default is `alias, forward`.",
  references: [postconf("allow_mail_to_commands"), postconf("allow_mail_to_files")],
  check(context) {
    for (const one of written(context, "allow_mail_to_commands", "allow_mail_to_files"))
      if (wordsOf(one.text).includes("include"))
        context.report({
          span: one.span,
          message: `\`include\` in \`${one.name}\` lets editors of included lists run commands or write files; remove it`,
          fix: removeFix(one),
        });
  },
  examples: [
    {
      title: "included lists",
      dialect: "postfix-main",
      bad: "myhostname = mail.example.org\nallow_mail_to_commands = «alias, forward, include»\n",
      fixed: "myhostname = mail.example.org\n",
    },
    { title: "the default", dialect: "postfix-main", good: "allow_mail_to_commands = alias, forward\n" },
  ],
});
