import { defineRule } from "../../src/rule.ts";
import { reportProblems } from "../../src/vocabulary.ts";

export default defineRule({
  id: "dovecot/required-setting",
  since: "0.1.0",
  severity: "error",
  precision: "very-high",
  cwe: [],
  summary: "A setting that must be there is not.",
  why: `Dovecot 2.4 does not start without \`dovecot_storage_version\`, nor with a block that lacks the one setting it is for, such as an \`acl\` without \`rights\`.`,
  remedy: `Add the setting that the message names.`,
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
