import { isLoopback, parseNetwork } from "../../src/model/networks.ts";
import { defineRule, rfc } from "../../src/rule.ts";
import { loginListeners, namesOf, wordsOf, written } from "../../src/vocabulary-dovecot.ts";

export default defineRule({
  id: "trusted-network-cleartext",
  since: "0.1.0",
  severity: "warning",
  securitySeverity: 5.9,
  precision: "high",
  cwe: [319, 290],
  summary: "Clients of the trusted networks may send passwords in clear.",
  why: `A client of \`login_trusted_networks\` counts as secured: the server takes its passwords before TLS, in Dovecot 2.3
even under \`ssl = required\`. They cross that network readable.`,
  remedy:
    "Keep the networks as narrow as the proxies that need it, and let those connect by TLS. In Dovecot 2.4 `ssl = required` holds for trusted networks too.",
  references: [
    rfc(8314, "4.1"),
    {
      title: "Dovecot, login_trusted_networks",
      url: "https://doc.dovecot.org/latest/core/summaries/settings.html#login_trusted_networks",
    },
  ],
  check(context) {
    for (const { system, name, value, span, where, statement, about } of written(
      context,
      "login_trusted_networks",
    )) {
      const others = wordsOf(value).filter((text) => !isThisMachine(text));
      const open = loginListeners(system).filter(
        ({ cleartextLogin, because }) =>
          (cleartextLogin === "trusted" || cleartextLogin === "anyone") &&
          because.cleartextLogin?.kind === "file" &&
          because.cleartextLogin.span.start === statement.start &&
          because.cleartextLogin.span.file === statement.file,
      );
      if (others.length === 0 || open.length === 0) continue;
      context.report({
        span,
        message: `\`${name}\`${where} lets clients of \`${others.join(" ")}\` log in to ${namesOf(open)} with a password in clear; let them use TLS, or name fewer`,
        about,
      });
    }
  },
  examples: [
    {
      title: "a network beside this machine",
      bad: "protocols = imap\nlogin_trusted_networks = «10.0.0.0/24»\n",
    },
    { title: "none", good: "protocols = imap\nssl = required\n" },
    {
      title: "this machine only",
      good: "protocols = imap\nlogin_trusted_networks = 127.0.0.0/8 ::1\n",
      trap: true,
    },
    {
      title: "the ports without TLS are closed",
      good: `protocols = imap
login_trusted_networks = 10.0.0.0/24
service imap-login {
  inet_listener imap {
    port = 0
  }
}
`,
      trap: true,
    },
    {
      title: "a network beside this machine, in Dovecot 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
protocols = imap
login_trusted_networks = «10.0.0.0/24»
`,
    },
    {
      title: "none, in Dovecot 2.4",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
protocols = imap
ssl = required
`,
    },
  ],
});

function isThisMachine(text: string): boolean {
  const network = parseNetwork(text);
  return network !== undefined && isLoopback(network);
}
