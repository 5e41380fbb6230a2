import { defineRule } from "../../src/rule.ts";
import { replaceFix } from "../../src/vocabulary.ts";
import { written } from "../../src/vocabulary-dovecot.ts";

const contents = [
  "ssl_cert",
  "ssl_key",
  "ssl_ca",
  "ssl_dh",
  "ssl_alt_cert",
  "ssl_alt_key",
  "ssl_client_cert",
  "ssl_client_key",
];

export default defineRule({
  id: "dovecot/ssl-file-missing-angle",
  since: "0.1.0",
  severity: "error",
  precision: "very-high",
  cwe: [],
  summary: "A path stands where the content of a file belongs: the `<` is missing.",
  why: `These settings of Dovecot 2.3 hold the certificate or key itself; \`</path\` reads it from a file. Without the \`<\`
the path counts as the certificate, and every TLS handshake fails.`,
  remedy: "Put `<` in front of the path.",
  references: [
    {
      title: "Dovecot 2.3, ssl_cert",
      url: "https://doc.dovecot.org/2.3/settings/core/#core_setting-ssl_cert",
    },
  ],
  check(context) {
    for (const { system, name, value, span, where, about } of written(context, ...contents)) {
      if (system.config.version !== "2.3" || !/^["']?(\/|[\w./-]+\.(pem|crt|cer|key)$)/.test(value)) continue;
      context.report({
        span,
        message: `\`${name} = ${value}\`${where} takes the path for the content; write \`${name} = <${value}\``,
        fix: replaceFix("read the file", { ...span, end: span.start }, "<"),
        about,
      });
    }
  },
  examples: [
    {
      title: "a path alone",
      bad: "ssl_cert = «/etc/ssl/mail.pem»\nssl_key = </etc/ssl/private/mail.key\n",
      fixed: "ssl_cert = </etc/ssl/mail.pem\nssl_key = </etc/ssl/private/mail.key\n",
    },
    { title: "with `<`", good: "ssl_cert = </etc/ssl/mail.pem\n" },
    {
      title: "settings that do take a path",
      good: "ssl_client_ca_file = /etc/ssl/certs/ca.pem\n",
      trap: true,
    },
    {
      title: "the certificate itself",
      good: `ssl_cert = -----BEGIN CERTIFICATE-----
`,
      trap: true,
    },
    {
      title: "a path is right in Dovecot 2.4",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
ssl_server_cert_file = /etc/ssl/mail.pem
`,
      trap: true,
    },
  ],
});
