import { defineRule } from "../../src/rule.ts";
import { written } from "../../src/vocabulary-dovecot.ts";

export default defineRule({
  id: "dovecot/root-login-allowed",
  since: "0.1.0",
  severity: "error",
  securitySeverity: 7.2,
  precision: "high",
  cwe: [250],
  summary: "The administrator's account may read mail over the network.",
  why: "`first_valid_uid = 0` lets users with the user id 0 log in, and gives a fault in the mail processes the whole machine.",
  remedy: "Delete the line, or write the id of the first mail user.",
  references: [
    {
      title: "Dovecot, first_valid_uid",
      url: "https://doc.dovecot.org/latest/core/summaries/settings.html#first_valid_uid",
    },
  ],
  check(context) {
    for (const { name, value, span, where, about } of written(context, "first_valid_uid", "mail_uid")) {
      if (value !== "0" && value !== "root") continue;
      context.report({
        span,
        message: `\`${name} = ${value}\`${where} lets mail processes run as root; write the id of the first mail user`,
        about,
      });
    }
  },
  examples: [
    { title: "user id 0", bad: "first_valid_uid = «0»\n" },
    { title: "the mail users", good: "first_valid_uid = 5000\n" },
    {
      title: "a system account that owns all mail",
      good: "first_valid_uid = 150\nmail_uid = vmail\n",
      trap: true,
    },
    {
      title: "user id 0, in Dovecot 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
first_valid_uid = «0»
`,
    },
    {
      title: "the mail users, in Dovecot 2.4",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
first_valid_uid = 5000
`,
    },
  ],
});
