import { hasForwardSecrecy, plainSuites, weakWords } from "../../src/model/cipher-list.ts";
import { defineRule, rfc } from "../../src/rule.ts";
import { written } from "../../src/vocabulary-dovecot.ts";

export default defineRule({
  id: "cipher-no-forward-secrecy",
  since: "0.1.0",
  severity: "note",
  securitySeverity: 4.8,
  precision: "high",
  cwe: [327],
  summary: "The cipher list admits suites without forward secrecy.",
  why: "In these suites the client encrypts the session's key to the server's certificate: whoever gets the private key later can read sessions recorded today.",
  remedy: "List suites that begin with `ECDHE` only, or delete the setting: the default has no others.",
  references: [
    rfc(9325, "4.1"),
    {
      title: "Dovecot, ssl_cipher_list",
      url: "https://doc.dovecot.org/latest/core/summaries/settings.html#ssl_cipher_list",
    },
  ],
  check(context) {
    for (const { name, value, span, where, about } of written(context, "ssl_cipher_list")) {
      const suites = plainSuites(value)?.filter((suite) => weakWords(suite).length === 0);
      const open = suites?.filter((suite) => !hasForwardSecrecy(suite)) ?? [];
      if (open.length === 0) continue;
      context.report({
        span,
        severity: open.length === suites?.length ? "warning" : "note",
        message: `\`${name}\`${where} admits ${open.length === 1 ? open[0] : `${open[0]} and others`} without forward secrecy; list suites with \`ECDHE\` only`,
        about,
      });
    }
  },
  examples: [
    { title: "RSA key exchange only", bad: "ssl_cipher_list = «AES128-GCM-SHA256:AES256-GCM-SHA384»\n" },
    { title: "with forward secrecy", good: "ssl_cipher_list = ECDHE-RSA-AES128-GCM-SHA256\n" },
    { title: "taken out by `!kRSA`", good: "ssl_cipher_list = HIGH:!aNULL:!kRSA\n", trap: true },
    {
      title: "RSA key exchange only, in Dovecot 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
ssl_cipher_list = «AES128-GCM-SHA256:AES256-GCM-SHA384»
`,
    },
    {
      title: "with forward secrecy, in Dovecot 2.4",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
ssl_cipher_list = ECDHE-RSA-AES128-GCM-SHA256
`,
    },
  ],
});
