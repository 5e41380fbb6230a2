import { defineRule } from "../../src/rule.ts";
import { reportProblems } from "../../src/vocabulary.ts";

export default defineRule({
  id: "dovecot/missing-driver",
  since: "0.1.0",
  severity: "error",
  precision: "very-high",
  cwe: [],
  summary: "A passdb or userdb does not say where its users are.",
  why: `Dovecot does not start without a \`driver\` in every \`passdb\` and \`userdb\`.`,
  remedy: `Write \`driver = passwd-file\`, \`sql\`, \`ldap\`, \`pam\` or another.`,
  references: [
    {
      title: "Dovecot, authentication",
      url: "https://doc.dovecot.org/latest/core/config/auth/overview.html",
    },
  ],
  check: (context) => reportProblems(context, "dovecot/missing-driver"),
  examples: [
    { title: "no driver", bad: "«passdb {»\n  args = /etc/dovecot/users\n}\n" },
    { title: "a driver", good: "passdb {\n  driver = passwd-file\n  args = /etc/dovecot/users\n}\n" },
    { title: "a driver without arguments", good: "userdb {\n  driver = passwd\n}\n", trap: true },
    {
      title: "no driver, in Dovecot 2.4",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
passdb pam {
}
`,
      trap: true,
    },
  ],
});
