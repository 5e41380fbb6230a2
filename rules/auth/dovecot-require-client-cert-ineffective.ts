import { defineRule } from "../../src/rule.ts";
import { known, written } from "../../src/vocabulary-dovecot.ts";

export default defineRule({
  id: "dovecot/require-client-cert-ineffective",
  since: "0.1.0",
  severity: "error",
  securitySeverity: 3.0,
  precision: "high",
  cwe: [16],
  summary: "A client certificate is required, but never asked for.",
  why: "Clients send a certificate only when the server asks for one, so nobody can log in.",
  remedy:
    "Write `ssl_verify_client_cert = yes` and `ssl_ca` (2.3), or `ssl_server_request_client_cert = yes` and `ssl_server_ca_file` (2.4).",
  references: [
    { title: "Dovecot, SSL configuration", url: "https://doc.dovecot.org/latest/core/config/ssl.html" },
  ],
  check(context) {
    for (const { system, name, value, span, where, about } of written(
      context,
      "auth_ssl_require_client_cert",
    )) {
      const asks = known(
        system,
        system.config.version === "2.4" ? "ssl_server_request_client_cert" : "ssl_verify_client_cert",
      );
      if (value !== "yes" || asks === undefined || asks.value === "yes") continue;
      context.report({
        span,
        message: `\`${name} = yes\`${where} refuses clients without a certificate, but the server asks for none, so nobody can log in; write \`${system.config.version === "2.4" ? "ssl_server_request_client_cert" : "ssl_verify_client_cert"} = yes\``,
        about,
      });
    }
  },
  examples: [
    { title: "not asked for", bad: "auth_ssl_require_client_cert = «yes»\n" },
    {
      title: "asked for",
      good: "auth_ssl_require_client_cert = yes\nssl_verify_client_cert = yes\nssl_ca = </etc/ssl/clients.pem\n",
    },
    {
      title: "asked for, but not required",
      good: "ssl_verify_client_cert = yes\nssl_ca = </etc/ssl/clients.pem\n",
      trap: true,
    },
    {
      title: "not asked for, in Dovecot 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
auth_ssl_require_client_cert = «yes»
`,
    },
    {
      title: "asked for, in Dovecot 2.4",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
auth_ssl_require_client_cert = yes
ssl_server_request_client_cert = yes
ssl_server_ca_file = /etc/ssl/clients.pem
`,
    },
  ],
});
