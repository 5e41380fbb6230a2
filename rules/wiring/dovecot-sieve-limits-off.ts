import { defineRule } from "../../src/rule.ts";
import { written } from "../../src/vocabulary-dovecot.ts";

export default defineRule({
  id: "dovecot/sieve-limits-off",
  since: "0.1.0",
  severity: "note",
  securitySeverity: 4.3,
  precision: "high",
  cwe: [400],
  summary: "Filter scripts of users may run without a limit.",
  why: "A script that a user uploads runs on the server for every mail. Without limits one script can take a whole processor or send mail without end.",
  remedy: "Write limits, for example `sieve_max_cpu_time = 30s`, `sieve_max_redirects = 4`.",
  references: [
    {
      title: "Pigeonhole, sieve_max_cpu_time",
      url: "https://doc.dovecot.org/latest/core/summaries/settings.html#sieve_max_cpu_time",
    },
  ],
  check(context) {
    for (const { name, value, span, where, about } of written(
      context,
      "sieve_max_cpu_time",
      "sieve_max_script_size",
      "sieve_max_actions",
      "sieve_max_redirects",
    )) {
      if (!(/^0\s*[a-z]*$/i.test(value) || value === "unlimited") || name === "sieve_max_redirects") continue;
      context.report({
        span,
        message: `\`${name} = ${value}\`${where} lets scripts of users run without this limit; write a limit`,
        about,
      });
    }
  },
  examples: [
    { title: "no limit on time", bad: "plugin {\n  sieve_max_cpu_time = «0»\n}\n" },
    { title: "a limit", good: "plugin {\n  sieve_max_cpu_time = 30s\n}\n" },
    { title: "no redirects at all", good: "plugin {\n  sieve_max_redirects = 0\n}\n", trap: true },
    {
      title: "no limit on time, in Dovecot 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
sieve_max_cpu_time = «unlimited»
`,
    },
    {
      title: "a limit, in Dovecot 2.4",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
sieve_max_cpu_time = 30s
`,
    },
  ],
});
