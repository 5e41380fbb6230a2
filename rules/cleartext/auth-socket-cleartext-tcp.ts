import { authSocketOverTcp } from "../../src/checks-postfix.ts";
import { defineRule } from "../../src/rule.ts";
import { dovecotSystems } from "../../src/vocabulary.ts";
import { byPlace, originPlace } from "../../src/vocabulary-dovecot.ts";

export default defineRule({
  id: "auth-socket-cleartext-tcp",
  since: "0.1.0",
  severity: "error",
  securitySeverity: 7.5,
  precision: "high",
  cwe: [319, 306],
  summary: "The authentication service listens on the network in clear.",
  why: "The protocol between Dovecot's authentication service and Postfix, Exim and others knows no TLS: every password checked over it can be read on the way, and whoever reaches the port may try passwords without delay.",
  remedy: "Use a UNIX socket, or bind the listener to `127.0.0.1`.",
  references: [
    { title: "postconf(5), smtpd_sasl_path", url: "https://www.postfix.org/postconf.5.html#smtpd_sasl_path" },
    {
      title: "Dovecot, service configuration",
      url: "https://doc.dovecot.org/latest/core/config/service.html",
    },
  ],
  check(context) {
    authSocketOverTcp(context);
    for (const system of dovecotSystems(context)) {
      const open = system
        .listeners()
        .filter(({ protocol, port, local }) => protocol === "auth" && port !== undefined && !local);
      for (const { origin, listeners } of byPlace(open, (one) => one.origin).values()) {
        if (origin === undefined) continue;
        context.report({
          span: originPlace(origin, system),
          message: `the authentication service listens on port ${listeners[0]?.port} and takes passwords in clear; use a UNIX socket or \`127.0.0.1\``,
        });
      }
    }
  },
  examples: [
    { title: "open to the network", bad: "service auth {\n  «inet_listener {»\n    port = 12345\n  }\n}\n" },
    {
      title: "as it should be",
      good: "service auth {\n  unix_listener /var/spool/postfix/private/auth {\n    mode = 0660\n  }\n}\n",
    },
    {
      title: "on this machine only",
      good: "service auth {\n  inet_listener {\n    address = 127.0.0.1\n    port = 12345\n  }\n}\n",
      trap: true,
    },
    {
      title: "Postfix asks another host",
      dialect: "postfix-main",
      bad: "smtpd_sasl_type = dovecot\nsmtpd_sasl_path = «inet:192.0.2.10:12345»\n",
    },
    {
      title: "Postfix asks this host",
      dialect: "postfix-main",
      good: "smtpd_sasl_type = dovecot\nsmtpd_sasl_path = inet:127.0.0.1:12345\n",
      trap: true,
    },
    {
      title: "open to the network, in Dovecot 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
service auth {
  «inet_listener auth {»
    port = 12345
  }
}
`,
    },
    {
      title: "on this machine only, in Dovecot 2.4",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
service auth {
  inet_listener auth {
    listen = 127.0.0.1
    port = 12345
  }
}
`,
      trap: true,
    },
  ],
});
