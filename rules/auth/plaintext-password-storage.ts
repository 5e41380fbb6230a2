import { databasesOf } from "../../src/model/dovecot-passdb.ts";
import { defineRule } from "../../src/rule.ts";
import { dovecotSystems } from "../../src/vocabulary.ts";
import { originPlace, written } from "../../src/vocabulary-dovecot.ts";

const clear = /^(PLAIN|CLEAR|CLEARTEXT|PLAIN-TRUNC)(\.\w+)?$/i;
const named = ["passdb_default_password_scheme", "default_password_scheme", "default_pass_scheme"];

export default defineRule({
  id: "plaintext-password-storage",
  since: "0.1.0",
  severity: "warning",
  securitySeverity: 7.5,
  precision: "high",
  cwe: [256, 312],
  summary: "Passwords are stored in clear.",
  why: "Whoever gets the user table, a backup of it or the database has the passwords of all users, here and wherever they use them again.",
  remedy:
    "Store hashes (`BLF-CRYPT`, `ARGON2ID` or `SHA512-CRYPT`, made by `doveadm pw`) and name their scheme.",
  references: [
    {
      title: "Dovecot, password schemes",
      url: "https://doc.dovecot.org/latest/core/config/auth/schemes.html",
    },
  ],
  check(context) {
    for (const { name, value, span, where, about } of written(context, ...named))
      if (clear.test(value))
        context.report({
          span,
          message: `\`${name} = ${value}\`${where} stores passwords in clear; store hashes, for example by \`BLF-CRYPT\``,
          about,
        });
    for (const system of dovecotSystems(context))
      for (const { driver, args, place, unknown } of databasesOf(system, "passdb")) {
        const scheme = args.get("scheme") ?? "";
        if (driver !== "passwd-file" || unknown || !clear.test(scheme)) continue;
        context.report({
          span: originPlace(place, system),
          message: `\`scheme=${scheme}\` stores passwords in clear in the file; store hashes, for example by \`BLF-CRYPT\``,
        });
      }
  },
  examples: [
    {
      title: "a file with passwords in clear",
      bad: "passdb {\n  driver = passwd-file\n  args = «scheme=PLAIN username_format=%u /etc/dovecot/users»\n}\n",
    },
    {
      title: "hashes",
      good: "passdb {\n  driver = passwd-file\n  args = scheme=BLF-CRYPT /etc/dovecot/users\n}\n",
    },
    {
      title: "PLAIN as a mechanism is no way to store passwords",
      good: "auth_mechanisms = plain\npassdb {\n  driver = passwd-file\n  args = /etc/dovecot/users\n}\n",
      trap: true,
    },
    {
      title: "a file with passwords in clear, in Dovecot 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
passdb passwd-file {
  passwd_file_path = /etc/dovecot/users
  default_password_scheme = «PLAIN»
}
`,
    },
    {
      title: "hashes, in Dovecot 2.4",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
passdb passwd-file {
  passwd_file_path = /etc/dovecot/users
  default_password_scheme = BLF-CRYPT
}
`,
    },
    {
      title: "PAM checks the password, and Dovecot stores none",
      good: `passdb {
  driver = pam
}
`,
      trap: true,
    },
  ],
});
