import { defineRule } from "../../src/rule.ts";
import { written } from "../../src/vocabulary-dovecot.ts";

export default defineRule({
  id: "master-user-enabled",
  since: "0.1.0",
  severity: "note",
  securitySeverity: 5.9,
  precision: "medium",
  cwe: [269],
  summary: "A master user may log in as anybody.",
  why: "The password of one master user opens every mailbox, and the log shows the owner as if the owner had logged in.",
  remedy: "Switch it on for the time of a migration only; store master passwords by a strong scheme.",
  references: [
    {
      title: "Dovecot, master users",
      url: "https://doc.dovecot.org/latest/core/config/auth/master_users.html",
    },
  ],
  check(context) {
    for (const { name, value, span, where, about } of written(context, "auth_master_user_separator")) {
      if (value === "") continue;
      context.report({
        span,
        message: `\`${name} = ${value}\`${where} lets master users log in as anybody; delete the line when it is no longer needed`,
        about,
      });
    }
  },
  examples: [
    { title: "switched on", bad: "auth_master_user_separator = «*»\n" },
    { title: "off", good: "ssl = required\n" },
    { title: "set to nothing", good: "auth_master_user_separator =\n", trap: true },
    {
      title: "switched on, in Dovecot 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
auth_master_user_separator = «*»
`,
    },
    {
      title: "off, in Dovecot 2.4",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
ssl = required
`,
    },
  ],
});
