import { defineRule } from "../../src/rule.ts";
import { assigned, assignFix } from "../../src/vocabulary-courier.ts";

export default defineRule({
  id: "courier/umask-open",
  since: "0.1.0",
  severity: "warning",
  securitySeverity: 5.5,
  precision: "high",
  cwe: [276],
  summary: "Mail files are written so that others can change them.",
  why: "`IMAP_UMASK` is the umask of the server. Without the bits for writing, the group or everybody may change the mail.",
  remedy: "Write `IMAP_UMASK=022`, or `077` where no mailbox is shared.",
  references: [{ title: "imapd(8)", url: "https://www.courier-mta.org/imap/imapd.html" }],
  check(context) {
    for (const one of assigned(context, ["imapd", "imapd-ssl"], "IMAP_UMASK")) {
      if (!(/^[0-7]+$/.test(one.value) && (Number.parseInt(one.value, 8) & 0o022) !== 0o022)) continue;
      context.report({
        span: one.span,
        message: `\`${one.name}=${one.value}\` lets others than the owner write to mail files; write \`${one.name}=022\``,
        fix: assignFix(one, "022", "unsafe"),
        about: { setting: one.name, scope: [one.instance.name] },
      });
    }
  },
  examples: [
    {
      title: "everybody may write",
      files: { "courier/imapd": "IMAP_UMASK=«000»\n", "courier/imapd-ssl": "" },
    },
    {
      title: "the group may write",
      files: { "courier/imapd": "IMAP_UMASK=«002»\n", "courier/imapd-ssl": "" },
    },
    { title: "as shipped", files: { "courier/imapd": "IMAP_UMASK=022\n", "courier/imapd-ssl": "" } },
    {
      title: "the owner only",
      files: { "courier/imapd": "IMAP_UMASK=077\n", "courier/imapd-ssl": "" },
      trap: true,
    },
  ],
});
