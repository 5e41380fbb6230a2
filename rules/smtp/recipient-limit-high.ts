import { defineRule } from "../../src/rule.ts";
import { isLoopbackHost, postconf, removeFix, written } from "../../src/vocabulary-postfix.ts";

/** Ten times the default of both (global/mail_params.h, DEF_SMTPD_RCPT_LIMIT and DEF_SMTPD_RCPT_OVERLIM). */
const most = 10_000;

export default defineRule({
  id: "postfix/recipient-limit-high",
  since: "0.1.0",
  severity: "note",
  securitySeverity: 2,
  precision: "high",
  cwe: [770],
  summary: "One message may have very many recipients.",
  why: `Each recipient costs smtpd and cleanup memory and table lookups, before anything is known of the message. A stolen password then
sends to tens of thousands at once. RFC 5321 asks for 100, the default is 1000.`,
  remedy: "Delete the line, or raise the limit only in the service of those who need it.",
  references: [postconf("smtpd_recipient_limit"), postconf("smtpd_recipient_overshoot_limit")],
  check(context) {
    for (const one of written(context, "smtpd_recipient_limit", "smtpd_recipient_overshoot_limit")) {
      if (one.service !== undefined && isLoopbackHost(one.service.name.text)) continue;
      if (!(Number(one.text) > most)) continue;
      const what = one.name.includes("overshoot")
        ? "lets a client go on long after the limit of recipients is reached"
        : "lets one message have that many recipients";
      context.report({
        span: one.span,
        message: `\`${one.name} = ${one.text}\` ${what}; remove it (the default is 1000)`,
        fix: removeFix(one),
      });
    }
  },
  examples: [
    {
      title: "a hundred thousand",
      dialect: "postfix-main",
      bad: "myhostname = mail.example.org\nsmtpd_recipient_limit = «100000»\n",
      fixed: "myhostname = mail.example.org\n",
    },
    { title: "more than the default", dialect: "postfix-main", good: "smtpd_recipient_limit = 5000\n" },
    {
      title: "a list server's own way in, from this machine",
      files: {
        "main.cf": "compatibility_level = 3.6\n",
        "master.cf": "127.0.0.1:10025 inet n - n - - smtpd\n  -o smtpd_recipient_limit=100000\n",
      },
      trap: true,
    },
  ],
});
