import { defineRule } from "../../src/rule.ts";
import { wordsOf, written } from "../../src/vocabulary-dovecot.ts";

export default defineRule({
  id: "dovecot/sieve-extprograms-user",
  since: "0.1.0",
  severity: "error",
  securitySeverity: 7.5,
  precision: "high",
  cwe: [78, 250],
  summary: "Filter scripts of users may run programs on the server.",
  why: "With the extprograms plugin and these extensions for everybody, every mail user decides which of the prepared programs run, and with what input.",
  remedy:
    "Put the extensions into `sieve_global_extensions`: then only the administrator's scripts have them.",
  references: [
    {
      title: "Pigeonhole, sieve_global_extensions",
      url: "https://doc.dovecot.org/latest/core/summaries/settings.html#sieve_global_extensions",
    },
  ],
  check(context) {
    for (const { name, value, span, where, about } of written(context, "sieve_extensions")) {
      const words = wordsOf(value).filter((word) => /^\+?vnd\.dovecot\.(execute|pipe|filter)$/.test(word));
      if (words.length === 0) continue;
      context.report({
        span,
        severity: words.some((word) => word.endsWith("execute")) ? "error" : "warning",
        message: `\`${name}\`${where} gives every user ${words.map((word) => `\`${word}\``).join(", ")} to run programs on the server; put it into \`sieve_global_extensions\``,
        about,
      });
    }
  },
  examples: [
    {
      title: "for everybody",
      bad: "plugin {\n  sieve_plugins = sieve_extprograms\n  sieve_extensions = «+vnd.dovecot.execute»\n}\n",
    },
    {
      title: "for the administrator",
      good: "plugin {\n  sieve_plugins = sieve_extprograms\n  sieve_global_extensions = +vnd.dovecot.execute\n}\n",
    },
    { title: "harmless ones", good: "plugin {\n  sieve_extensions = +notify +imapflags\n}\n", trap: true },
    {
      title: "for everybody, in Dovecot 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
sieve_extensions {
  vnd.dovecot.execute = «yes»
}
`,
    },
    {
      title: "for the administrator, in Dovecot 2.4",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
sieve_global_extensions {
  vnd.dovecot.execute = yes
}
`,
    },
  ],
});
