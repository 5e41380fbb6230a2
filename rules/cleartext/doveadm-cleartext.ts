import { defineRule, type RuleContext } from "../../src/rule.ts";
import type { DovecotSystem } from "../../src/system.ts";
import { dovecotSystems } from "../../src/vocabulary.ts";
import { byPlace, known, originPlace, placeOf } from "../../src/vocabulary-dovecot.ts";

export default defineRule({
  id: "doveadm-cleartext",
  since: "0.1.0",
  severity: "error",
  securitySeverity: 8.8,
  precision: "high",
  cwe: [319, 523],
  summary: "The password of the administration port crosses the network in clear.",
  why: "Over a `doveadm` port whoever knows `doveadm_password` may do nearly anything to all mail. Without `ssl = yes` in the listener the password and the commands can be read on the way.",
  remedy: "Write `ssl = yes` into the listener, or bind it to `127.0.0.1`.",
  references: [
    {
      title: "Dovecot, doveadm_password",
      url: "https://doc.dovecot.org/latest/core/summaries/settings.html#doveadm_password",
    },
  ],
  check(context) {
    for (const system of dovecotSystems(context)) {
      asClient(context, system);
      const open = system
        .listeners()
        .filter(
          ({ protocol, local, tls, port }) =>
            protocol === "doveadm" && !local && port !== undefined && (tls === "none" || tls === "starttls"),
        );
      for (const { origin, listeners } of byPlace(open, (one) => one.origin).values()) {
        if (origin === undefined) continue;
        context.report({
          span: originPlace(origin, system),
          message: `the \`doveadm\` listener on port ${listeners[0]?.port} takes its password in clear; write \`ssl = yes\` into it, or bind it to \`127.0.0.1\``,
        });
      }
    }
  },
  examples: [
    {
      title: "to another server",
      bad: "doveadm_port = «12345»\ndoveadm_password = example-password\n",
    },
    {
      title: "to another server by TLS",
      good: "doveadm_port = 12345\ndoveadm_ssl = ssl\ndoveadm_password = example-password\n",
      trap: true,
    },
    {
      title: "a port without TLS",
      bad: "doveadm_password = example\nservice doveadm {\n  «inet_listener {»\n    port = 24245\n  }\n}\n",
    },
    {
      title: "with TLS",
      good: "doveadm_password = example\nservice doveadm {\n  inet_listener {\n    port = 24245\n    ssl = yes\n  }\n}\n",
    },
    {
      title: "reachable from this machine only",
      good: "service doveadm {\n  inet_listener {\n    address = 127.0.0.1\n    port = 24245\n  }\n}\n",
      trap: true,
    },
    { title: "the built-in UNIX socket", good: "doveadm_password = example\n", trap: true },
    {
      title: "a port without TLS, in Dovecot 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
doveadm_password = example
service doveadm {
  «inet_listener doveadm {»
    port = 24245
  }
}
`,
    },
    {
      title: "with TLS, in Dovecot 2.4",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
doveadm_password = example
service doveadm {
  inet_listener doveadm {
    port = 24245
    ssl = yes
  }
}
`,
    },
  ],
});

/** Commands about users whose mail is on another server go there. */
function asClient(context: RuleContext, system: DovecotSystem): void {
  const port = known(system, "doveadm_port");
  const tls = known(system, "doveadm_ssl");
  if (port === undefined || port.value === "0" || port.origin.kind !== "file" || tls?.value !== "no") return;
  context.report({
    span: placeOf(system, port),
    severity: "warning",
    message: `\`doveadm_port = ${port.value}\` sends \`doveadm_password\` to other servers in clear; write \`doveadm_ssl = ssl\`, and \`ssl = yes\` into their listeners`,
    about: { setting: "doveadm_port" },
  });
}
