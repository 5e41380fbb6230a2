import { ldapInClear } from "../../src/checks-postfix.ts";
import { defineRule } from "../../src/rule.ts";

export default defineRule({
  id: "ldap-cleartext",
  since: "0.1.0",
  severity: "error",
  securitySeverity: 7.4,
  precision: "high",
  cwe: [319, 523],
  summary: "An LDAP server on another host is asked in clear.",
  why: "The bind password and the answers can be read and changed on the way: whoever changes them decides which mail is whose.",
  remedy: "Use STARTTLS (`start_tls = yes` with `version = 3` in Postfix) or `ldaps://`.",
  references: [
    { title: "ldap_table(5)", url: "https://www.postfix.org/ldap_table.5.html" },
    { title: "LDAP_README", url: "https://www.postfix.org/LDAP_README.html" },
  ],
  check: ldapInClear,
  examples: [
    {
      title: "a table of Postfix",
      files: {
        "main.cf": "virtual_alias_maps = ldap:/etc/postfix/aliases.cf\n",
        "aliases.cf":
          "server_host = «ldap://directory.example.org»\nsearch_base = dc=example,dc=org\nbind_dn = cn=mail\n",
      },
    },
    {
      title: "with STARTTLS",
      files: {
        "main.cf": "virtual_alias_maps = ldap:/etc/postfix/aliases.cf\n",
        "aliases.cf":
          "server_host = ldap://directory.example.org\nversion = 3\nstart_tls = yes\nsearch_base = dc=example,dc=org\n",
      },
    },
    {
      title: "on this host",
      files: {
        "main.cf": "virtual_alias_maps = ldap:/etc/postfix/aliases.cf\n",
        "aliases.cf": "server_host = ldap://localhost ldapi:///\nsearch_base = dc=example,dc=org\n",
      },
      trap: true,
    },
  ],
});
