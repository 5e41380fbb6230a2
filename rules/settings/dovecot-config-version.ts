import { defineRule } from "../../src/rule.ts";
import { reportProblems } from "../../src/vocabulary.ts";

export default defineRule({
  id: "dovecot/config-version",
  since: "0.1.0",
  severity: "error",
  precision: "very-high",
  cwe: [],
  summary: "`dovecot_config_version` is missing, unknown or changed.",
  why: `Dovecot 2.4 reads a configuration as a version of it was meant, and does not start without knowing which: the setting must be the first of all, in the main file itself, and stay what it is.`,
  remedy: `Write \`dovecot_config_version = 2.4.0\` above everything else in dovecot.conf.`,
  references: [
    {
      title: "Dovecot, versions of the configuration",
      url: "https://doc.dovecot.org/latest/core/settings/types.html",
    },
  ],
  check: (context) => reportProblems(context, "dovecot/config-version"),
  examples: [
    {
      title: "another setting stands first",
      version: "2.4",
      bad: "«dovecot_storage_version = 2.4.0»\ndovecot_config_version = 2.4.0\n",
    },
    {
      title: "a version of 2.3",
      version: "2.4",
      bad: "dovecot_config_version = «2.3.0»\ndovecot_storage_version = 2.4.0\n",
    },
    {
      title: "it stands first",
      version: "2.4",
      good: "# comments may come before\ndovecot_config_version = 2.4.0\ndovecot_storage_version = 2.4.0\n",
    },
    {
      title: "the same again changes nothing",
      version: "2.4",
      good: "dovecot_config_version = 2.4.0\ndovecot_storage_version = 2.4.0\ndovecot_config_version = 2.4.0\n",
      trap: true,
    },
  ],
});
