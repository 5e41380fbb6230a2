import { defineRule } from "../../src/rule.ts";
import { authValues } from "../../src/vocabulary-courier.ts";
import { storedBy } from "../../src/vocabulary-secrets.ts";

/** Fast or broken hashes; `SHA512-CRYPT` and `SHA256-CRYPT` are slow ones and good. */
const weak =
  /^(DES-CRYPT|MD5|MD5-CRYPT|SMD5|PLAIN-MD[45]|LDAP-MD5|HMAC-MD5|CRAM-MD5|DIGEST-MD5|LANMAN|NTLM|RPA|SKEY|SHA1?|SSHA|S?SHA256|S?SHA512)(\.\w+)?$/i;
/** What a query of Courier puts before a hash of the table, or hashes with itself (checkpasswordmd5.c, checkpasswordsha1.c). */
const queried =
  /\{(?:MD5(?:RAW)?|SHA|SHA256|SHA512|SSHA)\}|\b(?:MD5|SHA1?|SHA2|PASSWORD|OLD_PASSWORD)\((?=[^)]{0,200}\$\(newpass\))/i;

export default defineRule({
  id: "weak-password-scheme",
  since: "0.1.0",
  severity: "warning",
  securitySeverity: 5.9,
  precision: "high",
  cwe: [916, 328],
  summary: "Passwords are stored by a fast or broken hash.",
  why: "A stolen user table is searched through at billions of guesses a second when the hash is MD5 or SHA, with salt or without. Dovecot 2.4 refuses the oldest of them.",
  remedy:
    "Store passwords anew by `BLF-CRYPT`, `ARGON2ID` or `SHA512-CRYPT`; users can be moved over as they log in.",
  references: [
    {
      title: "Dovecot, password schemes",
      url: "https://doc.dovecot.org/latest/core/config/auth/schemes.html",
    },
  ],
  check(context) {
    for (const { name, value, span } of authValues(
      context,
      /^auth(?:mysql|pgsql|sqlite)rc$/,
      /_(?:CRYPT_PWFIELD|SELECT_CLAUSE|CHPASS_CLAUSE)$/,
    )) {
      const found = queried.exec(value)?.[0];
      if (found === undefined) continue;
      context.report({
        span,
        message: `\`${name}\` has \`${found}${found.endsWith("(") ? "...)" : ""}\`, which is searched through quickly once the table is stolen; store passwords by crypt(3), \`$2b$\` or \`$6$\``,
        about: { setting: name },
      });
    }
    for (const { scheme, text, span, isDefault, about } of storedBy(context)) {
      if (!weak.test(scheme)) continue;
      context.report({
        span,
        ...(isDefault ? { severity: "note" as const } : {}),
        message: isDefault
          ? `passwords of this query without a \`{SCHEME}\` of their own are taken for \`${scheme}\`, the default of \`default_pass_scheme\`; set it to what they are stored by, such as \`BLF-CRYPT\``
          : `${text} is searched through quickly once the table is stolen; store passwords by \`BLF-CRYPT\` or \`SHA512-CRYPT\``,
        ...(about === undefined ? {} : { about }),
      });
    }
  },
  examples: [
    {
      title: "MD5",
      bad: "passdb {\n  driver = passwd-file\n  args = «scheme=MD5-CRYPT /etc/dovecot/users»\n}\n",
    },
    {
      title: "Courier, MD5 in the table",
      dialect: "courier-authrc",
      bad: "MYSQL_CRYPT_PWFIELD «CONCAT('{MD5}', password)»\n##NAME: MARKER:0\n",
    },
    {
      title: "Courier, new passwords by a fast hash",
      dialect: "courier-authrc",
      name: "authpgsqlrc",
      bad: "PGSQL_CHPASS_CLAUSE «UPDATE users SET hash=MD5('$(newpass)') WHERE id='$(local_part)'»\n##NAME: MARKER:0\n",
    },
    {
      title: "Courier, hashes of crypt(3), which say themselves what they are",
      dialect: "courier-authrc",
      good: "MYSQL_CRYPT_PWFIELD crypt\nMYSQL_CHPASS_CLAUSE UPDATE users SET crypt='$(newpass_crypt)' WHERE id=MD5('$(local_part)')\n##NAME: MARKER:0\n",
      trap: true,
    },
    {
      title: "the file of an SQL passdb",
      files: {
        "dovecot.conf": "passdb {\n  driver = sql\n  args = /etc/dovecot/dovecot-sql.conf.ext\n}\n",
        "dovecot-sql.conf.ext":
          "driver = sqlite\nconnect = /var/lib/mail.db\ndefault_pass_scheme = «MD5-CRYPT»\n",
      },
    },
    {
      title: "the default of an SQL passdb is MD5",
      files: {
        "dovecot.conf": "passdb {\n  driver = sql\n  args = /etc/dovecot/dovecot-sql.conf.ext\n}\n",
        "dovecot-sql.conf.ext":
          "driver = sqlite\nconnect = /var/lib/mail.db\npassword_query = «SELECT password FROM users WHERE name = '%n'»\n",
      },
    },
    {
      title: "the query says which scheme",
      files: {
        "dovecot.conf": "passdb {\n  driver = sql\n  args = /etc/dovecot/dovecot-sql.conf.ext\n}\n",
        "dovecot-sql.conf.ext":
          "driver = sqlite\nconnect = /var/lib/mail.db\npassword_query = SELECT concat('{BLF-CRYPT}', password) AS password FROM users WHERE name = '%n'\n",
      },
      trap: true,
    },
    {
      title: "the default of an LDAP passdb is what crypt(3) knows",
      files: {
        "dovecot.conf": "passdb {\n  driver = ldap\n  args = /etc/dovecot/dovecot-ldap.conf.ext\n}\n",
        "dovecot-ldap.conf.ext": "uris = ldapi:///\nbase = dc=example,dc=org\n",
      },
      trap: true,
    },
    {
      title: "a slow hash",
      good: "passdb {\n  driver = passwd-file\n  args = scheme=BLF-CRYPT /etc/dovecot/users\n}\n",
    },
    {
      title: "SHA512-CRYPT is a slow hash, SHA512 is not",
      good: "passdb {\n  driver = passwd-file\n  args = scheme=SHA512-CRYPT /etc/dovecot/users\n}\n",
      trap: true,
    },
    {
      title: "MD5, in Dovecot 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
passdb passwd-file {
  passwd_file_path = /etc/dovecot/users
  default_password_scheme = «MD5-CRYPT»
}
`,
    },
    {
      title: "a slow hash, in Dovecot 2.4",
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
      title: "CRYPT is what the system's crypt(3) makes, and that may be yescrypt",
      good: `passdb {
  driver = passwd-file
  args = scheme=CRYPT /etc/dovecot/users
}
`,
      trap: true,
    },
  ],
});
