import { missingTables } from "../../src/checks-postfix-tables.ts";
import { defineRule } from "../../src/rule.ts";
import { readme } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/map-missing",
  since: "0.1.0",
  severity: "note",
  precision: "medium",
  cwe: [],
  summary: "A table that the configuration names is not among its files.",
  why: `Postfix cannot open a table whose file is missing. What asks it ends in "table lookup problem" or "451 4.3.0": mail is deferred, for
some tables all of it.`,
  remedy: "Correct the name, put the file there, and run postmap(1) for `hash:`, `lmdb:` and the like.",
  references: [
    readme("DATABASE_README"),
    { title: "postmap(1)", url: "https://www.postfix.org/postmap.1.html" },
  ],
  check: missingTables,
  examples: [
    {
      title: "one of two tables",
      files: {
        "main.cf":
          "virtual_alias_maps = hash:/etc/postfix/virtual\ntransport_maps = «hash:/etc/postfix/transprot»\n",
        virtual: "postmaster@example.org root\n",
      },
    },
    {
      title: "both are there, one of them compiled",
      files: {
        "main.cf":
          "virtual_alias_maps = hash:/etc/postfix/virtual\ntransport_maps = hash:/etc/postfix/transport\n",
        virtual: "postmaster@example.org root\n",
        "transport.db": "",
      },
    },
    {
      title: "no table is at hand: they are kept elsewhere",
      files: { "main.cf": "virtual_alias_maps = hash:/etc/postfix/virtual\n" },
      trap: true,
    },
    {
      title: "a table of another directory",
      files: {
        "main.cf":
          "virtual_alias_maps = hash:/etc/postfix/virtual\nalias_maps = hash:/etc/aliases\nmynetworks = cidr:/srv/networks\n",
        virtual: "postmaster@example.org root\n",
      },
      trap: true,
    },
    {
      title: "types that need no file",
      files: {
        "main.cf":
          "virtual_alias_maps = hash:/etc/postfix/virtual, inline:{a@example.org=b}, static:c\nlocal_recipient_maps = proxy:unix:passwd.byname\n",
        virtual: "postmaster@example.org root\n",
      },
      trap: true,
    },
    {
      title: "passwords are kept away from the other files",
      files: {
        "main.cf":
          "virtual_alias_maps = hash:/etc/postfix/virtual\nsmtp_sasl_password_maps = hash:/etc/postfix/sasl_passwd\n",
        virtual: "postmaster@example.org root\n",
      },
      trap: true,
    },
  ],
});
