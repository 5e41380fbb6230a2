import { defineRule, rfc } from "../../src/rule.ts";
import { replaceFix } from "../../src/vocabulary.ts";
import { wordsOf, written } from "../../src/vocabulary-dovecot.ts";

export default defineRule({
  id: "tls-compression",
  since: "0.1.0",
  severity: "warning",
  securitySeverity: 5.9,
  precision: "high",
  cwe: [203],
  summary: "TLS compresses what it encrypts.",
  why: "The length of compressed text gives away whether an attacker's guess of a part of it was right (CRIME).",
  remedy: "Take `compression` out of `ssl_options`.",
  references: [
    rfc(9325, "3.3"),
    {
      title: "Dovecot, ssl_options",
      url: "https://doc.dovecot.org/latest/core/summaries/settings.html#ssl_options",
    },
  ],
  check(context) {
    for (const { name, value, span, where, about } of written(context, "ssl_options")) {
      const words = wordsOf(value);
      if (!words.includes("compression")) continue;
      const rest = words.filter((word) => word !== "compression").join(" ");
      context.report({
        span,
        message: `\`${name}\`${where} switches TLS compression on, which leaks what is encrypted; take \`compression\` out`,
        fix: replaceFix("no compression", span, rest),
        about,
      });
    }
  },
  examples: [
    {
      title: "switched on",
      bad: "ssl_options = «compression no_ticket»\n",
      fixed: "ssl_options = no_ticket\n",
    },
    { title: "off", good: "ssl_options = no_ticket\n" },
    { title: "switched off by the old word", good: "ssl_options = no_compression\n", trap: true },
    {
      title: "switched on, in Dovecot 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
ssl_options = «compression no_ticket»
`,
      fixed: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
ssl_options = no_ticket
`,
    },
    {
      title: "off, in Dovecot 2.4",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
ssl_options = no_ticket
`,
    },
  ],
});
