import { defineRule } from "../../src/rule.ts";
import { known, written } from "../../src/vocabulary-dovecot.ts";

export default defineRule({
  id: "dovecot/crl-check-disabled",
  since: "0.1.0",
  severity: "note",
  securitySeverity: 3.7,
  precision: "medium",
  cwe: [299],
  summary: "Revoked client certificates still let their owners in.",
  why: "Client certificates are verified without the list of revoked ones: a stolen one works until it expires.",
  remedy:
    "Leave `ssl_require_crl` at `yes` and put the list of revoked certificates into `ssl_ca` beside the authority.",
  references: [
    {
      title: "Dovecot, ssl_server_require_crl",
      url: "https://doc.dovecot.org/latest/core/summaries/settings.html#ssl_server_require_crl",
    },
  ],
  check(context) {
    for (const { system, name, value, span, where, about } of written(
      context,
      "ssl_require_crl",
      "ssl_server_require_crl",
    )) {
      const asks = known(
        system,
        system.config.version === "2.4" ? "ssl_server_request_client_cert" : "ssl_verify_client_cert",
      );
      if (value !== "no" || asks?.value !== "yes") continue;
      context.report({
        span,
        message: `\`${name} = no\`${where} accepts revoked client certificates; set it to \`yes\` and provide the list of revoked ones`,
        about,
      });
    }
  },
  examples: [
    {
      title: "not checked",
      bad: "ssl_verify_client_cert = yes\nssl_ca = </etc/ssl/clients.pem\nssl_require_crl = «no»\n",
    },
    { title: "checked", good: "ssl_verify_client_cert = yes\nssl_ca = </etc/ssl/clients.pem\n" },
    { title: "no client certificates at all", good: "ssl_require_crl = no\n", trap: true },
    {
      title: "not checked, in Dovecot 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
ssl_server_request_client_cert = yes
ssl_server_ca_file = /etc/ssl/clients.pem
ssl_server_require_crl = «no»
`,
    },
    {
      title: "checked, in Dovecot 2.4",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
ssl_server_request_client_cert = yes
ssl_server_ca_file = /etc/ssl/clients.pem
`,
    },
  ],
});
