import { parseTable } from "../../grammars/postfix-value/table.ts";
import { isPrivate } from "../../src/model/networks.ts";
import { type NetworkItem, readNetworks } from "../../src/model/postfix-networks.ts";
import { tableKnowledge } from "../../src/model/postfix-tables.ts";
import { placeOf } from "../../src/model/postfix-values.ts";
import { defineRule } from "../../src/rule.ts";
import { isLoopbackHost, postconf, removeFix, written } from "../../src/vocabulary-postfix.ts";

const names = ["smtpd_client_event_limit_exceptions", "smtpd_client_connection_limit_exceptions"];

export default defineRule({
  id: "postfix/rate-limit-exceptions-wide",
  since: "0.1.0",
  severity: "warning",
  securitySeverity: 5.3,
  precision: "high",
  cwe: [770],
  summary: "Strangers are exempt from all limits on connections and logins.",
  why: `Clients in \`smtpd_client_event_limit_exceptions\` may connect, send, start TLS and try passwords as often as they like: the limits
of anvil(8) do not count for them. The default is \`$mynetworks\`.`,
  remedy: "Delete the line, or list only your own networks.",
  references: [postconf("smtpd_client_event_limit_exceptions"), postconf("smtpd_client_auth_rate_limit")],
  check(context) {
    for (const one of written(context, ...names)) {
      if (one.service !== undefined && isLoopbackHost(one.service.name.text)) continue;
      for (const found of readNetworks(one.text)) {
        const whom = strangersOf(found);
        if (whom === undefined) continue;
        const { start, end } = found.item.whole;
        context.report({
          span: placeOf(one.value, start, end) ?? one.span,
          message: `\`${found.item.pattern.text}\` in \`${one.name}\` takes the limits on connections and logins from ${whom}; delete the line (the default is \`$mynetworks\`)`,
          fix: removeFix(one),
        });
      }
    }
  },
  examples: [
    {
      title: "everybody, by a network",
      dialect: "postfix-main",
      bad: "myhostname = mail.example.org\nsmtpd_client_event_limit_exceptions = $mynetworks, «0.0.0.0/0»\nmynetworks = 127.0.0.0/8\n",
      fixed: "myhostname = mail.example.org\nmynetworks = 127.0.0.0/8\n",
    },
    {
      title: "everybody, by a table that always answers",
      dialect: "postfix-main",
      bad: "myhostname = mail.example.org\nsmtpd_client_event_limit_exceptions = «static:all»\n",
      fixed: "myhostname = mail.example.org\n",
    },
    {
      title: "a monitoring host and one's own networks",
      dialect: "postfix-main",
      good: "smtpd_client_event_limit_exceptions = $mynetworks, 192.0.2.7\nmynetworks = 127.0.0.0/8\n",
    },
    {
      title: "a content filter's way back",
      files: {
        "main.cf": "compatibility_level = 3.6\n",
        "master.cf":
          "127.0.0.1:10025 inet n - n - - smtpd\n  -o smtpd_client_event_limit_exceptions=static:all\n",
      },
      trap: true,
    },
    {
      title: "everybody but these",
      dialect: "postfix-main",
      good: "smtpd_client_event_limit_exceptions = !0.0.0.0/0\n",
      trap: true,
    },
  ],
});

/** Words for the strangers that an item exempts; `undefined` = none. */
function strangersOf({ item, network }: NetworkItem): string | undefined {
  if (item.negated) return undefined;
  if (item.kind === "table")
    return tableKnowledge(parseTable(item.pattern.text)).kind === "all" ? "everybody" : undefined;
  if (network === undefined || isPrivate(network)) return undefined;
  if (network.prefix === 0) return "everybody";
  return network.prefix < (network.family === 4 ? 16 : 32) ? "a large part of the Internet" : undefined;
}
