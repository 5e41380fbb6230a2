import { defineRule } from "../../src/rule.ts";
import { written } from "../../src/vocabulary-dovecot.ts";

export default defineRule({
  id: "dovecot/weak-schemes-allowed",
  since: "0.1.0",
  severity: "warning",
  securitySeverity: 5.3,
  precision: "very-high",
  cwe: [916],
  summary: "Weak password hashes are accepted.",
  why: "Dovecot 2.4 refuses passwords stored by MD5, DES crypt and the like unless this setting allows it. Such hashes are searched through within hours once the user table is stolen.",
  remedy: "Store the passwords anew by `BLF-CRYPT`, `ARGON2ID` or `SHA512-CRYPT` and delete the line.",
  references: [
    {
      title: "Dovecot, password schemes",
      url: "https://doc.dovecot.org/latest/core/config/auth/schemes.html",
    },
  ],
  check(context) {
    for (const { name, value, span, where, about } of written(context, "auth_allow_weak_schemes")) {
      if (value !== "yes") continue;
      context.report({
        span,
        message: `\`${name} = yes\`${where} accepts passwords stored by MD5 or DES; store them anew and delete the line`,
        about,
      });
    }
  },
  examples: [
    {
      title: "allowed",
      bad: "dovecot_config_version = 2.4.1\ndovecot_storage_version = 2.4.1\nauth_allow_weak_schemes = «yes»\n",
      version: "2.4",
    },
    {
      title: "not allowed",
      good: "dovecot_config_version = 2.4.1\ndovecot_storage_version = 2.4.1\nauth_allow_weak_schemes = no\n",
      version: "2.4",
    },
    {
      title: "another setting that allows something",
      good: "dovecot_config_version = 2.4.1\ndovecot_storage_version = 2.4.1\nauth_verbose = yes\n",
      version: "2.4",
      trap: true,
    },
    {
      title: "another password scheme as the default",
      good: `passdb {
  driver = passwd-file
  args = scheme=SHA512-CRYPT /etc/dovecot/users
}
`,
      trap: true,
    },
  ],
});
