import { defineRule } from "../../src/rule.ts";
import { deleteLinesFix } from "../../src/vocabulary.ts";
import { written } from "../../src/vocabulary-dovecot.ts";

export default defineRule({
  id: "dovecot/mail-full-filesystem-access",
  since: "0.1.0",
  severity: "warning",
  securitySeverity: 6.5,
  precision: "high",
  cwe: [22],
  summary: "Users may open any file of the machine as a mailbox.",
  why: "A client may name a path such as `/etc/passwd` or `~other/` as a mailbox; only the file permissions stand in the way.",
  remedy: "Delete the line, unless all users have a shell on the machine anyway.",
  references: [
    {
      title: "Dovecot, mail_full_filesystem_access",
      url: "https://doc.dovecot.org/latest/core/summaries/settings.html#mail_full_filesystem_access",
    },
  ],
  check(context) {
    for (const { name, value, span, statement, where, about } of written(
      context,
      "mail_full_filesystem_access",
    )) {
      if (value !== "yes") continue;
      context.report({
        span,
        message: `\`${name} = yes\`${where} lets clients open any path of the machine as a mailbox; delete the line`,
        fix: deleteLinesFix("use the default", statement),
        about,
      });
    }
  },
  examples: [
    {
      title: "allowed",
      bad: "ssl = required\nmail_full_filesystem_access = «yes»\n",
      fixed: "ssl = required\n",
    },
    { title: "not allowed", good: "mail_full_filesystem_access = no\n" },
    { title: "left at its default", good: "mail_debug = no\n", trap: true },
    {
      title: "allowed, in Dovecot 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
mail_full_filesystem_access = «yes»
`,
      fixed: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
`,
    },
    {
      title: "not allowed, in Dovecot 2.4",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
mail_full_filesystem_access = no
`,
    },
  ],
});
