import { doorsOf } from "../../src/model/postfix-services.ts";
import { textValue } from "../../src/model/postfix-values.ts";
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
