import { isLoopback } from "../../src/model/networks.ts";
import { readNetworks } from "../../src/model/postfix-networks.ts";
import { placeOf } from "../../src/model/postfix-values.ts";
import { defineRule } from "../../src/rule.ts";
import { postconf, readme, written } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/xforward-wide",
  since: "0.1.0",
  severity: "warning",
  securitySeverity: 4.3,
  precision: "high",
  cwe: [290],
  summary: "Other machines may forge what is logged of clients.",
  why: `A client in \`smtpd_authorized_xforward_hosts\` can give any client name and address with XFORWARD. Logs, and content filters
that trust them, then show what it likes.`,
  remedy: "List only the address of the content filter.",
  references: [postconf("smtpd_authorized_xforward_hosts"), readme("XFORWARD_README")],
  check(context) {
    for (const one of written(context, "smtpd_authorized_xforward_hosts"))
      for (const { item, network } of readNetworks(one.text)) {
        if (item.negated || item.kind !== "pattern" || network === undefined || isLoopback(network)) continue;
        if (network.prefix > (network.family === 4 ? 24 : 64)) continue;
        context.report({
          span: placeOf(one.value, item.whole.start, item.whole.end) ?? one.span,
          message: `every machine of \`${item.pattern.text}\` may forge client names and addresses with XFORWARD; list only the content filter`,
        });
      }
  },
  examples: [
    {
      title: "a network",
      dialect: "postfix-main",
      bad: "smtpd_authorized_xforward_hosts = 127.0.0.0/8 «10.0.0.0/8»\n",
    },
    {
      title: "the filter on this host",
      dialect: "postfix-main",
      good: "smtpd_authorized_xforward_hosts = 127.0.0.0/8 [::1]/128\n",
      trap: true,
    },
  ],
});
