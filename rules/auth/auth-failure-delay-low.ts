import { defineRule } from "../../src/rule.ts";
import { deleteLinesFix } from "../../src/vocabulary.ts";
import { written } from "../../src/vocabulary-dovecot.ts";

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
    for (const { name, value, span, statement, where, about } of written(context, "auth_failure_delay")) {
      const time = seconds(value);
      if (time === undefined || time >= 2) continue;
      context.report({
        span,
        message: `\`${name} = ${value}\`${where} answers wrong passwords faster than the default of 2 seconds, which helps guessing; delete the line`,
        fix: deleteLinesFix("use the default", statement),
        about,
      });
    }
  },
  examples: [
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
