import { defineRule } from "../../src/rule.ts";
import { deleteLinesFix } from "../../src/vocabulary.ts";
import { written } from "../../src/vocabulary-dovecot.ts";

export default defineRule({
  id: "verbose-auth-logging",
  since: "0.1.0",
  severity: "note",
  securitySeverity: 2.0,
  precision: "high",
  cwe: [532],
  summary: "Debugging is left on.",
  why: "Debug lines hold names, addresses, queries and sometimes tokens of every login, and fill the disk.",
  remedy: "Delete the setting when you have found what you were looking for.",
  references: [
    {
      title: "Dovecot, log_debug",
      url: "https://doc.dovecot.org/latest/core/summaries/settings.html#log_debug",
    },
  ],
  check(context) {
    for (const { name, value, span, statement, where, about } of written(
      context,
      "auth_debug",
      "mail_debug",
      "log_debug",
    )) {
      if (value === "no" || value === "") continue;
      context.report({
        span,
        message: `\`${name} = ${value}\`${where} writes details of every session to the log; delete the line once the fault is found`,
        fix: deleteLinesFix("use the default", statement),
        about,
      });
    }
  },
  examples: [
    { title: "authentication", bad: "ssl = required\nauth_debug = «yes»\n", fixed: "ssl = required\n" },
    { title: "off", good: "auth_debug = no\n" },
    { title: "verbose is not debug", good: "auth_verbose = yes\n", trap: true },
    {
      title: "authentication, in Dovecot 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
log_debug = «category=auth»
`,
    },
    {
      title: "off, in Dovecot 2.4",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
auth_verbose = yes
`,
    },
  ],
});
