import { defineRule, rfc } from "../../src/rule.ts";
import { dovecotSystems } from "../../src/vocabulary.ts";
import { known, placeOf, writtenIn } from "../../src/vocabulary-dovecot.ts";

export default defineRule({
  id: "dovecot/ssl-subsection-ignored",
  since: "0.1.0",
  severity: "error",
  securitySeverity: 7.5,
  precision: "very-high",
  cwe: [319, 16],
  summary: "A block turns TLS on while the global `ssl = no` keeps it off.",
  why: `With a global \`ssl = no\` Dovecot opens no port for TLS (993, 995, 465) whatever a block says, and in \`local\`,
\`remote\` and \`local_name\` blocks offers no STARTTLS either. It says so in a warning only.`,
  remedy:
    "Put `ssl = yes` or `ssl = required` at the top level, and `ssl = no` into the blocks that are to have none.",
  references: [
    rfc(8314, "4.1"),
    { title: "Dovecot, SSL configuration", url: "https://doc.dovecot.org/latest/core/config/ssl.html" },
  ],
  check(context) {
    for (const system of dovecotSystems(context)) {
      const global = known(system, "ssl");
      if (global?.value !== "no" || global.origin.kind === "default") continue;
      for (const { value, span, scope, about } of writtenIn(system, "ssl")) {
        const isFilter =
          scope.length > 0 && scope.every((part) => /^(protocol|local|remote|local_name) /.test(part));
        if (!isFilter || (value !== "yes" && value !== "required")) continue;
        context.report({
          span,
          message: `\`ssl = ${value}\` in \`${scope.join(" / ")}\` has little effect under the global \`ssl = no\`: no port for TLS opens; write \`ssl = ${value}\` at the top level`,
          related: [{ span: placeOf(system, global), message: "TLS is switched off here" }],
          about,
        });
      }
    }
  },
  examples: [
    {
      title: "TLS for IMAP alone",
      bad: "ssl = no\nprotocol imap {\n  ssl = «required»\n}\n",
    },
    { title: "the other way round", good: "ssl = required\nprotocol lmtp {\n  ssl = no\n}\n" },
    {
      title: "a listener's `ssl` is no such block",
      good: "ssl = yes\nservice imap-login {\n  inet_listener imaps {\n    ssl = yes\n  }\n}\n",
      trap: true,
    },
    {
      title: "both say no",
      good: "ssl = no\nprotocol imap {\n  ssl = no\n}\n",
      trap: true,
    },
    {
      title: "TLS for IMAP alone, in Dovecot 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
ssl = no
protocol imap {
  ssl = «required»
}
`,
    },
    {
      title: "the other way round, in Dovecot 2.4",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
ssl = required
protocol lmtp {
  ssl = no
}
`,
    },
  ],
});
