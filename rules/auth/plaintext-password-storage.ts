import { defineRule } from "../../src/rule.ts";
import { storedBy } from "../../src/vocabulary-secrets.ts";

const clear = /^(PLAIN|CLEAR|CLEARTEXT|PLAIN-TRUNC)(\.\w+)?$/i;

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
    for (const { scheme, text, span, isDefault, about } of storedBy(context))
      if (clear.test(scheme))
        context.report({
          span,
          ...(isDefault ? { severity: "note" as const } : {}),
          message: isDefault
            ? `passwords of this query without a \`{SCHEME}\` of their own are taken for passwords in clear, by the default ${text}; set it to what they are stored by, such as \`BLF-CRYPT\``
            : `${text} stores passwords in clear; store hashes, for example by \`BLF-CRYPT\``,
          ...(about === undefined ? {} : { about }),
        });
  },
  examples: [
    {
      title: "a file with passwords in clear",
      bad: "passdb {\n  driver = passwd-file\n  args = «scheme=PLAIN username_format=%u /etc/dovecot/users»\n}\n",
    },
    {
      title: "the file of an SQL passdb",
      files: {
        "dovecot.conf": "passdb {\n  driver = sql\n  args = /etc/dovecot/dovecot-sql.conf.ext\n}\n",
        "dovecot-sql.conf.ext":
          "driver = sqlite\nconnect = /var/lib/mail.db\ndefault_pass_scheme = «PLAIN»\n",
      },
    },
    {
      title: "a query that puts the scheme before each password",
      files: {
        "dovecot.conf": "passdb {\n  driver = sql\n  args = /etc/dovecot/dovecot-sql.conf.ext\n}\n",
        "dovecot-sql.conf.ext":
          "driver = sqlite\nconnect = /var/lib/mail.db\npassword_query = SELECT concat('«{PLAIN}»', password) AS password FROM users WHERE name = '%n'\n",
      },
    },
    {
      title: "what the client sent, put into the answer",
      files: {
        "dovecot.conf": "passdb {\n  driver = sql\n  args = /etc/dovecot/dovecot-sql.conf.ext\n}\n",
        "dovecot-sql.conf.ext":
          "driver = sqlite\nconnect = /var/lib/mail.db\npassword_query = SELECT '{PLAIN}%w' AS password FROM users WHERE check_password('%n', '%w')\n",
      },
      trap: true,
    },
    {
      title: "the directory compares the passwords",
      files: {
        "dovecot.conf": "passdb {\n  driver = ldap\n  args = /etc/dovecot/dovecot-ldap.conf.ext\n}\n",
        "dovecot-ldap.conf.ext":
          "uris = ldapi:///\nbase = dc=example,dc=org\nauth_bind = yes\ndefault_pass_scheme = PLAIN\n",
      },
      trap: true,
    },
    {
      title: "a userdb has no passwords",
      files: {
        "dovecot.conf": "userdb {\n  driver = sql\n  args = /etc/dovecot/dovecot-sql.conf.ext\n}\n",
        "dovecot-sql.conf.ext": "driver = sqlite\nconnect = /var/lib/mail.db\ndefault_pass_scheme = PLAIN\n",
      },
      trap: true,
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
      title: "a table without schemes, in Dovecot 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
sql_driver = sqlite
sqlite_path = /var/lib/mail.db
passdb sql {
  query = «SELECT password FROM users WHERE name = '%{user}'»
}
`,
    },
    {
      title: "the query says the scheme, or the setting does, in Dovecot 2.4",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
sql_driver = sqlite
sqlite_path = /var/lib/mail.db
passdb one {
  driver = sql
  passdb_sql_query = SELECT '{BLF-CRYPT}' || hash AS password FROM users WHERE name = '%{user}'
}
passdb two {
  driver = sql
  default_password_scheme = BLF-CRYPT
  passdb_sql_query = SELECT hash AS password FROM users WHERE name = '%{user}'
}
passdb three {
  driver = sql
  passdb_sql_query = SELECT NULL AS password, 'y' AS nopassword, host, 'y' AS proxy FROM users WHERE name = '%{user}'
}
`,
      trap: true,
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
