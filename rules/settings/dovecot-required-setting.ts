import { defineRule } from "../../src/rule.ts";
import { reportProblems } from "../../src/vocabulary.ts";

export default defineRule({
  id: "dovecot/required-setting",
  since: "0.1.0",
  severity: "error",
  precision: "very-high",
  cwe: [],
  summary: "A setting that must be there is not.",
  why: `Dovecot 2.4 does not start without \`dovecot_storage_version\`, nor with a block that lacks the one setting it is for, such as an \`acl\` without \`rights\`. In 2.3 the auth process ends when the file that an SQL or LDAP database is configured by lacks \`driver\`, \`connect\`, \`uris\` or \`base\`.`,
  remedy: `Add the setting that the message names.`,
  remedyInMessage: true,
  references: [
    {
      title: "Dovecot, configuration syntax",
      url: "https://doc.dovecot.org/latest/core/settings/syntax.html",
    },
  ],
  check: (context) => reportProblems(context, "dovecot/required-setting"),
  examples: [
    {
      title: "no version of the storage",
      version: "2.4",
      bad: "«dovecot_config_version = 2.4.0»\nmail_driver = maildir\n",
    },
    {
      title: "attributes without a dict to keep them in",
      version: "2.4",
      bad: "dovecot_config_version = 2.4.0\ndovecot_storage_version = 2.4.0\nmail_attribute {\n«}»\n",
    },
    {
      title: "the file of an LDAP passdb without `base`",
      files: {
        "dovecot.conf": "passdb {\n  driver = ldap\n  args = «/etc/dovecot/dovecot-ldap.conf.ext»\n}\n",
        "dovecot-ldap.conf.ext": "uris = ldaps://ldap.example.org\n",
      },
    },
    {
      title: "what an included file may set",
      files: {
        "dovecot.conf": "passdb {\n  driver = ldap\n  args = /etc/dovecot/dovecot-ldap.conf.ext\n}\n",
        "dovecot-ldap.conf.ext": "!include_try /run/secrets/ldap.conf.ext\nuris = ldaps://ldap.example.org\n",
      },
      trap: true,
    },
    {
      title: "both are there",
      version: "2.4",
      good: "dovecot_config_version = 2.4.0\ndovecot_storage_version = 2.4.0\nmail_attribute {\n  dict file {\n  }\n}\n",
    },
    {
      title: "the version of the storage may stand anywhere",
      version: "2.4",
      good: "dovecot_config_version = 2.4.0\nmail_driver = maildir\ndovecot_storage_version = 2.4.0\n",
      trap: true,
    },
  ],
});
