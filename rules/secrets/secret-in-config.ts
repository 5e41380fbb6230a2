import { secretsInMaps } from "../../src/checks-postfix.ts";
import { defineRule } from "../../src/rule.ts";

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
  check: secretsInMaps,
  examples: [
    {
      title: "the password of a table",
      files: {
        "main.cf": "virtual_mailbox_maps = mysql:/etc/postfix/users.cf\n",
        "users.cf":
          "hosts = localhost\nuser = mail\n«password» = example-password\ndbname = mail\nquery = SELECT 1\n",
      },
    },
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
  ],
});
