import { parseMatchList } from "../../grammars/postfix-value/parser.ts";
import { parseNetwork } from "../../src/model/networks.ts";
import { placeOf } from "../../src/model/postfix-values.ts";
import { defineRule } from "../../src/rule.ts";
import { replaceFix } from "../../src/vocabulary.ts";
import { postconf, written } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/ipv6-without-brackets",
  since: "0.1.0",
  severity: "error",
  securitySeverity: 3.0,
  precision: "very-high",
  cwe: [16],
  summary: "An IPv6 address stands without brackets and is read as a table.",
  why: `In lists like \`mynetworks\` everything with a colon is \`type:table\`. \`::1\` is taken for a table of the type with no name, and every lookup fails: smtpd
answers 451.`,
  remedy: "Put the address in brackets: `[::1]/128`.",
  references: [postconf("mynetworks")],
  check(context) {
    for (const one of written(
      context,
      "mynetworks",
      "smtpd_authorized_xclient_hosts",
      "smtpd_authorized_xforward_hosts",
      "smtpd_client_event_limit_exceptions",
      "smtpd_sasl_exceptions_networks",
      "debug_peer_list",
    ))
      for (const item of parseMatchList(one.text)) {
        const network = item.kind === "table" ? parseNetwork(item.pattern.text) : undefined;
        if (network?.family !== 6) continue;
        const [address, prefix] = item.pattern.text.split("/");
        const text = `${item.negated ? "!" : ""}[${address}]${prefix === undefined ? "" : `/${prefix}`}`;
        const span = placeOf(one.value, item.whole.start, item.whole.end) ?? one.span;
        context.report({
          span,
          message: `\`${item.pattern.text}\` in \`${one.name}\` is read as a table, not as an address; write \`${text}\``,
          fix: replaceFix(`write \`${text}\``, span, text),
        });
      }
  },
  examples: [
    {
      title: "localhost in IPv6",
      dialect: "postfix-main",
      bad: "mynetworks = 127.0.0.0/8, «::1/128»\n",
      fixed: "mynetworks = 127.0.0.0/8, [::1]/128\n",
    },
    { title: "in brackets", dialect: "postfix-main", good: "mynetworks = 127.0.0.0/8, [::1]/128\n" },
    {
      title: "a table",
      dialect: "postfix-main",
      good: "mynetworks = 127.0.0.0/8, cidr:/etc/postfix/networks\n",
      trap: true,
    },
  ],
});
