import { databasesOf } from "../../src/model/dovecot-passdb.ts";
import { defineRule } from "../../src/rule.ts";
import { deleteLinesFix, dovecotSystems } from "../../src/vocabulary.ts";
import { placeOf, written } from "../../src/vocabulary-dovecot.ts";

/** In seconds; as the daemon prints times. */
function seconds(value: string): number | undefined {
  const match = /^(\d+)\s*([a-z]*)$/.exec(value);
  if (match === null) return undefined;
  const unit = match[2] ?? "";
  const factor = unit.startsWith("ms") || unit.startsWith("mil") ? 0.001 : unit.startsWith("m") ? 60 : 1;
  return Number(match[1]) * (unit.startsWith("h") ? 3600 : factor);
}

export default defineRule({
  id: "auth-failure-delay-low",
  since: "0.1.0",
  severity: "warning",
  securitySeverity: 5.3,
  precision: "very-high",
  cwe: [307],
  summary: "A wrong password is answered without the usual delay.",
  why: "Dovecot waits two seconds before it refuses a login. Without the delay an attacker tries many more passwords in the same time.",
  remedy: "Delete the line: the default is two seconds.",
  references: [
    {
      title: "Dovecot, auth_failure_delay",
      url: "https://doc.dovecot.org/latest/core/summaries/settings.html#auth_failure_delay",
    },
  ],
  check(context) {
    for (const system of dovecotSystems(context))
      for (const { fields, place, section, unknown } of databasesOf(system, "passdb"))
        if (!unknown && fields.has("nodelay"))
          context.report({
            span: placeOf(
              system,
              ["override_fields", "default_fields"]
                .map((name) => section.values.get(name))
                .find((value) => value?.value.includes("nodelay")),
              place,
            ),
            message: "`nodelay` answers wrong passwords at once, which helps guessing; take it out",
          });
    for (const { name, value, span, statement, where, about } of written(
      context,
      "auth_failure_delay",
      "auth_internal_failure_delay",
    )) {
      const time = seconds(value);
      if (time === undefined || time >= 2) continue;
      // A delay after a fault of the server's own only spreads the load: any is enough.
      if (name === "auth_internal_failure_delay" && time > 0) continue;
      context.report({
        span,
        message: `\`${name} = ${value}\`${where} answers ${name === "auth_failure_delay" ? "wrong passwords" : "logins that it cannot check"} faster than the default of 2 seconds, which helps guessing; delete the line`,
        fix: deleteLinesFix("use the default", statement),
        about,
      });
    }
  },
  examples: [
    {
      title: "none for one database",
      bad: "passdb {\n  driver = passwd-file\n  args = /etc/dovecot/users\n  override_fields = «nodelay=y»\n}\n",
    },
    {
      title: "none after a fault of the server, in Dovecot 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
auth_internal_failure_delay = «0»
`,
      fixed: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
`,
    },
    { title: "no delay", bad: "ssl = required\nauth_failure_delay = «0»\n", fixed: "ssl = required\n" },
    { title: "a longer one", good: "auth_failure_delay = 5 s\n" },
    { title: "the default is two seconds", good: "auth_verbose = yes\n", trap: true },
    { title: "given in milliseconds", good: "auth_failure_delay = 2000 ms\n", trap: true },
    {
      title: "no delay, in Dovecot 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
auth_failure_delay = «0»
`,
      fixed: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
`,
    },
    {
      title: "a longer one, in Dovecot 2.4",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
auth_failure_delay = 5 s
`,
    },
  ],
});
