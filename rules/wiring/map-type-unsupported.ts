import { unsupportedTypes } from "../../src/checks-postfix-tables.ts";
import { defineRule } from "../../src/rule.ts";
import { readme } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/map-type-unsupported",
  since: "0.1.0",
  severity: "note",
  precision: "high",
  cwe: [],
  summary: "The release may not have, or does not have, tables of this type.",
  why: `A table whose type postfix does not know is "unsupported": each lookup fails, and mail waits. From Postfix 3.11 on this can happen to
\`hash:\` and \`btree:\`, as distributions stop to ship Berkeley DB.`,
  remedy: "Write a type that `postconf -m` lists, such as `lmdb:`, and make the tables anew with postmap(1).",
  references: [readme("DATABASE_README"), readme("NON_BERKELEYDB_README")],
  check: unsupportedTypes,
  examples: [
    {
      title: "Berkeley DB on 3.11",
      dialect: "postfix-main",
      version: "3.11",
      bad: "virtual_alias_maps = «hash:/etc/postfix/virtual»\ntransport_maps = hash:/etc/postfix/transport\n",
    },
    {
      title: "a misspelled type",
      dialect: "postfix-main",
      bad: "virtual_alias_maps = «hahs:/etc/postfix/virtual»\n",
    },
    {
      title: "no type at all",
      dialect: "postfix-main",
      bad: "virtual_alias_maps = «/etc/postfix/virtual»\n",
    },
    {
      title: "a type of a later release",
      dialect: "postfix-main",
      version: "3.7",
      bad: "virtual_alias_maps = «mongodb:/etc/postfix/virtual.cf»\n",
    },
    {
      title: "a type that stays",
      dialect: "postfix-main",
      version: "3.11",
      good: "virtual_alias_maps = lmdb:/etc/postfix/virtual\n",
    },
    {
      title: "Berkeley DB before 3.11",
      dialect: "postfix-main",
      version: "3.10",
      good: "virtual_alias_maps = hash:/etc/postfix/virtual\n",
      trap: true,
    },
    {
      title: "the migration of 3.11 is switched on",
      dialect: "postfix-main",
      version: "3.11",
      good: "non_bdb_migration_level = enable-redirect\nvirtual_alias_maps = hash:/etc/postfix/virtual\n",
      trap: true,
    },
    {
      title: "a transport is no table",
      dialect: "postfix-main",
      good: "mailbox_transport = lmtp:unix:/run/dovecot/lmtp\nsmtpd_milters = unix:/run/opendkim.sock\n",
      trap: true,
    },
  ],
});
