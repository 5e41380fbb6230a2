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
  ],
});
