import { defineRule } from "../../src/rule.ts";
import { dovecotSystems } from "../../src/vocabulary.ts";
import { originPlace, sectionsOf } from "../../src/vocabulary-dovecot.ts";

export default defineRule({
  id: "dovecot/listener-port-zero",
  since: "0.1.0",
  severity: "warning",
  precision: "very-high",
  cwe: [561],
  summary: "A listener without a port is never opened.",
  why: "The default port of a listener that Dovecot does not know is 0, which closes it. In 2.3 this is so for `submissions`, too.",
  remedy:
    "Write the port: `port = 465` and `ssl = yes` for `submissions`; or `port = 0` when it is to stay closed.",
  references: [
    {
      title: "Dovecot, service configuration",
      url: "https://doc.dovecot.org/latest/core/config/service.html",
    },
  ],
  check(context) {
    for (const system of dovecotSystems(context)) {
      const refused = new Set(
        system.problems
          .filter(({ kind, message }) => kind === "bad-value" && /^`(?:inet_listener_)?port`/.test(message))
          .map(({ span }) => span.file),
      );
      for (const { section, service } of sectionsOf(system, "inet_listener")) {
        const port = section.get("port");
        if (section.origin.kind !== "file" || port === undefined || port.unknown || system.partial) continue;
        // A block without a setting, as the shipped files have them, is a place for one and opens nothing on purpose.
        if (port.value !== "0" || section.values.has("port") || section.values.size === 0) continue;
        // A port that is no number says so by itself.
        if (refused.has(section.origin.span.file)) continue;
        const name = section.label === "" ? "inet_listener" : `inet_listener ${section.label}`;
        context.report({
          span: originPlace(section.origin, system),
          message: `\`${name}\` of \`service ${service.label}\` has no port and is not opened; write \`port = …\``,
        });
      }
    }
  },
  examples: [
    {
      title: "submissions without its port",
      bad: "service submission-login {\n  «inet_listener submissions {»\n    ssl = yes\n  }\n}\n",
    },
    {
      title: "with it",
      good: "service submission-login {\n  inet_listener submissions {\n    port = 465\n    ssl = yes\n  }\n}\n",
    },
    {
      title: "closed on purpose",
      good: "service imap-login {\n  inet_listener imap {\n    port = 0\n  }\n}\n",
      trap: true,
    },
    {
      title: "an empty block of the shipped files",
      good: "service submission-login {\n  inet_listener submissions {\n    #port = 465\n  }\n}\n",
      trap: true,
    },
    {
      title: "`imaps` has a port by default",
      good: "service imap-login {\n  inet_listener imaps {\n    ssl = yes\n  }\n}\n",
      trap: true,
    },
    {
      title: "submissions has a port by default in Dovecot 2.4",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
service submission-login {
  inet_listener submissions {
    ssl = yes
  }
}
`,
      trap: true,
    },
    {
      title: "a listener of one's own without a port, in Dovecot 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
service imap-login {
  «inet_listener mine {»
    ssl = yes
  }
}
`,
    },
  ],
});
