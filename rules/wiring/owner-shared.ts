import { textValue } from "../../src/model/postfix-values.ts";
import { defineRule } from "../../src/rule.ts";
import { postconf, written } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/owner-shared",
  since: "0.1.0",
  severity: "error",
  securitySeverity: 7.8,
  precision: "very-high",
  cwe: [250],
  summary: "Postfix shares its account with other programs.",
  why: "Whoever else runs as `mail_owner` can change the queue and the sockets of Postfix.",
  remedy: "Use an account for Postfix alone: `postfix`, and the group `postdrop`.",
  references: [postconf("mail_owner"), postconf("setgid_group")],
  check(context) {
    for (const one of written(context, "mail_owner", "setgid_group"))
      if (
        ["root", "nobody", "mail", "daemon", "bin", "nogroup", "www-data"].includes(one.text) ||
        (one.name === "setgid_group" && one.text === textValue(one.config, "mail_owner"))
      )
        context.report({
          span: one.span,
          message: `\`${one.name} = ${one.text}\` is shared with other programs, which can then change the queue; use one for Postfix alone`,
        });
  },
  examples: [
    { title: "nobody", dialect: "postfix-main", bad: "mail_owner = «nobody»\n" },
    { title: "its own", dialect: "postfix-main", good: "mail_owner = postfix\nsetgid_group = postdrop\n" },
  ],
});
