import { defineRule } from "../../src/rule.ts";
import { deleteLinesFix } from "../../src/vocabulary.ts";
import { written } from "../../src/vocabulary-dovecot.ts";

export default defineRule({
  id: "backend-cert-not-verified",
  since: "0.1.0",
  severity: "warning",
  securitySeverity: 7.4,
  precision: "high",
  cwe: [295],
  summary: "Certificates of other servers are not verified.",
  why: "Dovecot talks to other servers by TLS, but to whoever answers: an attacker on the way can answer instead, and gets the passwords that are passed on.",
  remedy: "Leave verification on and name the authority in `ssl_client_ca_file` or `ssl_client_ca_dir`.",
  references: [
    {
      title: "Dovecot, ssl_client_require_valid_cert",
      url: "https://doc.dovecot.org/latest/core/summaries/settings.html#ssl_client_require_valid_cert",
    },
  ],
  check(context) {
    for (const { name, value, span, statement, where, about } of written(
      context,
      "ssl_client_require_valid_cert",
      "imapc_ssl_verify",
      "pop3c_ssl_verify",
      "submission_relay_ssl_verify",
      "oauth2_tls_allow_invalid_cert",
    )) {
      if (value !== (name === "oauth2_tls_allow_invalid_cert" ? "yes" : "no")) continue;
      context.report({
        span,
        message: `\`${name} = ${value}\`${where} takes any certificate of the other server; delete the line and name the authority in \`ssl_client_ca_file\``,
        fix: deleteLinesFix("verify certificates", statement, "unsafe"),
        about,
      });
    }
  },
  examples: [
    {
      title: "not verified",
      bad: "imapc_host = imap.example.org\nimapc_ssl = imaps\nimapc_ssl_verify = «no»\n",
      fixed: "imapc_host = imap.example.org\nimapc_ssl = imaps\n",
    },
    {
      title: "verified",
      good: "imapc_host = imap.example.org\nimapc_ssl = imaps\nssl_client_ca_file = /etc/ssl/certs/ca-certificates.crt\n",
    },
    { title: "said explicitly", good: "ssl_client_require_valid_cert = yes\n", trap: true },
  ],
});
