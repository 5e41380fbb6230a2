import { type Database, databasesOf } from "../../src/model/dovecot-passdb.ts";
import { passwordSchemes } from "../../src/model/password-schemes.ts";
import { defineRule, type RuleContext } from "../../src/rule.ts";
import type { DovecotSystem } from "../../src/system.ts";
import { dovecotSystems } from "../../src/vocabulary.ts";
import { known, originPlace, writtenIn } from "../../src/vocabulary-dovecot.ts";

/** `weak = TRUE` in password-scheme.c and password-scheme-crypt.c of 2.4; an encoding may stand behind a dot. */
const refused = /^(MD5|MD5-CRYPT|SMD5|HMAC-MD5|PLAIN-MD[45]|LDAP-MD5|DES-CRYPT)(\.\w+)?$/i;

const advice =
  "store the passwords anew by `BLF-CRYPT` or `SHA512-CRYPT`, or write `auth_allow_weak_schemes = yes` until that is done";

const version24 = "dovecot_config_version = 2.4.1\ndovecot_storage_version = 2.4.1\n";

export default defineRule({
  id: "dovecot/weak-scheme-refused",
  since: "0.1.0",
  severity: "error",
  precision: "very-high",
  cwe: [],
  summary: "Passwords are stored by a scheme that Dovecot 2.4 refuses.",
  why: `Dovecot 2.4 refuses passwords by MD5, DES crypt and their like, whatever the user types: "Weak password scheme used and refused".
doveconf says nothing of it; it comes out when nobody can log in.`,
  remedy:
    "Store the passwords anew by `BLF-CRYPT`, `ARGON2ID` or `SHA512-CRYPT`, as users log in, before the upgrade; until then `auth_allow_weak_schemes = yes`.",
  references: [
    {
      title: "Dovecot, upgrading from 2.3 to 2.4",
      url: "https://doc.dovecot.org/latest/installation/upgrade/2.3-to-2.4.html",
    },
    {
      title: "Dovecot, password schemes",
      url: "https://doc.dovecot.org/latest/core/config/auth/schemes.html",
    },
  ],
  check(context) {
    for (const system of dovecotSystems(context)) {
      if (system.version !== "2.4") continue;
      const allowed = known(system, "auth_allow_weak_schemes");
      if (allowed === undefined || allowed.value === "yes") continue;
      checkSettings(context, system);
      const read = system.before?.() ?? system;
      for (const { scheme, text, span, isDefault } of passwordSchemes(read))
        if (refused.test(scheme))
          context.report({
            span,
            message: isDefault
              ? `passwords of this query without a \`{SCHEME}\` of their own are \`${scheme}\`, which Dovecot 2.4 refuses; ${advice}`
              : `${text} is refused by Dovecot 2.4; ${advice}`,
          });
      for (const database of databasesOf(read, "passdb")) checkStatic(context, read, database);
    }
  },
  examples: [
    {
      title: "MD5 for a passwd-file",
      version: "2.4",
      bad: `${version24}passdb passwd-file {\n  default_password_scheme = «MD5-CRYPT»\n  passwd_file_path = /etc/dovecot/users\n}\n`,
    },
    {
      title: "MD5 in a query",
      version: "2.4",
      bad: `${version24}sql_driver = sqlite\nsqlite_path = /var/lib/mail.db\npassdb sql {\n  query = SELECT '«{PLAIN-MD5}»' || hash AS password FROM users WHERE name = '%{user}'\n}\n`,
    },
    {
      title: "allowed for the time",
      version: "2.4",
      good: `${version24}auth_allow_weak_schemes = yes\npassdb passwd-file {\n  default_password_scheme = MD5-CRYPT\n  passwd_file_path = /etc/dovecot/users\n}\n`,
    },
    {
      title: "a fast hash that 2.4 takes",
      version: "2.4",
      good: `${version24}passdb passwd-file {\n  default_password_scheme = SSHA512\n  passwd_file_path = /etc/dovecot/users\n}\n`,
      trap: true,
    },
    {
      title: "before the upgrade, in the `args` of a passwd-file",
      version: "2.4",
      before: "2.3",
      bad: "passdb {\n  driver = passwd-file\n  args = «scheme=MD5-CRYPT /etc/dovecot/users»\n}\n",
    },
    {
      title: "before the upgrade, in the file of an SQL passdb",
      version: "2.4",
      before: "2.3",
      files: {
        "dovecot.conf": "passdb {\n  driver = sql\n  args = /etc/dovecot/dovecot-sql.conf.ext\n}\n",
        "dovecot-sql.conf.ext":
          "driver = sqlite\nconnect = /var/lib/mail.db\ndefault_pass_scheme = «MD5-CRYPT»\n",
      },
    },
    {
      title: "before the upgrade, the default of an SQL passdb",
      version: "2.4",
      before: "2.3",
      files: {
        "dovecot.conf": "passdb {\n  driver = sql\n  args = /etc/dovecot/dovecot-sql.conf.ext\n}\n",
        "dovecot-sql.conf.ext":
          "driver = sqlite\nconnect = /var/lib/mail.db\npassword_query = «SELECT password FROM users WHERE name = '%n'»\n",
      },
    },
    {
      title: "before the upgrade, a static password",
      version: "2.4",
      before: "2.3",
      bad: "passdb {\n  driver = static\n  args = «password={PLAIN-MD5}5f4dcc3b5aa765d61d8327deb882cf99»\n}\n",
    },
    {
      title: "before the upgrade, a scheme that 2.4 takes",
      version: "2.4",
      before: "2.3",
      good: "passdb {\n  driver = passwd-file\n  args = scheme=SHA512-CRYPT /etc/dovecot/users\n}\n",
      trap: true,
    },
    {
      title: "Dovecot 2.3 takes it",
      good: "passdb {\n  driver = passwd-file\n  args = scheme=MD5-CRYPT /etc/dovecot/users\n}\n",
      trap: true,
    },
  ],
});

function checkSettings(context: RuleContext, system: DovecotSystem): void {
  const names = ["passdb_default_password_scheme", "default_password_scheme"];
  for (const { name, value, span, where, about } of writtenIn(system, ...names))
    if (refused.test(value))
      context.report({
        span,
        message: `\`${name} = ${value}\`${where} is refused by Dovecot 2.4; ${advice}`,
        about,
      });
}

function checkStatic(context: RuleContext, system: DovecotSystem, database: Database): void {
  const { driver, fields, section, place, unknown } = database;
  const password = fields.get("password") || (section.values.get("password")?.value ?? "");
  const scheme = /^\{([\w.-]+)\}/.exec(password)?.[1] ?? "";
  if (driver !== "static" || unknown || !refused.test(scheme)) return;
  context.report({
    span: originPlace(section.values.get("password")?.origin ?? place, system),
    // The scheme stands in the password, and would be masked with it.
    message: `Dovecot 2.4 refuses the scheme of the static password; ${advice}`,
  });
}
