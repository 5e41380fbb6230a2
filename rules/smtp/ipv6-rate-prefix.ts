import { defineRule } from "../../src/rule.ts";
import { postconf, releaseAtLeast, removeFix, written } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/ipv6-rate-prefix",
  since: "0.1.0",
  severity: "note",
  securitySeverity: 3.7,
  precision: "high",
  cwe: [770],
  summary: "Each IPv6 address of a client is counted on its own.",
  why: `Whoever has one IPv6 network has 2^64 addresses and more. Counted one by one, each of them gets the whole limit of connections and
password attempts, so no limit holds.`,
  remedy: "Delete the line: by default Postfix 3.8 and later count the clients of a /84 network as one.",
  references: [postconf("smtpd_client_ipv6_prefix_length")],
  check(context) {
    for (const one of written(context, "smtpd_client_ipv6_prefix_length")) {
      const length = Number(one.text);
      // Before 3.8 there is no such parameter, and each address counts on its own.
      if (releaseAtLeast(one.config, "3.8") !== true || !(length > 84)) continue;
      context.report({
        span: one.span,
        message: `\`${one.name} = ${one.text}\` counts ${length === 128 ? "each IPv6 address" : `each /${length} network`} of a client on its own, and a client has more of them than any limit; remove it`,
        fix: removeFix(one),
      });
    }
  },
  examples: [
    {
      title: "address by address",
      dialect: "postfix-main",
      version: "3.10",
      bad: "myhostname = mail.example.org\nsmtpd_client_ipv6_prefix_length = «128»\n",
      fixed: "myhostname = mail.example.org\n",
    },
    {
      title: "a customer's usual network",
      dialect: "postfix-main",
      version: "3.10",
      good: "smtpd_client_ipv6_prefix_length = 64\n",
    },
    {
      title: "a release that does not know the parameter",
      dialect: "postfix-main",
      version: "3.7",
      good: "smtpd_client_ipv6_prefix_length = 128\n",
      trap: true,
    },
  ],
});
