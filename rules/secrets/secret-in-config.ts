import { secretsInMaps } from "../../src/checks-postfix.ts";
import { defineRule } from "../../src/rule.ts";
import { authValues } from "../../src/vocabulary-courier.ts";
import { written } from "../../src/vocabulary-dovecot.ts";

const dovecotSecrets = [
  "ssl_key_password",
  "ssl_server_key_password",
  "ssl_client_key_password",
  "doveadm_password",
  "doveadm_api_key",
  "imapc_password",
  "pop3c_password",
  "submission_relay_password",
  "mysql_password",
  "ldap_auth_dn_password",
  "oauth2_client_secret",
];

/** Read from elsewhere or put in by a template engine, it is no secret of this file. */
function isLiteral(value: string): boolean {
  return value !== "" && !/^<|^\$|[%{]\{|^@\w+@$/.test(value);
}

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
    secretsInMaps(context);
    for (const { name, value, statement } of authValues(
      context,
      /rc$/,
      /^(?:MYSQL_PASSWORD|PGSQL_PASSWORD|LDAP_BINDPW)$/,
    ))
      if (isLiteral(value))
        context.report({
          span: { ...statement, end: statement.start + name.length },
          message: `\`${name}\` holds a password; let only Courier's user read the file`,
          about: { setting: name },
        });
    for (const { name, value, statement, verbatim, where, about } of written(context, ...dovecotSecrets))
      if (verbatim && isLiteral(value))
        context.report({
          span: { ...statement, end: statement.start + name.length },
          message: `\`${name}\`${where} holds a password, and dovecot.conf is readable for every user by default; read it from a file that only root can read`,
          about,
        });
  },
  examples: [
    {
      title: "the password of Courier's database",
      files: { "courier/authmysqlrc": "##NAME: MARKER:0\n«MYSQL_PASSWORD»\tnot-a-real-one\n" },
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
      title: "the password of Dovecot's administration port",
      bad: "«doveadm_password» = example-password\n",
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
