import { defineRule } from "../../src/rule.ts";
import { written } from "../../src/vocabulary-dovecot.ts";

export default defineRule({
  id: "inline-private-key",
  since: "0.1.0",
  severity: "error",
  securitySeverity: 7.5,
  precision: "high",
  cwe: [312],
  summary: "A private key stands in the configuration file itself.",
  why: "dovecot.conf is readable for every user of the machine by default, goes into backups and version control, and the key with it.",
  remedy:
    "Put the key into a file that only root can read, and write `ssl_key = </path` (2.3) or `ssl_server_key_file = /path` (2.4).",
  references: [
    { title: "Dovecot, SSL configuration", url: "https://doc.dovecot.org/latest/core/config/ssl.html" },
  ],
  check(context) {
    for (const { name, value, span, where, about } of written(
      context,
      "ssl_key",
      "ssl_alt_key",
      "ssl_client_key",
      "ssl_server_key_file",
      "ssl_server_alt_key_file",
      "ssl_client_key_file",
    )) {
      if (!/^(inline:)?\s*-----BEGIN/.test(value)) continue;
      context.report({
        span,
        message: `\`${name}\`${where} holds the private key itself; put it into a file that only root can read`,
        about,
      });
    }
  },
  examples: [
    { title: "the key as the value", bad: "ssl_key = «-----BEGIN PRIVATE KEY-----»\n" },
    { title: "in a file", good: "ssl_key = </etc/ssl/private/mail.key\n" },
    { title: "a certificate is no secret", good: "ssl_cert = -----BEGIN CERTIFICATE-----\n", trap: true },
    {
      title: "the key as the value, in Dovecot 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
ssl_server_key_file = «inline:-----BEGIN PRIVATE KEY-----»
`,
    },
    {
      title: "in a file, in Dovecot 2.4",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
ssl_server_key_file = /etc/ssl/private/mail.key
`,
    },
  ],
});
