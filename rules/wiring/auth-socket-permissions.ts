import { defineRule } from "../../src/rule.ts";
import { dovecotSystems } from "../../src/vocabulary.ts";
import { placeOf, sectionsOf } from "../../src/vocabulary-dovecot.ts";

/** Sockets that give whoever opens them full power over mail or passwords. */
const powerful = new Set(["auth-master", "auth-worker", "doveadm-server", "config"]);

export default defineRule({
  id: "auth-socket-permissions",
  since: "0.1.0",
  severity: "error",
  securitySeverity: 7.8,
  precision: "high",
  cwe: [732, 269],
  summary: "Every user of the machine may open a socket that commands Dovecot.",
  why: "Over these sockets one logs in as anybody, runs administration commands or reads the whole configuration with its secrets. They are meant for root and Dovecot's own user.",
  remedy: "Write `mode = 0600`, or `0660` with the user and group that need it.",
  references: [
    {
      title: "Dovecot, service configuration",
      url: "https://doc.dovecot.org/latest/core/config/service.html",
    },
  ],
  check(context) {
    for (const system of dovecotSystems(context))
      for (const { section, service } of sectionsOf(system, "unix_listener")) {
        const name = section.label.slice(section.label.lastIndexOf("/") + 1);
        const mode = section.values.get("mode");
        if (!powerful.has(name) || mode === undefined || mode.unknown) continue;
        if ((Number.parseInt(mode.value, 8) & 0o006) === 0) continue;
        context.report({
          span: placeOf(system, mode),
          message: `\`mode = ${mode.value}\` lets every user of the machine open \`${name}\` of \`service ${service.label}\`; write \`0600\`, or \`0660\` with a user and group`,
        });
      }
  },
  examples: [
    {
      title: "auth-master for everybody",
      bad: "service auth {\n  unix_listener auth-master {\n    mode = «0666»\n  }\n}\n",
    },
    {
      title: "for one group",
      good: "service auth {\n  unix_listener auth-master {\n    mode = 0660\n    group = mail\n  }\n}\n",
    },
    {
      title: "the socket for Postfix, in a directory that only Postfix can enter",
      good: "service auth {\n  unix_listener /var/spool/postfix/private/auth {\n    mode = 0666\n  }\n}\n",
      trap: true,
    },
    {
      title: "auth-master for everybody, in Dovecot 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
service auth {
  unix_listener auth-master {
    mode = «0666»
  }
}
`,
    },
    {
      title: "for one group, in Dovecot 2.4",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
service auth {
  unix_listener auth-master {
    mode = 0660
    group = mail
  }
}
`,
    },
    {
      title: "`auth-userdb` is open to everybody by default",
      good: `service auth {
  unix_listener auth-userdb {
    mode = 0666
  }
}
`,
      trap: true,
    },
  ],
});
