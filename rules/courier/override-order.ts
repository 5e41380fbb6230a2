import { basename } from "../../src/host.ts";
import type { RuleContext } from "../../src/rule.ts";
import { defineRule } from "../../src/rule.ts";
import { textOf } from "../../src/source.ts";
import { courierSystems } from "../../src/vocabulary.ts";
import { assigned, mailboxes, valueSpan } from "../../src/vocabulary-courier.ts";

function namesOf(context: RuleContext): readonly string[] {
  return courierSystems(context).flatMap(({ config }) =>
    config.instances.flatMap(({ variables }) => [...variables.keys()]),
  );
}

export default defineRule({
  id: "courier/override-order",
  since: "0.1.0",
  severity: "warning",

  precision: "medium",
  cwe: [],
  summary: "A variable has one value in a file and another in its -ssl twin.",
  why: "The environment of the servers comes from `imapd` first and `imapd-ssl` second, so that the -ssl file wins for both servers, while the start script of the plain one reads them the other way round. With two values it depends on the reader which one counts.",
  remedy: "Keep each variable in one of the two files.",
  references: [{ title: "imapd(8)", url: "https://www.courier-mta.org/imap/imapd.html" }],
  check(context) {
    for (const one of assigned(context, mailboxes, ...namesOf(context))) {
      const before = one.instance.get(one.name)?.overridden.at(-1);
      if (before?.kind !== "file" || before.span.file === one.statement.file) continue;
      if (textOf(valueSpan(before.span)).replace(/^"|"$/g, "") === textOf(one.span).replace(/^"|"$/g, ""))
        continue;
      context.report({
        span: one.statement,
        message: `\`${one.name}\` has another value in \`${basename(before.span.file.path)}\`: which one counts depends on who reads the files; keep one of the two`,
        related: [{ span: before.span, message: "the other value" }],
        about: { setting: one.name, scope: [] },
      });
    }
  },
  examples: [
    {
      title: "two values",
      files: { "courier/imapd": "IMAP_TLS_REQUIRED=1\n", "courier/imapd-ssl": "«IMAP_TLS_REQUIRED=0»\n" },
    },
    {
      title: "one file each",
      files: { "courier/imapd": "IMAPDSTARTTLS=YES\n", "courier/imapd-ssl": "IMAP_TLS_REQUIRED=1\n" },
    },
    {
      title: "the same value twice",
      files: {
        "courier/imapd": "TLS_CERTFILE=/etc/courier/imapd.pem\n",
        "courier/imapd-ssl": "TLS_CERTFILE=/etc/courier/imapd.pem\n",
      },
      trap: true,
    },
  ],
});
