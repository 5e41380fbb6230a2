import { tokensOf } from "../../src/model/cipher-list.ts";
import { defineRule } from "../../src/rule.ts";
import { written } from "../../src/vocabulary-dovecot.ts";

export default defineRule({
  id: "tls13-suite-misplaced",
  since: "0.1.0",
  severity: "warning",
  securitySeverity: 2.0,
  precision: "very-high",
  cwe: [16],
  summary: "Cipher suites stand in the setting of another TLS version.",
  why: "OpenSSL ignores names of TLS 1.3 suites in `ssl_cipher_list`, and refuses those of TLS 1.2 in `ssl_cipher_suites`: what was meant does not happen.",
  remedy: "Put `TLS_…` names into `ssl_cipher_suites` and all others into `ssl_cipher_list`.",
  references: [
    {
      title: "Dovecot, ssl_cipher_suites",
      url: "https://doc.dovecot.org/latest/core/summaries/settings.html#ssl_cipher_suites",
    },
  ],
  check(context) {
    for (const { name, value, span, where, about } of written(
      context,
      "ssl_cipher_list",
      "ssl_cipher_suites",
    )) {
      const words = tokensOf(value).filter((word) => !/^[!+@-]/.test(word));
      const wrong = words.filter((word) => word.startsWith("TLS_") === (name === "ssl_cipher_list"));
      if (wrong.length === 0) continue;
      context.report({
        span,
        message: `\`${name}\`${where} has no use for ${wrong.map((word) => `\`${word}\``).join(", ")}; it belongs into \`${name === "ssl_cipher_list" ? "ssl_cipher_suites" : "ssl_cipher_list"}\``,
        about,
      });
    }
  },
  examples: [
    {
      title: "a suite of TLS 1.3 in the list for 1.2",
      bad: "ssl_cipher_list = «ECDHE-RSA-AES128-GCM-SHA256:TLS_AES_128_GCM_SHA256»\n",
    },
    {
      title: "each in its own",
      good: "ssl_cipher_list = ECDHE-RSA-AES128-GCM-SHA256\nssl_cipher_suites = TLS_AES_128_GCM_SHA256\n",
    },
    { title: "a word that only begins alike", good: "ssl_cipher_list = TLSv1.2:!kRSA\n", trap: true },
    {
      title: "a suite of TLS 1.3 in the list for 1.2, in Dovecot 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
ssl_cipher_list = «ECDHE-RSA-AES128-GCM-SHA256:TLS_AES_128_GCM_SHA256»
`,
    },
    {
      title: "each in its own, in Dovecot 2.4",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
ssl_cipher_list = ECDHE-RSA-AES128-GCM-SHA256
ssl_cipher_suites = TLS_AES_128_GCM_SHA256
`,
    },
  ],
});
