import { isWildcard } from "../../src/model/dovecot-login.ts";
import { defineRule } from "../../src/rule.ts";
import { dovecotSystems } from "../../src/vocabulary.ts";
import { byPlace, originPlace } from "../../src/vocabulary-dovecot.ts";

export default defineRule({
  id: "lmtp-exposed",
  since: "0.1.0",
  severity: "warning",
  securitySeverity: 6.5,
  precision: "high",
  cwe: [306],
  summary: "Mail delivery without authentication is open on every address.",
  why: "LMTP asks nobody for a name: whoever reaches the port delivers mail into any mailbox, past all filters.",
  remedy: "Bind the listener to `127.0.0.1` or to the address of the network the mail servers are in.",
  references: [
    {
      title: "Dovecot, service configuration",
      url: "https://doc.dovecot.org/latest/core/config/service.html",
    },
  ],
  check(context) {
    for (const system of dovecotSystems(context)) {
      const open = system
        .listeners()
        .filter(
          ({ protocol, address, port }) => protocol === "lmtp" && port !== undefined && isWildcard(address),
        );
      for (const { origin, listeners } of byPlace(open, (one) => one.origin).values()) {
        if (origin === undefined) continue;
        context.report({
          span: originPlace(origin, system),
          message: `the LMTP listener on port ${listeners[0]?.port} is open on every address and asks nobody for a name; bind it to \`127.0.0.1\` or an inner address`,
        });
      }
    }
  },
  examples: [
    {
      title: "open to the network",
      bad: "service lmtp {\n  «inet_listener lmtp {»\n    port = 24\n  }\n}\n",
    },
    {
      title: "as it should be",
      good: "service lmtp {\n  inet_listener lmtp {\n    address = 127.0.0.1\n    port = 24\n  }\n}\n",
    },
    {
      title: "a UNIX socket only",
      good: "service lmtp {\n  unix_listener lmtp {\n    mode = 0600\n  }\n}\n",
      trap: true,
    },
    {
      title: "open to the network, in Dovecot 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
protocols = lmtp
service lmtp {
  «inet_listener lmtp {»
    port = 24
  }
}
`,
    },
    {
      title: "as it should be, in Dovecot 2.4",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
protocols = lmtp
service lmtp {
  inet_listener lmtp {
    listen = 127.0.0.1
    port = 24
  }
}
`,
    },
  ],
});
