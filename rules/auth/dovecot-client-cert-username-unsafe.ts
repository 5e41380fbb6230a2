import { defineRule } from "../../src/rule.ts";
import { known, written } from "../../src/vocabulary-dovecot.ts";

export default defineRule({
  id: "dovecot/client-cert-username-unsafe",
  since: "0.1.0",
  severity: "warning",
  securitySeverity: 7.5,
  precision: "high",
  cwe: [287, 295],
  summary: "The user name comes from a certificate that need not be valid.",
  why: "With `auth_ssl_username_from_cert` the name in the client's certificate is who logs in. Without `auth_ssl_require_client_cert` a client may come without a valid one and name itself.",
  remedy: "Write `auth_ssl_require_client_cert = yes` as well.",
  references: [
    { title: "Dovecot, SSL configuration", url: "https://doc.dovecot.org/latest/core/config/ssl.html" },
  ],
  check(context) {
    for (const { system, name, value, span, where, about } of written(
      context,
      "auth_ssl_username_from_cert",
    )) {
      const required = known(system, "auth_ssl_require_client_cert");
      if (value !== "yes" || required === undefined || required.value === "yes") continue;
      context.report({
        span,
        message: `\`${name} = yes\`${where} takes the name from the client's certificate, but no valid certificate is required; write \`auth_ssl_require_client_cert = yes\``,
        about,
      });
    }
  },
  examples: [
    { title: "not required", bad: "auth_ssl_username_from_cert = «yes»\n" },
    {
      title: "required",
      good: "auth_ssl_username_from_cert = yes\nauth_ssl_require_client_cert = yes\nssl_verify_client_cert = yes\nssl_ca = </etc/ssl/clients.pem\n",
    },
    { title: "the field alone does nothing", good: "ssl_cert_username_field = commonName\n", trap: true },
    {
      title: "not required, in Dovecot 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
auth_ssl_username_from_cert = «yes»
`,
    },
    {
      title: "required, in Dovecot 2.4",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
auth_ssl_username_from_cert = yes
auth_ssl_require_client_cert = yes
ssl_server_request_client_cert = yes
ssl_server_ca_file = /etc/ssl/clients.pem
`,
    },
  ],
});
