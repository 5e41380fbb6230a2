import { databasesOf, isOn } from "../../src/model/dovecot-passdb.ts";
import { defineRule } from "../../src/rule.ts";
import { deleteLinesFix, dovecotSystems } from "../../src/vocabulary.ts";
import { originPlace } from "../../src/vocabulary-dovecot.ts";

export default defineRule({
  id: "dovecot/pam-failure-message",
  since: "0.1.0",
  severity: "note",
  securitySeverity: 3.1,
  precision: "high",
  cwe: [203],
  summary: "Whoever fails to log in is told why.",
  why: `With \`failure_show_msg\` the message of PAM goes to the client: that the account is locked, that its password has
run out, that there is no such user. An attacker learns which names are worth guessing for.`,
  remedy: "Delete it: the reason stands in the log.",
  references: [
    {
      title: "Dovecot, PAM",
      url: "https://doc.dovecot.org/latest/core/config/auth/databases/pam.html",
    },
  ],
  check(context) {
    for (const system of dovecotSystems(context))
      for (const { driver, args, section, place, unknown } of databasesOf(system, "passdb")) {
        const own = section.values.get("failure_show_msg");
        const set = own === undefined ? args.get("failure_show_msg") : own.value;
        if (driver !== "pam" || unknown || own?.unknown || !isOn(set)) continue;
        const origin = own?.origin ?? place;
        context.report({
          span: originPlace(origin, system),
          message:
            "`failure_show_msg` tells a client why PAM refused it, and so which accounts exist; take it out",
          ...(own?.origin.kind === "file"
            ? { fix: deleteLinesFix("keep the reason in the log", own.origin.span) }
            : {}),
        });
      }
  },
  examples: [
    {
      title: "told",
      bad: "passdb {\n  driver = pam\n  args = «failure_show_msg=yes dovecot»\n}\n",
    },
    {
      title: "told, in Dovecot 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
passdb pam {
  failure_show_msg = «yes»
}
`,
      fixed: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
passdb pam {
}
`,
    },
    { title: "not told", good: "passdb {\n  driver = pam\n  args = dovecot\n}\n" },
    {
      title: "not told, in Dovecot 2.4",
      version: "2.4",
      good: "dovecot_config_version = 2.4.1\ndovecot_storage_version = 2.4.1\npassdb pam {\n}\n",
    },
    {
      title: "the word in another driver's arguments",
      good: "passdb {\n  driver = passwd-file\n  args = /etc/dovecot/failure_show_msg=yes\n}\n",
      trap: true,
    },
  ],
});
