import { defineRule } from "../../src/rule.ts";
import { assigned } from "../../src/vocabulary-courier.ts";

export default defineRule({
  id: "courier/outbox-enabled",
  since: "0.1.0",
  severity: "note",
  securitySeverity: 4.3,
  precision: "high",
  cwe: [693],
  summary: "IMAP users can send mail past the SMTP server.",
  why: "What a client stores in the folder that `OUTBOX` names is handed to sendmail. No limit, filter or sender check of the submission port applies to it.",
  remedy: "Take `OUTBOX` out unless you need it.",
  references: [{ title: "imapd(8)", url: "https://www.courier-mta.org/imap/imapd.html" }],
  check(context) {
    for (const one of assigned(context, ["imapd", "imapd-ssl"], "OUTBOX")) {
      if (!(one.value !== "")) continue;
      context.report({
        span: one.span,
        message: `\`${one.name}=${one.value}\` sends whatever a client stores there, past the checks of the submission port; take it out`,
        about: { setting: one.name, scope: [one.instance.name] },
      });
    }
  },
  examples: [
    {
      title: "a folder that sends",
      files: { "courier/imapd": "OUTBOX=«.Outbox»\n", "courier/imapd-ssl": "" },
    },
    { title: "none", files: { "courier/imapd": "PORT=143\n", "courier/imapd-ssl": "" } },
    { title: "empty", files: { "courier/imapd": "OUTBOX=\n", "courier/imapd-ssl": "" }, trap: true },
  ],
});
