import { defineRule, rfc } from "../../src/rule.ts";
import { dovecotSystems } from "../../src/vocabulary.ts";
import { known, placeOf, sectionsOf } from "../../src/vocabulary-dovecot.ts";

export default defineRule({
  id: "dovecot/tls-listener-skipped",
  since: "0.1.0",
  severity: "error",
  securitySeverity: 6.5,
  precision: "very-high",
  cwe: [319],
  summary: "A listener with `ssl = yes` is not opened, because the global `ssl` is `no`.",
  why: `Dovecot skips every listener for TLS without a word when the global setting is \`ssl = no\`. Clients that are set
up for TLS cannot connect, and people switch it off.`,
  remedy: "Set a certificate and `ssl = required` (or `yes`) at the top level, or take the listener out.",
  references: [
    rfc(8314, "3"),
    {
      title: "Dovecot, service configuration",
      url: "https://doc.dovecot.org/latest/core/config/service.html",
    },
  ],
  check(context) {
    for (const system of dovecotSystems(context)) {
      const global = known(system, "ssl");
      if (global?.value !== "no") continue;
      for (const { section, service } of sectionsOf(system, "inet_listener")) {
        const ssl = section.values.get("ssl");
        const port = section.get("port")?.value;
        if (ssl?.value !== "yes" || ssl.unknown || port === "0") continue;
        context.report({
          span: placeOf(system, ssl),
          message: `\`inet_listener ${section.label}\` of \`service ${service.label}\` has \`ssl = yes\` and is not opened under the global \`ssl = no\`; write \`ssl = required\` at the top level`,
          related: [{ span: placeOf(system, global), message: "TLS is switched off here" }],
        });
      }
    }
  },
  examples: [
    {
      title: "port 993 with TLS switched off",
      bad: `ssl = no
service imap-login {
  inet_listener imaps {
    port = 993
    ssl = «yes»
  }
}
`,
    },
    {
      title: "TLS is on",
      good: `ssl = yes
service imap-login {
  inet_listener imaps {
    port = 993
    ssl = yes
  }
}
`,
    },
    {
      title: "the listener is closed anyway",
      good: `ssl = no
service imap-login {
  inet_listener imaps {
    port = 0
    ssl = yes
  }
}
`,
      trap: true,
    },
    {
      title: "port 993 with TLS switched off, in Dovecot 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
ssl = no
service imap-login {
  inet_listener imaps {
    port = 993
    ssl = «yes»
  }
}
`,
    },
    {
      title: "TLS is on, in Dovecot 2.4",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
ssl = yes
service imap-login {
  inet_listener imaps {
    port = 993
    ssl = yes
  }
}
`,
    },
  ],
});
