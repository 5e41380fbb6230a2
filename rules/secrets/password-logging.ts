import { defineRule } from "../../src/rule.ts";
import { deleteLinesFix } from "../../src/vocabulary.ts";
import { written } from "../../src/vocabulary-dovecot.ts";

export default defineRule({
  id: "password-logging",
  since: "0.1.0",
  severity: "error",
  securitySeverity: 6.5,
  precision: "very-high",
  cwe: [532],
  summary: "Passwords are written to the log.",
  why: "Whoever reads the log, a backup of it or the log server has the passwords. A hash of a wrong password often gives the right one away as well.",
  remedy:
    "Delete the setting. While you look for a fault, `auth_verbose_passwords = sha1:6` is enough to tell whether two attempts are the same.",
  references: [
    {
      title: "Dovecot, auth_verbose_passwords",
      url: "https://doc.dovecot.org/latest/core/summaries/settings.html#auth_verbose_passwords",
    },
  ],
  check(context) {
    for (const { name, value, span, statement, where, about } of written(
      context,
      "auth_verbose_passwords",
      "auth_debug_passwords",
    )) {
      const logs = name === "auth_debug_passwords" ? value === "yes" : /^(plain|yes|sha1)(:|$)/.test(value);
      if (!logs || /^sha1:/.test(value)) continue;
      context.report({
        span,
        severity: value === "sha1" ? "warning" : "error",
        message: `\`${name} = ${value}\`${where} writes ${value === "sha1" ? "hashes of " : ""}the passwords of users to the log; delete the line`,
        fix: deleteLinesFix("use the default", statement),
        about,
      });
    }
  },
  examples: [
    {
      title: "passwords in clear",
      bad: "ssl = required\nauth_verbose_passwords = «plain»\n",
      fixed: "ssl = required\n",
    },
    {
      title: "debugging left on",
      bad: "ssl = required\nauth_debug_passwords = «yes»\n",
      fixed: "ssl = required\n",
    },
    { title: "off", good: "auth_verbose_passwords = no\n" },
    {
      title: "a cut hash tells only whether two attempts are the same",
      good: "auth_verbose_passwords = sha1:6\n",
      trap: true,
    },
    { title: "names are logged, no passwords", good: "auth_verbose = yes\n", trap: true },
    {
      title: "passwords in clear, in Dovecot 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
auth_verbose_passwords = «plain»
`,
      fixed: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
`,
    },
    {
      title: "off, in Dovecot 2.4",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
auth_verbose_passwords = no
`,
    },
  ],
});
