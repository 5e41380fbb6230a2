import { lmtpInClear } from "../../src/checks-postfix.ts";
import { isWildcard } from "../../src/model/dovecot-login.ts";
import { defineRule } from "../../src/rule.ts";
import { dovecotSystems } from "../../src/vocabulary.ts";
import { byPlace, originPlace } from "../../src/vocabulary-dovecot.ts";

export default defineRule({
  id: "lmtp-cleartext-network",
  since: "0.1.0",
  severity: "warning",
  securitySeverity: 5.3,
  precision: "high",
  cwe: [319],
  summary: "Mail is delivered over the network without TLS.",
  why: "Between two machines LMTP without TLS can be read and changed on the way.",
  remedy:
    "Write `ssl = yes` into Dovecot's listener and `lmtp_tls_security_level = encrypt` into main.cf, or keep LMTP on `127.0.0.1`.",
  references: [
    {
      title: "postconf(5), lmtp_tls_security_level",
      url: "https://www.postfix.org/postconf.5.html#lmtp_tls_security_level",
    },
    {
      title: "Dovecot, service configuration",
      url: "https://doc.dovecot.org/latest/core/config/service.html",
    },
  ],
  check(context) {
    lmtpInClear(context);
    for (const system of dovecotSystems(context)) {
      const open = system
        .listeners()
        .filter(
          ({ protocol, address, port, local, tls }) =>
            protocol === "lmtp" && port !== undefined && !isWildcard(address) && !local && tls === "none",
        );
      for (const { origin, listeners } of byPlace(open, (one) => one.origin).values()) {
        if (origin === undefined) continue;
        context.report({
          span: originPlace(origin, system),
          message: `the LMTP listener on port ${listeners[0]?.port} offers no TLS; write \`ssl = yes\` into it`,
        });
      }
    }
  },
  examples: [
    {
      title: "open to the network",
      bad: "ssl = no\nservice lmtp {\n  «inet_listener lmtp {»\n    address = 10.0.0.2\n    port = 24\n  }\n}\n",
    },
    {
      title: "as it should be",
      good: "service lmtp {\n  inet_listener lmtp {\n    address = 10.0.0.2\n    port = 24\n    ssl = yes\n  }\n}\n",
    },
    {
      title: "STARTTLS is offered",
      good: "service lmtp {\n  inet_listener lmtp {\n    address = 10.0.0.2\n    port = 24\n  }\n}\n",
      trap: true,
    },
    {
      title: "Postfix delivers to another host",
      dialect: "postfix-main",
      bad: "virtual_transport = «lmtp:inet:store.example.org:24»\n",
    },
    {
      title: "Postfix with TLS",
      dialect: "postfix-main",
      good: "virtual_transport = lmtp:inet:store.example.org:24\nlmtp_tls_security_level = encrypt\n",
    },
    {
      title: "a UNIX socket",
      dialect: "postfix-main",
      good: "virtual_transport = lmtp:unix:private/dovecot-lmtp\n",
      trap: true,
    },
    {
      title: "open to the network, in Dovecot 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
protocols = lmtp
ssl = no
service lmtp {
  «inet_listener lmtp {»
    listen = 10.0.0.2
    port = 24
  }
}
`,
    },
    {
      title: "STARTTLS is offered, in Dovecot 2.4",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
protocols = lmtp
service lmtp {
  inet_listener lmtp {
    listen = 10.0.0.2
    port = 24
  }
}
`,
      trap: true,
    },
  ],
});
