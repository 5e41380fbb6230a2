import { defineRule } from "../../src/rule.ts";
import { postconf, readme, smtpds, wordsOf } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/relay-restrictions-emptied",
  since: "0.1.0",
  severity: "warning",
  securitySeverity: 5.3,
  precision: "medium",
  cwe: [862],
  summary: "`smtpd_relay_restrictions` is empty where strangers connect.",
  why: `The list exists so that a mistake in \`smtpd_recipient_restrictions\` does not make an open relay. Emptied, that second
line of defence is gone.`,
  remedy:
    "Delete the line, or write `permit_mynetworks, permit_sasl_authenticated, defer_unauth_destination`.",
  references: [postconf("smtpd_relay_restrictions"), readme("SMTPD_ACCESS_README")],
  check(context) {
    for (const one of smtpds(context)) {
      const value = one.get("smtpd_relay_restrictions");
      if (
        one.endpoint.local ||
        value === undefined ||
        value.unknown ||
        value.origin.kind !== "file" ||
        value.value.trim() !== ""
      )
        continue;
      const recipient = wordsOf(one.text("smtpd_recipient_restrictions") ?? "reject");
      if (recipient.at(-1) === "reject" || one.text("smtpd_client_restrictions")?.endsWith("reject"))
        continue;
      context.report({
        span: value.origin.span,
        message: `\`smtpd_relay_restrictions\` is empty for ${one.label}: only \`smtpd_recipient_restrictions\` keeps strangers from relaying; delete the line to get the default back`,
      });
    }
  },
  examples: [
    {
      title: "emptied in main.cf",
      dialect: "postfix-main",
      bad: "«smtpd_relay_restrictions =»\nsmtpd_recipient_restrictions = permit_mynetworks, reject_unauth_destination\n",
    },
    {
      title: "not set: the default guards",
      dialect: "postfix-main",
      good: "smtpd_recipient_restrictions = permit_mynetworks, reject_unauth_destination\n",
    },
    {
      title: "submission that ends in reject",
      files: {
        "main.cf": "compatibility_level = 3.6\n",
        "master.cf":
          "submission inet n - y - - smtpd\n  -o smtpd_relay_restrictions=\n  -o smtpd_recipient_restrictions=permit_sasl_authenticated,reject\n",
      },
      trap: true,
    },
  ],
});
