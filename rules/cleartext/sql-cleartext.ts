import { sqlInClear } from "../../src/checks-postfix.ts";
import { defineRule } from "../../src/rule.ts";

export default defineRule({
  id: "sql-cleartext",
  since: "0.1.0",
  severity: "warning",
  securitySeverity: 6.5,
  precision: "medium",
  cwe: [319],
  summary: "A database on another host is asked in clear.",
  why: "The addresses asked for, and what is sent to log in to the database, can be read on the way; the answers can be changed.",
  remedy: "Connect with TLS, or over a UNIX socket on the same host.",
  references: [
    { title: "mysql_table(5)", url: "https://www.postfix.org/mysql_table.5.html" },
    { title: "pgsql_table(5)", url: "https://www.postfix.org/pgsql_table.5.html" },
  ],
  check: sqlInClear,
  examples: [
    {
      title: "a table of Postfix",
      files: {
        "main.cf": "virtual_mailbox_maps = mysql:/etc/postfix/users.cf\n",
        "users.cf": "hosts = «db.example.org»\nuser = mail\ndbname = mail\nquery = SELECT 1\n",
      },
    },
    {
      title: "with TLS",
      files: {
        "main.cf": "virtual_mailbox_maps = mysql:/etc/postfix/users.cf\n",
        "users.cf":
          "hosts = db.example.org\ntls_CAfile = /etc/ssl/db-ca.pem\nuser = mail\ndbname = mail\nquery = SELECT 1\n",
      },
    },
    {
      title: "a UNIX socket, and this host",
      files: {
        "main.cf": "virtual_mailbox_maps = mysql:/etc/postfix/users.cf\n",
        "users.cf":
          "hosts = unix:/run/mysqld/mysqld.sock 127.0.0.1\nuser = mail\ndbname = mail\nquery = SELECT 1\n",
      },
      trap: true,
    },
  ],
});
