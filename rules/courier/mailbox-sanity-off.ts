import { defineRule } from "../../src/rule.ts";
import { assigned, assignFix, numberOf } from "../../src/vocabulary-courier.ts";

export default defineRule({
  id: "courier/mailbox-sanity-off",
  since: "0.1.0",
  severity: "warning",
  securitySeverity: 4.3,
  precision: "high",
  cwe: [282],
  summary: "The server opens mailboxes that belong to somebody else.",
  why: "The check makes sure that the user owns the mailbox that a session opens. Without it a wrong entry in the user database gives one user the mail of another.",
  remedy: "Write `IMAP_MAILBOX_SANITY_CHECK=1`.",
  references: [{ title: "imapd(8)", url: "https://www.courier-mta.org/imap/imapd.html" }],
  check(context) {
    for (const one of assigned(context, ["imapd", "imapd-ssl"], "IMAP_MAILBOX_SANITY_CHECK")) {
      if (!(numberOf(one.value) === 0)) continue;
      context.report({
        span: one.span,
        message: `\`${one.name}=${one.value}\` opens mailboxes whoever owns them; write \`${one.name}=1\``,
        fix: assignFix(one, "1", "unsafe"),
        about: { setting: one.name, scope: [one.instance.name] },
      });
    }
  },
  examples: [
    { title: "off", files: { "courier/imapd": "IMAP_MAILBOX_SANITY_CHECK=«0»\n", "courier/imapd-ssl": "" } },
    { title: "on", files: { "courier/imapd": "IMAP_MAILBOX_SANITY_CHECK=1\n", "courier/imapd-ssl": "" } },
    {
      title: "commented out",
      files: { "courier/imapd": "PORT=143\n# IMAP_MAILBOX_SANITY_CHECK=0\n", "courier/imapd-ssl": "" },
      trap: true,
    },
  ],
});
