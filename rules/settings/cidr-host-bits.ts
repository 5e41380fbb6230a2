import { baseOf, formatAddress } from "../../src/model/networks.ts";
import { readNetworks } from "../../src/model/postfix-networks.ts";
import { placeOf } from "../../src/model/postfix-values.ts";
import { defineRule } from "../../src/rule.ts";
import { replaceFix } from "../../src/vocabulary.ts";
import { postconf, withFix, written } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/cidr-host-bits",
  since: "0.1.0",
  severity: "error",
  precision: "very-high",
  cwe: [],
  summary: "A network has address bits behind its mask, or none that can be read.",
  why: "Postfix takes no such pattern: the lookup fails, smtpd logs a warning and answers 451 to everybody whose check gets there.",
  remedy: "Write the network's first address, such as `10.0.0.0/8`.",
  references: [postconf("mynetworks")],
  check(context) {
    for (const one of written(
      context,
      "mynetworks",
      "smtpd_authorized_xclient_hosts",
      "smtpd_authorized_xforward_hosts",
      "qmqpd_authorized_clients",
      "smtpd_client_event_limit_exceptions",
      "smtpd_sasl_exceptions_networks",
    ))
      for (const { item, network, problem } of readNetworks(one.text)) {
        if (problem === undefined) continue;
        const span = placeOf(one.value, item.pattern.start, item.pattern.end) ?? one.span;
        const text =
          network === undefined
            ? undefined
            : `${network.family === 6 ? "[" : ""}${formatAddress({ family: network.family, value: baseOf(network) })}${network.family === 6 ? "]" : ""}/${network.prefix}`;
        context.report({
          span,
          message: `${problem}; with it in \`${one.name}\` the lookup fails and clients get 451`,
          ...withFix(text === undefined ? undefined : replaceFix(`write \`${text}\``, span, text, "unsafe")),
        });
      }
  },
  examples: [
    {
      title: "a host with a mask",
      dialect: "postfix-main",
      bad: "mynetworks = 127.0.0.0/8, «192.168.1.10/24»\n",
      fixed: "mynetworks = 127.0.0.0/8, 192.168.1.0/24\n",
    },
    { title: "a short form", dialect: "postfix-main", bad: "mynetworks = «127/8»\n" },
    {
      title: "networks",
      dialect: "postfix-main",
      good: "mynetworks = 127.0.0.0/8, 192.168.1.10, [2001:db8::]/32\n",
    },
  ],
});
