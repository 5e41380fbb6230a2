import { isThisMachine } from "../../src/model/networks.ts";
import { defineRule } from "../../src/rule.ts";
import { replaceFix } from "../../src/vocabulary.ts";
import { written } from "../../src/vocabulary-dovecot.ts";

export default defineRule({
  id: "dovecot/dsync-cleartext",
  since: "0.1.0",
  severity: "warning",
  securitySeverity: 7.4,
  precision: "high",
  cwe: [319],
  summary: "Mail is replicated to another server in clear.",
  why: "With `mail_replica = tcp:` all mail and the administration password go to the other server without TLS.",
  remedy: "Write `tcps:` and a port whose listener has `ssl = yes`.",
  references: [
    {
      title: "Dovecot 2.3, replication with dsync",
      url: "https://doc.dovecot.org/2.3/configuration_manual/replication/",
    },
  ],
  check(context) {
    for (const { name, value, span, where, about } of written(context, "mail_replica")) {
      const host = /^tcp:(\[[^\]]*\]|[^:]*)/.exec(value)?.[1];
      if (host === undefined || isThisMachine(host)) continue;
      context.report({
        span,
        message: `\`${name} = ${value}\`${where} sends all mail to \`${host}\` without TLS; write \`tcps:\``,
        fix: replaceFix("replicate by TLS", span, value.replace(/^tcp:/, "tcps:"), "unsafe"),
        about,
      });
    }
  },
  examples: [
    { title: "without TLS", bad: "plugin {\n  mail_replica = «tcp:replica.example.org»\n}\n" },
    { title: "with TLS", good: "plugin {\n  mail_replica = tcps:replica.example.org\n}\n" },
    { title: "by ssh", good: "plugin {\n  mail_replica = remote:vmail@replica.example.org\n}\n", trap: true },
  ],
});
