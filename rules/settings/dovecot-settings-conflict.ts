import { defineRule } from "../../src/rule.ts";
import { reportProblems } from "../../src/vocabulary.ts";

export default defineRule({
  id: "dovecot/settings-conflict",
  since: "0.1.0",
  severity: "error",
  precision: "very-high",
  cwe: [],
  summary: "Two settings exclude each other, or one needs another.",
  why: `Dovecot checks such pairs when it starts, and does not start.`,
  remedy: `Set or drop what the message names.`,
  remedyInMessage: true,
  references: [
    {
      title: "Dovecot, list of settings",
      url: "https://doc.dovecot.org/latest/core/summaries/settings.html",
    },
  ],
  check: (context) => reportProblems(context, "dovecot/settings-conflict"),
  examples: [
    {
      title: "client certificates without an authority to check them",
      bad: "ssl_verify_client_cert = «yes»\n",
    },
    { title: "with one", good: "ssl_verify_client_cert = yes\nssl_ca = </etc/ssl/clients.pem\n" },
    { title: "the authority alone", good: "ssl_ca = </etc/ssl/clients.pem\n", trap: true },
    {
      title: "a certificate is asked for, and nothing to check it against, in Dovecot 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
ssl_server_request_client_cert = «yes»
`,
    },
    {
      title: "with an authority, in Dovecot 2.4",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
ssl_server_request_client_cert = yes
ssl_server_ca_file = /etc/ssl/clients.pem
`,
    },
  ],
});
