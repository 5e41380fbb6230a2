import { defineRule } from "../../src/rule.ts";
import { byPlace, postconf, releaseAtLeast, smtpds } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/hide-session-on-mx",
  since: "0.1.0",
  severity: "error",
  precision: "very-high",
  cwe: [],
  summary: "Port 25 hides from whom mail came.",
  why: `\`smtpd_hide_client_session\` leaves the client out of the Received header. It is for submission only: on port 25 spam can no
longer be traced or filtered.`,
  remedy: "Set it with `-o smtpd_hide_client_session=yes` on the submission services.",
  references: [postconf("smtpd_hide_client_session")],
  check(context) {
    const mx = [...smtpds(context)].filter(
      (one) =>
        one.port === 25 &&
        one.flag("smtpd_hide_client_session") === "yes" &&
        releaseAtLeast(one.config, "3.10") !== false,
    );
    for (const [span, [one]] of byPlace(mx, ({ place }) => place("smtpd_hide_client_session")))
      context.report({
        span,
        message: `\`smtpd_hide_client_session = yes\` holds for ${one?.label} on port 25 and hides where mail comes from; set it on submission services only`,
      });
  },
  examples: [
    {
      title: "for every service",
      dialect: "postfix-main",
      version: "3.10",
      bad: "smtpd_hide_client_session = «yes»\n",
    },
    {
      title: "for submission",
      version: "3.10",
      files: {
        "main.cf": "compatibility_level = 3.6\n",
        "master.cf":
          "smtp inet n - y - - smtpd\nsubmission inet n - y - - smtpd\n  -o smtpd_hide_client_session=yes\n",
      },
    },
  ],
});
