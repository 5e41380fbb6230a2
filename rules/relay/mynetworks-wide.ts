import { isLoopback, isPrivate, type Network } from "../../src/model/networks.ts";
import { type NetworkItem, readNetworks } from "../../src/model/postfix-networks.ts";
import { placeOf } from "../../src/model/postfix-values.ts";
import { defineRule, rfc } from "../../src/rule.ts";
import { byPlace, isLoopbackHost, postconf, written } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "mynetworks-wide",
  since: "0.1.0",
  severity: "error",
  securitySeverity: 8.6,
  precision: "high",
  cwe: [441, 284],
  summary: "`mynetworks` trusts networks of the Internet.",
  why: `Clients in \`mynetworks\` relay without a password. A network that strangers' machines are in makes an open relay for
them.`,
  remedy: "List this host and the networks you run, each as narrow as it is.",
  references: [postconf("mynetworks"), rfc(5321, "7.1")],
  check(context) {
    for (const one of written(context, "mynetworks")) {
      if (one.service !== undefined && isLoopbackHost(one.service.name.text)) continue;
      const wide = readNetworks(one.text, one.config.fileNamed).flatMap(({ item, network }) => {
        const width = item.negated || network === undefined ? undefined : widthOf(network);
        return width === undefined ? [] : [{ item, ...width }];
      });
      const place = ({ item }: Wide) => placeOf(one.value, item.whole.start, item.whole.end) ?? one.span;
      for (const [span, found] of byPlace(wide, place)) {
        const worst = found.find(({ severity }) => severity === "error") ?? found[0];
        if (worst !== undefined) context.report({ span, ...told(worst, found.length - 1) });
      }
    }
  },
  examples: [
    { title: "everything", dialect: "postfix-main", bad: "mynetworks = 127.0.0.0/8, «0.0.0.0/0»\n" },
    {
      title: "half of the IPv6 Internet",
      dialect: "postfix-main",
      bad: "mynetworks = 127.0.0.0/8 [::1]/128 «[2000::]/4»\n",
    },
    {
      title: "a whole private range",
      dialect: "postfix-main",
      bad: "mynetworks = 127.0.0.0/8 «10.0.0.0/8»\n",
    },
    {
      title: "a file beside main.cf that lists everybody",
      files: {
        "main.cf": "mynetworks = 127.0.0.0/8 «/etc/postfix/networks»\n",
        networks: "# our networks\n192.168.7.0/24\n0.0.0.0/0\n",
      },
    },
    {
      title: "a file beside main.cf that is excluded",
      files: {
        "main.cf": "mynetworks = 127.0.0.0/8, !/etc/postfix/networks\n",
        networks: "0.0.0.0/0\n",
      },
      trap: true,
    },
    {
      title: "this host and one network",
      dialect: "postfix-main",
      good: "mynetworks = 127.0.0.0/8 [::1]/128 192.168.7.0/24\n",
    },
    {
      title: "an exclusion",
      dialect: "postfix-main",
      good: "mynetworks = !0.0.0.0/0, 127.0.0.0/8\n",
      trap: true,
    },
    {
      title: "a provider's own public network",
      dialect: "postfix-main",
      good: "mynetworks = 127.0.0.0/8 203.0.113.0/24 [2001:db8::]/48\n",
      trap: true,
    },
  ],
});

interface Wide {
  readonly item: NetworkItem["item"];
  readonly severity: "error" | "note";
  readonly what: string;
}

/** A file of networks is one place, with its worst network first. */
function told(
  { item, severity, what }: Wide,
  others: number,
): { severity: Wide["severity"]; message: string } {
  const list = item.whole.text.startsWith("/") ? item.whole.text : "mynetworks";
  const more = others === 0 ? "" : ` (and ${others} more)`;
  return {
    severity,
    message: `\`${item.pattern.text}\` in \`${list}\` is ${what}${more}: every machine there may relay without a password; list only the networks you run`,
  };
}

function widthOf(network: Network): Omit<Wide, "item"> | undefined {
  if (network.prefix === 0) return { severity: "error", what: "all of the Internet" };
  if (isLoopback(network)) return undefined;
  if (!isPrivate(network)) {
    const narrow = network.family === 4 ? 24 : 48;
    return network.prefix < narrow ? { severity: "error", what: "a wide public network" } : undefined;
  }
  return network.family === 4 && network.prefix <= 8
    ? { severity: "note", what: "all of a private address range" }
    : undefined;
}
