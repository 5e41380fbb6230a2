import { bitsOf, isLoopback } from "../../src/model/networks.ts";
import { readNetworks } from "../../src/model/postfix-networks.ts";
import { placeOf } from "../../src/model/postfix-values.ts";
import { defineRule } from "../../src/rule.ts";
import { postconf, readme, written } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/xclient-wide",
  since: "0.1.0",
  severity: "error",
  securitySeverity: 9.1,
  precision: "high",
  cwe: [290, 269],
  summary: "Other machines may tell smtpd who the client is.",
  why: `A client in \`smtpd_authorized_xclient_hosts\` can claim any address and any login with XCLIENT: it relays like somebody in
\`mynetworks\`, and every check of the client is void.`,
  remedy: "List only the proxy's own address.",
  references: [postconf("smtpd_authorized_xclient_hosts"), readme("XCLIENT_README")],
  check(context) {
    for (const one of written(context, "smtpd_authorized_xclient_hosts"))
      for (const { item, network } of readNetworks(one.text)) {
        if (item.negated || item.kind === "file" || (network !== undefined && isLoopback(network))) continue;
        const host = network !== undefined && network.prefix === bitsOf(network.family);
        context.report({
          span: placeOf(one.value, item.whole.start, item.whole.end) ?? one.span,
          severity: host || item.kind === "table" ? "warning" : "error",
          message: `\`${item.pattern.text}\` may claim any client address and login with XCLIENT, and so relay; list only the address of your own proxy`,
        });
      }
  },
  examples: [
    {
      title: "a network of proxies",
      dialect: "postfix-main",
      bad: "smtpd_authorized_xclient_hosts = 127.0.0.1, «10.0.0.0/8»\n",
    },
    {
      title: "one proxy elsewhere",
      dialect: "postfix-main",
      bad: "smtpd_authorized_xclient_hosts = «192.0.2.7»\n",
    },
    {
      title: "this host",
      dialect: "postfix-main",
      good: "smtpd_authorized_xclient_hosts = 127.0.0.1 [::1]\n",
      trap: true,
    },
  ],
});
