import { isLoopback, isPrivate, parseNetwork } from "../../src/model/networks.ts";
import { defineRule } from "../../src/rule.ts";
import { wordsOf, written } from "../../src/vocabulary-dovecot.ts";

export default defineRule({
  id: "trusted-networks-wide",
  since: "0.1.0",
  severity: "error",
  securitySeverity: 8.1,
  precision: "high",
  cwe: [290],
  summary: "Too many clients are trusted like a proxy.",
  why: `Clients of \`login_trusted_networks\` may say which address they speak for, which gets them past \`allow_nets\` and
blocking by address, and they may send passwords in clear. On public or very wide networks that is anybody.`,
  remedy: "Name the addresses of your proxies and webmail servers only.",
  references: [
    {
      title: "Dovecot, login_trusted_networks",
      url: "https://doc.dovecot.org/latest/core/summaries/settings.html#login_trusted_networks",
    },
  ],
  check(context) {
    for (const { name, value, span, where, about } of written(context, "login_trusted_networks")) {
      const wide = wordsOf(value).filter(isWide);
      if (wide.length === 0) continue;
      const everybody = wide.some((text) => !isInner(text));
      context.report({
        span,
        severity: everybody ? "error" : "warning",
        message: `\`${name}\`${where} trusts every client in \`${wide.join(" ")}\` to name the address it comes from and to send passwords in clear; name your proxies only`,
        about,
      });
    }
  },
  examples: [
    { title: "the whole Internet", bad: "login_trusted_networks = «0.0.0.0/0»\n" },
    { title: "a public network among others", bad: "login_trusted_networks = «10.0.0.5 198.51.0.0/16»\n" },
    { title: "one proxy", good: "login_trusted_networks = 10.0.0.5\n" },
    { title: "one public address", good: "login_trusted_networks = 198.51.100.7/32\n", trap: true },
    { title: "a private network", good: "login_trusted_networks = 10.1.0.0/16\n", trap: true },
    {
      title: "the whole Internet, in Dovecot 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
login_trusted_networks = «0.0.0.0/0»
`,
    },
    {
      title: "one proxy, in Dovecot 2.4",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
login_trusted_networks = 10.0.0.5
`,
    },
  ],
});

/** A public network of more than 256 addresses, or more than half of the private ones. */
function isWide(text: string): boolean {
  const network = parseNetwork(text);
  if (network === undefined || isLoopback(network)) return false;
  const { family, prefix } = network;
  if (isPrivate(network)) return family === 4 ? prefix < 8 : prefix < 10;
  return family === 4 ? prefix < 24 : prefix < 48;
}

function isInner(text: string): boolean {
  const network = parseNetwork(text);
  return network !== undefined && isPrivate(network);
}
