import { isLoopback } from "../../src/model/networks.ts";
import { readNetworks } from "../../src/model/postfix-networks.ts";
import { doorsOf } from "../../src/model/postfix-services.ts";
import { flag, textValue } from "../../src/model/postfix-values.ts";
import type { PostfixConfig } from "../../src/resolve/postfix-config.ts";
import { defineRule } from "../../src/rule.ts";
import {
  mainFix,
  placeOfValue,
  postconf,
  readme,
  setFix,
  withFix,
  written,
} from "../../src/vocabulary-postfix.ts";

/** Other machines hand their mail to it: those of a `mynetworks` that is set, or whoever logs in. */
function servesOthers(config: PostfixConfig): boolean {
  const networks = config.get("mynetworks");
  const named = networks?.origin.kind === "file" && !networks.unknown ? readNetworks(networks.value) : [];
  return (
    (networks?.origin.kind === "file" && networks.unknown) ||
    named.some(({ network }) => network === undefined || !isLoopback(network)) ||
    doorsOf(config).some(
      ({ local, service }) => !local && flag(config, "smtpd_sasl_auth_enable", service) !== "no",
    )
  );
}

export default defineRule({
  id: "postfix/null-client-listens",
  since: "0.1.0",
  severity: "note",
  securitySeverity: 4.3,
  precision: "medium",
  cwe: [284],
  summary: "A host that only sends mail listens on all interfaces.",
  why: `With \`mydestination\` empty and a \`relayhost\` this host takes no mail of its own. An open port 25 is then of no use and can be
attacked.`,
  remedy: "Set `inet_interfaces = loopback-only`.",
  references: [readme("STANDARD_CONFIGURATION_README"), postconf("inet_interfaces")],
  check(context) {
    for (const one of written(context, "relayhost")) {
      const { config } = one;
      const text = (name: string): string | undefined => textValue(config, name);
      if (one.service !== undefined || one.text === "" || text("mydestination") !== "") continue;
      if (
        ["virtual_mailbox_domains", "virtual_alias_domains", "relay_domains"].some(
          (name) => text(name) !== "",
        )
      )
        continue;
      if (servesOthers(config)) continue;
      const interfaces = config.get("inet_interfaces");
      if (interfaces === undefined || interfaces.unknown || interfaces.value.trim().toLowerCase() !== "all")
        continue;
      const found = doorsOf(config).find(({ local, program }) => !local && program !== "qmqpd");
      if (found === undefined) continue;
      const span = placeOfValue(interfaces) ?? one.span;
      context.report({
        span,
        message:
          "this host only sends mail to its `relayhost`, but listens on all interfaces; set `inet_interfaces = loopback-only`",
        ...withFix(
          interfaces.origin.kind === "file"
            ? setFix({ name: "inet_interfaces", span }, "loopback-only", "unsafe")
            : mainFix(one.system, one.statement, "inet_interfaces", "loopback-only", "unsafe"),
        ),
      });
    }
  },
  examples: [
    {
      title: "a relay for the machines of a network",
      dialect: "postfix-main",
      good: "compatibility_level = 3.6\nmydestination =\nmynetworks = 127.0.0.0/8, 10.1.2.0/24\nrelayhost = [mail.example.org]\n",
      trap: true,
    },
    {
      title: "people log in to send through it",
      files: {
        "main.cf": "compatibility_level = 3.6\nmydestination =\nrelayhost = [mail.example.org]\n",
        "master.cf":
          "smtp inet n - y - - smtpd\nsubmission inet n - y - - smtpd\n  -o smtpd_sasl_auth_enable=yes\n",
      },
    },
    {
      title: "a satellite",
      dialect: "postfix-main",
      bad: "compatibility_level = 3.6\nmydestination =\ninet_interfaces = «all»\nrelayhost = [mail.example.org]\n",
      fixed:
        "compatibility_level = 3.6\nmydestination =\ninet_interfaces = loopback-only\nrelayhost = [mail.example.org]\n",
    },
    {
      title: "on loopback",
      dialect: "postfix-main",
      good: "compatibility_level = 3.6\nmydestination =\ninet_interfaces = loopback-only\nrelayhost = [mail.example.org]\n",
    },
    {
      title: "a relay for inner domains",
      dialect: "postfix-main",
      good: "compatibility_level = 3.6\nmydestination =\nrelay_domains = example.org\nrelayhost = [mail.example.org]\n",
      trap: true,
    },
  ],
});
