import { defineRule } from "../../src/rule.ts";
import { written } from "../../src/vocabulary-dovecot.ts";

export default defineRule({
  id: "dovecot/username-chars-unsafe",
  since: "0.1.0",
  severity: "warning",
  securitySeverity: 5.3,
  precision: "high",
  cwe: [89, 22],
  summary: "User names may hold characters with a meaning in queries and paths.",
  why: "A quote, a slash or a parenthesis in a name can change the SQL or LDAP query or the path it is put into.",
  remedy: "Take these characters out of the list.",
  references: [
    {
      title: "Dovecot, auth_username_chars",
      url: "https://doc.dovecot.org/latest/core/summaries/settings.html#auth_username_chars",
    },
  ],
  check(context) {
    for (const { name, value, span, where, about } of written(context, "auth_username_chars")) {
      const unsafe = [...value].filter((letter) => "'\"`;$\\()/<>|&".includes(letter));
      if (unsafe.length === 0) continue;
      context.report({
        span,
        message: `\`${name}\`${where} allows ${[...new Set(unsafe)].join(" ")} in names, which mean something in queries and paths; take them out`,
        about,
      });
    }
  },
  examples: [
    { title: "a quote and a slash", bad: "auth_username_chars = «abcdefghijklmnopqrstuvwxyz'/»\n" },
    { title: "letters", good: "auth_username_chars = abcdefghijklmnopqrstuvwxyz\n" },
    {
      title: "`%` and `*` for master users, `+` for addresses",
      good: "auth_username_chars = abcdefghijklmnopqrstuvwxyz%*+\n",
      trap: true,
    },
    {
      title: "a quote and a slash, in Dovecot 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
auth_username_chars = «abcdefghijklmnopqrstuvwxyz'/»
`,
    },
    {
      title: "letters, in Dovecot 2.4",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
auth_username_chars = abcdefghijklmnopqrstuvwxyz
`,
    },
  ],
});
