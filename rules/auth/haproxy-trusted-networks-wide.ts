import { isPrivate, parseNetwork } from "../../src/model/networks.ts";
import { defineRule } from "../../src/rule.ts";
import { wordsOf, written } from "../../src/vocabulary-dovecot.ts";

export default defineRule({
  id: "haproxy-trusted-networks-wide",
  since: "0.1.0",
  severity: "error",
  securitySeverity: 7.5,
  precision: "high",
  cwe: [290],
  summary: "Anybody on a wide network may pose as the HAProxy in front.",
  why: "Clients of `haproxy_trusted_networks` say in a PROXY header which address they come from and whether TLS was used, and Dovecot believes them.",
  remedy: "Name the addresses of the proxies only.",
  references: [{ title: "Dovecot, HAProxy", url: "https://doc.dovecot.org/latest/core/config/haproxy.html" }],
  check(context) {
    for (const { system, name, value, span, where, about } of written(context, "haproxy_trusted_networks")) {
      const wide = wordsOf(value).filter(isWide);
      if (wide.length === 0 || !system.listeners().some(({ haproxy }) => haproxy === true)) continue;
      context.report({
        span,
        message: `\`${name}\`${where} lets every client in \`${wide.join(" ")}\` name its own address and TLS state; name the proxies only`,
        about,
      });
    }
  },
  examples: [
    {
      title: "everybody",
      bad: "haproxy_trusted_networks = «0.0.0.0/0»\nservice imap-login {\n  inet_listener imap {\n    haproxy = yes\n  }\n}\n",
    },
    {
      title: "the proxy",
      good: "haproxy_trusted_networks = 10.0.0.5\nservice imap-login {\n  inet_listener imap {\n    haproxy = yes\n  }\n}\n",
    },
    { title: "no listener takes PROXY headers", good: "haproxy_trusted_networks = 0.0.0.0/0\n", trap: true },
    {
      title: "everybody, in Dovecot 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
protocols = imap
haproxy_trusted_networks = «0.0.0.0/0»
service imap-login {
  inet_listener imap {
    haproxy = yes
  }
}
`,
    },
    {
      title: "the proxy, in Dovecot 2.4",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
protocols = imap
haproxy_trusted_networks = 10.0.0.5
service imap-login {
  inet_listener imap {
    haproxy = yes
  }
}
`,
    },
    {
      title: "no network at all: every connection is refused",
      good: `haproxy_trusted_networks =
service imap-login {
  inet_listener imap {
    haproxy = yes
  }
}
`,
      trap: true,
    },
  ],
});

function isWide(text: string): boolean {
  const network = parseNetwork(text);
  if (network === undefined || isPrivate(network)) return false;
  return network.family === 4 ? network.prefix < 24 : network.prefix < 48;
}
