import { defineRule } from "../../src/rule.ts";
import { byPlace, postconf, readme, type Smtpd, smtpds } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/local-recipients-unchecked",
  since: "0.1.0",
  severity: "warning",
  securitySeverity: 5.3,
  precision: "high",
  cwe: [405],
  summary: "Mail for unknown recipients is taken and bounced later.",
  why: `With \`local_recipient_maps\` empty, or \`smtpd_reject_unlisted_recipient = no\`, smtpd takes mail for anybody at your domains.
What cannot be delivered bounces to forged senders: backscatter, for which hosts are put on block lists.`,
  remedy: "Delete the line, and let `local_recipient_maps` name the tables of recipients.",
  references: [
    readme("LOCAL_RECIPIENT_README"),
    readme("BACKSCATTER_README"),
    postconf("local_recipient_maps"),
  ],
  check(context) {
    const found = [...smtpds(context)].flatMap((one) => {
      if (one.port !== 25 || one.endpoint.local) return [];
      const maps = one.get("local_recipient_maps");
      const empty =
        maps !== undefined &&
        !maps.unknown &&
        maps.origin.kind === "file" &&
        maps.value.trim() === "" &&
        isLocal(one);
      const unlisted = one.flag("smtpd_reject_unlisted_recipient") === "no";
      return [
        ...(empty ? ["local_recipient_maps"] : []),
        ...(unlisted ? ["smtpd_reject_unlisted_recipient"] : []),
      ].map((name) => ({ one, name }));
    });
    for (const [span, [first]] of byPlace(
      found,
      ({ one, name }) => one.get(name)?.statement?.span ?? one.place(name),
    ))
      context.report({
        span,
        message: `${first?.name === "local_recipient_maps" ? "`local_recipient_maps` is empty" : "`smtpd_reject_unlisted_recipient` is `no`"}: mail for unknown recipients is taken and bounces to forged senders; delete the line`,
      });
  },
  examples: [
    { title: "no table of local users", dialect: "postfix-main", bad: "«local_recipient_maps =»\n" },
    {
      title: "unlisted recipients are taken",
      dialect: "postfix-main",
      bad: "«smtpd_reject_unlisted_recipient = no»\n",
    },
    {
      title: "no domain is local",
      dialect: "postfix-main",
      good: "mydestination =\nlocal_recipient_maps =\nvirtual_mailbox_domains = example.org\n",
      trap: true,
    },
    {
      title: "local mail is refused, whoever it is for",
      dialect: "postfix-main",
      good: "local_transport = error:no local mail\nlocal_recipient_maps =\n",
      trap: true,
    },
    { title: "the default", dialect: "postfix-main", good: "mydestination = example.org\n" },
    {
      title: "on submission, as upstream's master.cf has it",
      files: {
        "main.cf": "compatibility_level = 3.6\n",
        "master.cf": "submission inet n - y - - smtpd\n  -o smtpd_reject_unlisted_recipient=no\n",
      },
      trap: true,
    },
  ],
});

/** Some domain is local, and its mail is not refused as such (check_rcpt_maps(), MAIL_SERVICE_ERROR). */
function isLocal(one: Smtpd): boolean {
  return one.text("mydestination") !== "" && one.text("local_transport")?.startsWith("error:") !== true;
}
