import { defineRule } from "../../src/rule.ts";
import { reportProblems } from "../../src/vocabulary.ts";

export default defineRule({
  id: "dovecot/unknown-group",
  since: "0.1.0",
  severity: "error",
  precision: "very-high",
  cwe: [],
  summary: "A group of settings is used that nobody defines.",
  why: `Dovecot 2.4 does not start when \`@group = name\` names a \`group @group name { }\` that does not exist.`,
  remedy: `Define the group, or correct its name.`,
  references: [
    {
      title: "Dovecot, groups of settings",
      url: "https://doc.dovecot.org/latest/core/settings/groups_includes.html",
    },
  ],
  check: (context) => reportProblems(context, "dovecot/unknown-group"),
  examples: [
    {
      title: "no such group",
      version: "2.4",
      bad: "dovecot_config_version = 2.4.0\ndovecot_storage_version = 2.4.0\n«@limits = small»\n",
    },
    {
      title: "a group of one's own",
      version: "2.4",
      good: "dovecot_config_version = 2.4.0\ndovecot_storage_version = 2.4.0\n@limits = small\ngroup @limits small {\n  mail_max_userip_connections = 5\n}\n",
    },
    {
      title: "a group that Dovecot brings",
      version: "2.4",
      good: "dovecot_config_version = 2.4.0\ndovecot_storage_version = 2.4.0\n@mailbox_defaults = english\n",
      trap: true,
    },
  ],
});
