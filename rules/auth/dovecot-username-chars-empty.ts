import { defineRule } from "../../src/rule.ts";
import { deleteLinesFix } from "../../src/vocabulary.ts";
import { written } from "../../src/vocabulary-dovecot.ts";

export default defineRule({
  id: "dovecot/username-chars-empty",
  since: "0.1.0",
  severity: "warning",
  securitySeverity: 5.3,
  precision: "medium",
  cwe: [89, 90],
  summary: "User names may hold any character.",
  why: "Names go into SQL and LDAP queries and paths. The list of allowed characters is the second line of defence there; releases 2.4.0 to 2.4.2 could be attacked without it.",
  remedy: "Delete the line, or list the characters that your names need.",
  references: [
    {
      title: "Dovecot, auth_username_chars",
      url: "https://doc.dovecot.org/latest/core/summaries/settings.html#auth_username_chars",
    },
  ],
  check(context) {
    for (const { name, value, span, statement, where, about } of written(context, "auth_username_chars")) {
      if (value !== "") continue;
      context.report({
        span,
        message: `\`${name}\`${where} is empty, so names may hold quotes, slashes and control characters; delete the line or list the characters you need`,
        fix: deleteLinesFix("use the default", statement, "unsafe"),
        about,
      });
    }
  },
  examples: [
    { title: "any character", bad: "ssl = required\n«auth_username_chars =»\n", fixed: "ssl = required\n" },
    { title: "listed", good: "auth_username_chars = abcdefghijklmnopqrstuvwxyz0123456789.-_@\n" },
    { title: "the default allows letters, digits and `.-_@`", good: "auth_verbose = yes\n", trap: true },
    {
      title: "any character, in Dovecot 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
«auth_username_chars =»
`,
      fixed: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
`,
    },
    {
      title: "listed, in Dovecot 2.4",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
auth_username_chars = abcdefghijklmnopqrstuvwxyz0123456789.-_@
`,
    },
  ],
});
