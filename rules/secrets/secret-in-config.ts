import { defineRule } from "../../src/rule.ts";
import { isShipped, secretsByValue } from "../../src/vocabulary-secrets.ts";

export default defineRule({
  id: "secret-in-config",
  since: "0.1.0",
  severity: "note",
  securitySeverity: 6.5,
  precision: "medium",
  cwe: [256, 260, 312],
  summary: "A password stands in a configuration file.",
  why: "Whoever can read the file, a backup or the repository it is in has the password. Whether others can, only the machine knows.",
  remedy: "Let only root and the daemon read the file, and keep it out of version control.",
  references: [
    { title: "mysql_table(5)", url: "https://www.postfix.org/mysql_table.5.html" },
    { title: "ldap_table(5)", url: "https://www.postfix.org/ldap_table.5.html" },
  ],
  check(context) {
    for (const [one, others] of secretsByValue(context)) {
      if (isShipped(one)) continue;
      const { name, where, span, advice, about } = one;
      context.report({
        span,
        message: `\`${name}\`${where} holds a password; ${advice}`,
        related: others.map((other) => ({ span: other.span, message: "here too" })),
        ...(about === undefined ? {} : { about }),
      });
    }
  },
  examples: [
    {
      title: "in Courier's connection to PostgreSQL",
      dialect: "courier-authrc",
      name: "authpgsqlrc",
      bad: "«PGSQL_CONNECTION» host=/run/postgresql user=mail password=example-password\n##NAME: MARKER:0\n",
    },
    {
      title: "the password of Courier's database",
      files: { "courier/authmysqlrc": "##NAME: MARKER:0\n«MYSQL_PASSWORD»\tnot-a-real-one\n" },
    },
    {
      title: "a password out of a manual, of which `default-secret` tells",
      files: { "courier/authmysqlrc": "##NAME: MARKER:0\nMYSQL_PASSWORD\tadmin\n" },
      trap: true,
    },
    {
      title: "a value that a template engine puts in",
      files: { "courier/authmysqlrc": "##NAME: MARKER:0\nMYSQL_PASSWORD\t{{ password }}\n" },
      trap: true,
    },
    {
      title: "the password of a table",
      files: {
        "main.cf": "virtual_mailbox_maps = mysql:/etc/postfix/users.cf\n",
        "users.cf":
          "hosts = localhost\nuser = mail\n«password» = example-password\ndbname = mail\nquery = SELECT 1\n",
      },
    },
    {
      title: "one password for all tables of a database",
      files: {
        "main.cf":
          "virtual_mailbox_maps = mysql:/etc/postfix/users.cf\nvirtual_alias_maps = mysql:/etc/postfix/aliases.cf\n",
        "aliases.cf":
          "hosts = localhost\nuser = mail\n«password» = example-password\ndbname = mail\nquery = SELECT 2\n",
        "users.cf":
          "hosts = localhost\nuser = mail\npassword = example-password\ndbname = mail\nquery = SELECT 1\n",
      },
    },
    {
      title: "the password of Dovecot's administration port",
      bad: "«doveadm_password» = example-password\n",
    },
    {
      title: "the password of Dovecot's database",
      files: {
        "dovecot.conf": "passdb {\n  driver = sql\n  args = /etc/dovecot/dovecot-sql.conf.ext\n}\n",
        "dovecot-sql.conf.ext":
          "driver = mysql\n«connect» = host=localhost user=mail password=example-password\n",
      },
    },
    {
      title: "the password that Dovecot logs in to LDAP with",
      files: {
        "dovecot.conf": "passdb {\n  driver = ldap\n  args = /etc/dovecot/dovecot-ldap.conf.ext\n}\n",
        "dovecot-ldap.conf.ext":
          "uris = ldapi:///\nbase = dc=example,dc=org\ndn = cn=mail\n«dnpass» = example-password\n",
      },
    },
    {
      title: "a database that asks for none",
      files: {
        "dovecot.conf": "passdb {\n  driver = sql\n  args = /etc/dovecot/dovecot-sql.conf.ext\n}\n",
        "dovecot-sql.conf.ext":
          "driver = mysql\nconnect = host=/run/mysqld/mysqld.sock user=mail dbname=mail\n",
      },
      trap: true,
    },
    {
      title: "from the environment, and from a template",
      files: {
        "dovecot.conf": "passdb {\n  driver = ldap\n  args = /etc/dovecot/dovecot-ldap.conf.ext\n}\n",
        "dovecot-ldap.conf.ext": "uris = ldapi:///\nbase = dc=example,dc=org\ndnpass = $ENV:LDAP_PASSWORD\n",
      },
      trap: true,
    },
    { title: "read from a file", good: "doveadm_password = </etc/dovecot/doveadm.password\n", trap: true },
    {
      title: "no password",
      files: {
        "main.cf": "virtual_mailbox_maps = mysql:/etc/postfix/users.cf\n",
        "users.cf": "hosts = unix:/run/mysqld/mysqld.sock\nuser = mail\ndbname = mail\nquery = SELECT 1\n",
      },
    },
    {
      title: "a template's placeholder",
      files: {
        "main.cf": "virtual_mailbox_maps = mysql:/etc/postfix/users.cf\n",
        "users.cf":
          "hosts = localhost\nuser = mail\npassword = {{ db_password }}\ndbname = mail\nquery = SELECT 1\n",
      },
      trap: true,
    },
    {
      title: "the password of the administration port, in Dovecot 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
«doveadm_password» = example-password
`,
    },
    {
      title: "read from a file, in Dovecot 2.4",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
doveadm_password = </etc/dovecot/doveadm.password
`,
      trap: true,
    },
    {
      title: "from the environment, in Dovecot 2.4",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
doveadm_password = %{env:DOVEADM_PASSWORD}
`,
      trap: true,
    },
    {
      title: "a place for a secret that is put in later",
      good: `doveadm_password = {{ doveadm_password }}
`,
      trap: true,
    },
  ],
});
