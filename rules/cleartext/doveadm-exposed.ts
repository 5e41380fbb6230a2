import { isWildcard } from "../../src/model/dovecot-login.ts";
import { defineRule } from "../../src/rule.ts";
import { dovecotSystems } from "../../src/vocabulary.ts";
import { byPlace, originPlace } from "../../src/vocabulary-dovecot.ts";

export default defineRule({
  id: "doveadm-exposed",
  since: "0.1.0",
  severity: "warning",
  securitySeverity: 7.5,
  precision: "medium",
  cwe: [284],
  summary: "The administration port listens on every address.",
  why: "Whoever can reach the port may try passwords for full control over all mail, without any delay.",
  remedy:
    "Bind the listener to the address of the network the other servers are in, and let a firewall guard it.",
  references: [
    {
      title: "Dovecot, doveadm_allowed_commands",
      url: "https://doc.dovecot.org/latest/core/summaries/settings.html#doveadm_allowed_commands",
    },
  ],
  check(context) {
    for (const system of dovecotSystems(context)) {
      const open = system
        .listeners()
        .filter(
          ({ protocol, address, port, tls }) =>
            protocol === "doveadm" && port !== undefined && isWildcard(address) && tls === "implicit",
        );
      for (const { origin, listeners } of byPlace(open, (one) => one.origin).values()) {
        if (origin === undefined) continue;
        context.report({
          span: originPlace(origin, system),
          message: `the \`doveadm\` listener on port ${listeners[0]?.port} is open on every address; bind it to the one the other servers use`,
        });
      }
    }
  },
  examples: [
    {
      title: "on every address",
      bad: "service doveadm {\n  «inet_listener {»\n    port = 24245\n    ssl = yes\n  }\n}\n",
    },
    {
      title: "on an inner address",
      good: "service doveadm {\n  inet_listener {\n    address = 10.0.0.2\n    port = 24245\n    ssl = yes\n  }\n}\n",
    },
    {
      title: "all listeners are bound to an inner address",
      good: "listen = 10.0.0.2\nservice doveadm {\n  inet_listener {\n    port = 24245\n    ssl = yes\n  }\n}\n",
      trap: true,
    },
    {
      title: "on every address, in Dovecot 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
service doveadm {
  «inet_listener doveadm {»
    port = 24245
    ssl = yes
  }
}
`,
    },
    {
      title: "on an inner address, in Dovecot 2.4",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
service doveadm {
  inet_listener doveadm {
    port = 24245
    ssl = yes
    listen = 10.0.0.2
  }
}
`,
    },
  ],
});
