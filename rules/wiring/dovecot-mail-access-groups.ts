import { defineRule } from "../../src/rule.ts";
import { wordsOf, written } from "../../src/vocabulary-dovecot.ts";

export default defineRule({
  id: "dovecot/mail-access-groups",
  since: "0.1.0",
  severity: "warning",
  securitySeverity: 5.5,
  precision: "medium",
  cwe: [732, 59],
  summary: "Mail processes run with a group that owns more than mail.",
  why: "A user who can place symbolic links in a mailbox directory can make Dovecot read and write files of that group.",
  remedy: "Write `mail_privileged_group` when only the spool directory needs it, or delete the line.",
  references: [
    {
      title: "Dovecot, mail_access_groups",
      url: "https://doc.dovecot.org/latest/core/summaries/settings.html#mail_access_groups",
    },
  ],
  check(context) {
    for (const { name, value, span, where, about } of written(context, "mail_access_groups")) {
      const shared = wordsOf(value).filter((word) =>
        ["mail", "root", "adm", "wheel", "sudo", "staff", "shadow"].includes(word),
      );
      if (shared.length === 0) continue;
      context.report({
        span,
        message: `\`${name} = ${value}\`${where} gives every user's mail process the group \`${shared.join(" ")}\`; write \`mail_privileged_group\` or delete the line`,
        about,
      });
    }
  },
  examples: [
    { title: "the group of the spool directory", bad: "mail_access_groups = «mail»\n" },
    { title: "for locking only", good: "mail_privileged_group = mail\n" },
    { title: "a group for mail alone", good: "mail_access_groups = vmail\n", trap: true },
    {
      title: "the group of the spool directory, in Dovecot 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
mail_access_groups = «mail»
`,
    },
    {
      title: "for locking only, in Dovecot 2.4",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
mail_privileged_group = mail
`,
    },
  ],
});
