import { databasesOf, isGuarded } from "../../src/model/dovecot-passdb.ts";
import { defineRule } from "../../src/rule.ts";
import { dovecotSystems } from "../../src/vocabulary.ts";
import { loginListeners, originPlace } from "../../src/vocabulary-dovecot.ts";

export default defineRule({
  id: "passdb-shared-static-password",
  since: "0.1.0",
  severity: "error",
  securitySeverity: 9.1,
  precision: "high",
  cwe: [798],
  summary: "One password in the configuration is right for every user.",
  why: "Whoever knows the password, or reads the configuration file, logs in as anybody.",
  remedy:
    "Give every user a password of their own (`passwd-file`, `sql`, `ldap`), or limit the passdb with `allow_nets`.",
  references: [
    {
      title: "Dovecot, static password database",
      url: "https://doc.dovecot.org/latest/core/config/auth/databases/static.html",
    },
  ],
  check(context) {
    for (const system of dovecotSystems(context))
      for (const database of databasesOf(system, "passdb")) {
        const { driver, fields, section, place, unknown } = database;
        const password = fields.get("password") ?? section.values.get("password")?.value ?? "";
        if (driver !== "static" || password === "" || unknown || isGuarded(database)) continue;
        if (password.includes("%") || loginListeners(system).length === 0) continue;
        context.report({
          span: originPlace(place, system),
          message:
            "the static `passdb` has one password for every user; give users passwords of their own or add `allow_nets`",
        });
      }
  },
  examples: [
    {
      title: "everybody has the same password",
      bad: "passdb {\n  driver = static\n  args = «password=example»\n}\n",
    },
    {
      title: "passwords of their own",
      good: "passdb {\n  driver = passwd-file\n  args = /etc/dovecot/users\n}\n",
    },
    {
      title: "the server behind a proxy",
      good: "passdb {\n  driver = static\n  args = password=example allow_nets=10.0.0.1/32\n}\n",
      trap: true,
    },
    {
      title: "everybody has the same password, in Dovecot 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
protocols = imap
«passdb static {»
  password = example
}
`,
    },
    {
      title: "passwords of their own, in Dovecot 2.4",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
passdb passwd-file {
  passwd_file_path = /etc/dovecot/users
}
`,
    },
  ],
});
