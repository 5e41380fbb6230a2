import { defineRule, rfc } from "../../src/rule.ts";
import { dovecotSystems } from "../../src/vocabulary.ts";
import { knownIn, placeOf, sectionsOf } from "../../src/vocabulary-dovecot.ts";

const ports: Readonly<Record<string, string>> = {
  "imap-login": "143",
  "pop3-login": "110",
  "submission-login": "587",
  "managesieve-login": "4190",
};

export default defineRule({
  id: "dovecot/starttls-port-with-ssl",
  since: "0.1.0",
  severity: "warning",
  precision: "high",
  cwe: [],
  summary: "A port where clients expect clear text and STARTTLS speaks TLS at once.",
  why: "Clients wait on ports 143, 110, 587 and 4190 for a greeting in clear before STARTTLS; with TLS from the first byte most of them hang.",
  remedy: "Take `ssl = yes` out of the listener and use ports 993, 995 or 465 for implicit TLS.",
  references: [rfc(9051, "11.1"), rfc(8314, "3")],
  check(context) {
    for (const system of dovecotSystems(context))
      for (const { section, service } of sectionsOf(system, "inet_listener")) {
        const port = knownIn(system, section, "port")?.value;
        const ssl = section.values.get("ssl");
        if (ssl?.value !== "yes" || ssl.unknown || port === undefined || ports[service.label] !== port)
          continue;
        context.report({
          span: placeOf(system, ssl),
          message: `\`inet_listener ${section.label}\` speaks TLS at once on port ${port}, where clients wait for a greeting in clear; remove \`ssl = yes\``,
        });
      }
  },
  examples: [
    {
      title: "TLS at once on port 143",
      bad: `service imap-login {
  inet_listener imap {
    port = 143
    ssl = «yes»
  }
}
`,
    },
    {
      title: "STARTTLS on port 143",
      good: `service imap-login {
  inet_listener imap {
    port = 143
  }
}
`,
    },
    {
      title: "a port of one's own",
      good: `service imap-login {
  inet_listener imap {
    port = 1143
    ssl = yes
  }
}
`,
      trap: true,
    },
    {
      title: "TLS at once on port 143, in Dovecot 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
service imap-login {
  inet_listener imap {
    port = 143
    ssl = «yes»
  }
}
`,
    },
    {
      title: "STARTTLS on port 143, in Dovecot 2.4",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
service imap-login {
  inet_listener imap {
    port = 143
  }
}
`,
    },
  ],
});
