import { defineRule } from "../../src/rule.ts";
import { reportProblems } from "../../src/vocabulary.ts";

export default defineRule({
  id: "dovecot/unknown-protocol",
  since: "0.1.0",
  severity: "error",
  precision: "very-high",
  cwe: [],
  summary: "`protocols` names a protocol that no service offers.",
  why: `Dovecot does not start. Often the package with the protocol is not installed, or another name is meant: ManageSieve is \`sieve\`.`,
  remedy: `Write \`imap\`, \`pop3\`, \`lmtp\`, \`submission\` or \`sieve\`; ports for implicit TLS come with \`imap\` and \`pop3\`.`,
  references: [
    {
      title: "Dovecot, service configuration",
      url: "https://doc.dovecot.org/latest/core/config/service.html",
    },
  ],
  check: (context) => reportProblems(context, "dovecot/unknown-protocol"),
  examples: [
    { title: "a service that is not there", bad: "protocols = «imap smtp»\n" },
    { title: "ports for TLS come with the protocol", good: "protocols = imap\n" },
    { title: "none at all", good: "protocols = none\n", trap: true },
    {
      title: "a service that is not there, in Dovecot 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
protocols = «imap smtp»
`,
    },
    {
      title: "those that are, in Dovecot 2.4",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
protocols = imap sieve
`,
    },
  ],
});
