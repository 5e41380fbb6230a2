import { unusedTables } from "../../src/checks-postfix-tables.ts";
import { defineRule } from "../../src/rule.ts";
import { readme } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/unused-table",
  since: "0.1.0",
  severity: "note",
  precision: "medium",
  cwe: [],
  summary: "The file defines a table that nothing asks.",
  why: "What the table was made for does not happen, and the password in it lies about for nothing.",
  remedy: "Name the file where its answers are needed, or delete it.",
  references: [readme("DATABASE_README")],
  check: unusedTables,
  examples: [
    {
      title: "a file that no parameter names",
      files: {
        "main.cf": "virtual_mailbox_maps = mysql:/etc/postfix/mailboxes.cf\n",
        "master.cf": "smtp inet n - y - - smtpd\n",
        "mailboxes.cf": "hosts = unix:/run/mysqld/mysqld.sock\ndbname = mail\nquery = SELECT 1\n",
        "aliases.cf":
          "«hosts = unix:/run/mysqld/mysqld.sock»\ndbname = mail\nquery = SELECT 1\ntls_ciphers = HIGH\n",
      },
    },
    {
      title: "both are named",
      files: {
        "main.cf":
          "virtual_mailbox_maps = mysql:/etc/postfix/mailboxes.cf\nvirtual_alias_maps = proxy:mysql:$config_directory/aliases.cf\n",
        "master.cf": "smtp inet n - y - - smtpd\n",
        "mailboxes.cf":
          "hosts = unix:/run/mysqld/mysqld.sock\ndbname = mail\nquery = SELECT 1\ntls_ciphers = HIGH\n",
        "aliases.cf":
          "hosts = unix:/run/mysqld/mysqld.sock\ndbname = mail\nquery = SELECT 1\ntls_ciphers = HIGH\n",
      },
    },
    {
      title: "no master.cf is at hand, which may name it",
      files: {
        "main.cf": "biff = no\n",
        "aliases.cf":
          "hosts = unix:/run/mysqld/mysqld.sock\ndbname = mail\nquery = SELECT 1\ntls_ciphers = HIGH\n",
      },
      trap: true,
    },
  ],
});
