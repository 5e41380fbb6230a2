import { isPrivate, parseNetwork } from "../../src/model/networks.ts";
import { doorsOf } from "../../src/model/postfix-services.ts";
import { textValue } from "../../src/model/postfix-values.ts";
import { defineRule } from "../../src/rule.ts";
import { postfixSystems } from "../../src/vocabulary.ts";
import { placeOfValue, postconf, serviceSpan, wordsOf } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/proxy-protocol-exposed",
  since: "0.1.0",
  severity: "error",
  securitySeverity: 8.1,
  precision: "medium",
  cwe: [290],
  summary: "Whoever connects can claim any client address with the PROXY protocol.",
  why: `With \`smtpd_upstream_proxy_protocol = haproxy\` the first line that a client sends says where it comes from, and Postfix has no
list of proxies to trust. On a port that others can reach, a stranger claims an address of \`mynetworks\` and relays.`,
  remedy: "Bind the service to the address that only the proxy reaches, and firewall its port.",
  references: [postconf("smtpd_upstream_proxy_protocol"), postconf("postscreen_upstream_proxy_protocol")],
  check(context) {
    for (const system of postfixSystems(context))
      for (const endpoint of doorsOf(system.config)) {
        if (endpoint.program === "qmqpd" || endpoint.local || endpoint.service !== endpoint.door) continue;
        const name = `${endpoint.program}_upstream_proxy_protocol`;
        const value = system.config.get(name, endpoint.service);
        if (
          value === undefined ||
          value.unknown ||
          value.value.trim() === "" ||
          (endpoint.host === undefined
            ? !isPublic(textValue(system.config, "inet_interfaces"))
            : isPrivateHost(endpoint.host))
        )
          continue;
        context.report({
          span: placeOfValue(value) ?? serviceSpan(system, endpoint),
          message: `\`${name} = ${value.value}\` on \`${endpoint.door.name.text}\`, which is bound to a public address: whoever reaches the port claims any client address; bind it to an address that only the proxy reaches`,
        });
      }
  },
  examples: [
    {
      title: "on all interfaces",
      files: {
        "main.cf": "compatibility_level = 3.6\n",
        "master.cf": "2525 inet n - n - - smtpd\n  -o smtpd_upstream_proxy_protocol=«haproxy»\n",
      },
    },
    {
      title: "main.cf is not at hand: it may bind all services to an inner address",
      files: { "master.cf": "2525 inet n - n - - smtpd\n  -o smtpd_upstream_proxy_protocol=haproxy\n" },
      trap: true,
    },
    {
      title: "on an inner address",
      files: {
        "main.cf": "compatibility_level = 3.6\n",
        "master.cf": "10.0.0.5:2525 inet n - n - - smtpd\n  -o smtpd_upstream_proxy_protocol=haproxy\n",
      },
      trap: true,
    },
  ],
});

/** Names are taken for public addresses; `undefined` = not known here. */
function isPublic(interfaces: string | undefined): boolean {
  if (interfaces === undefined) return false;
  return wordsOf(interfaces).some((word) => !isPrivateHost(word.replace(/^\[(.*)\]$/, "$1")));
}

function isPrivateHost(host: string): boolean {
  const network = parseNetwork(host);
  return network !== undefined && isPrivate(network);
}
