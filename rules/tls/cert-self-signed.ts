import { defineRule, rfc } from "../../src/rule.ts";
import { written } from "../../src/vocabulary-dovecot.ts";

export default defineRule({
  id: "cert-self-signed",
  since: "0.1.0",
  severity: "warning",
  securitySeverity: 5.9,
  precision: "high",
  cwe: [295],
  summary: "The certificate is the one the distribution made at installation.",
  why: "No client can verify it: people are asked to accept it by hand, and then accept an impostor's as well.",
  remedy: "Get a certificate from an authority, for example by Let's Encrypt.",
  references: [rfc(8314, "4.4")],
  check(context) {
    for (const { name, value, span, where, about } of written(context, "ssl_cert", "ssl_server_cert_file")) {
      if (!/snakeoil/.test(value)) continue;
      context.report({
        span,
        message: `\`${name} = ${value}\`${where} is the self-signed certificate of the installation, which no client can verify; get one from an authority`,
        about,
      });
    }
  },
  examples: [
    { title: "Debian's snakeoil", bad: "ssl_cert = «</etc/ssl/certs/ssl-cert-snakeoil.pem»\n" },
    { title: "one of one's own", good: "ssl_cert = </etc/ssl/mail.example.org.pem\n" },
    {
      title: "a key of that name without its certificate",
      good: "ssl_cert = </etc/ssl/mail.example.org.pem\nssl_client_key = </etc/ssl/private/ssl-cert-snakeoil.key\n",
      trap: true,
    },
    {
      title: "Debian's snakeoil, in Dovecot 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
ssl_server_cert_file = «/etc/ssl/certs/ssl-cert-snakeoil.pem»
`,
    },
    {
      title: "one of one's own, in Dovecot 2.4",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
ssl_server_cert_file = /etc/ssl/mail.example.org.pem
`,
    },
  ],
});
