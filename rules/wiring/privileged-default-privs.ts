import { textValue } from "../../src/model/postfix-values.ts";
import { defineRule } from "../../src/rule.ts";
import { postconf, setFix, written } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/privileged-default-privs",
  since: "0.1.0",
  severity: "error",
  securitySeverity: 8.8,
  precision: "very-high",
  cwe: [250],
  summary: "Programs of users run with the rights of root or of Postfix.",
  why: `\`default_privs\` is the account for commands in aliases and \`.forward\` files of root. With rights of its own a command, or a flaw in it, gets the host or the mail
queue.`,
  remedy: "Write `nobody`.",
  references: [postconf("default_privs")],
  check(context) {
    for (const one of written(context, "default_privs")) {
      const owner = textValue(one.config, "mail_owner");
      if (!["root", "0", "postfix", owner].includes(one.text)) continue;
      context.report({
        span: one.span,
        message: `\`default_privs = ${one.text}\` runs commands of aliases with these rights; write \`nobody\``,
        fix: setFix(one, "nobody", "unsafe"),
      });
    }
  },
  examples: [
    {
      title: "root",
      dialect: "postfix-main",
      bad: "default_privs = «root»\n",
      fixed: "default_privs = nobody\n",
    },
    { title: "nobody", dialect: "postfix-main", good: "default_privs = nobody\n" },
  ],
});
