import { defineRule } from "../../src/rule.ts";
import { dovecotSystems } from "../../src/vocabulary.ts";
import { placeOf, sectionsOf } from "../../src/vocabulary-dovecot.ts";

export default defineRule({
  id: "auth-penalty-disabled",
  since: "0.1.0",
  severity: "warning",
  securitySeverity: 6.5,
  precision: "high",
  cwe: [307],
  summary: "The growing delay for addresses that guess passwords is switched off.",
  why: "Anvil makes an address wait longer after every failed login, up to 15 seconds. With its socket closed an attacker is not slowed down.",
  remedy:
    "Take the `unix_listener anvil-auth-penalty` block out, unless all clients come through a proxy with one address.",
  references: [
    {
      title: "Dovecot, authentication penalty",
      url: "https://doc.dovecot.org/latest/core/config/auth/penalty.html",
    },
  ],
  check(context) {
    for (const system of dovecotSystems(context))
      for (const { section, service } of sectionsOf(system, "unix_listener")) {
        if (service.label !== "anvil" || section.label !== "anvil-auth-penalty") continue;
        const mode = section.values.get("mode");
        if (mode === undefined || mode.unknown || !/^0+$/.test(mode.value)) continue;
        context.report({
          span: placeOf(system, mode),
          message:
            "`mode = 0` closes the socket of the authentication penalty, so guessing passwords is not slowed down; remove the block",
        });
      }
  },
  examples: [
    {
      title: "the socket closed",
      bad: "service anvil {\n  unix_listener anvil-auth-penalty {\n    mode = «0»\n  }\n}\n",
    },
    {
      title: "the socket as it is",
      good: "service anvil {\n  unix_listener anvil-auth-penalty {\n    mode = 0600\n  }\n}\n",
    },
    {
      title: "another socket",
      good: "service anvil {\n  unix_listener anvil {\n    mode = 0\n  }\n}\n",
      trap: true,
    },
    {
      title: "the socket closed, in Dovecot 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
service anvil {
  unix_listener anvil-auth-penalty {
    mode = «0»
  }
}
`,
    },
    {
      title: "the socket as it is, in Dovecot 2.4",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
service anvil {
  unix_listener anvil-auth-penalty {
    mode = 0600
  }
}
`,
    },
  ],
});
