import { groupBy } from "../../src/group-by.ts";
import { defineRule } from "../../src/rule.ts";
import { listed } from "../../src/vocabulary.ts";
import { byPlace, postconf, smtpds } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "auth-rate-limit-missing",
  since: "0.1.0",
  severity: "note",
  securitySeverity: 5.3,
  precision: "medium",
  cwe: [307],
  summary: "Passwords can be tried as often as one likes.",
  why: "`smtpd_client_auth_rate_limit` is 0 by default: a client may try passwords without limit, as far as nothing else stops it.",
  remedy:
    "Set `smtpd_client_auth_rate_limit` on the submission services, such as 10, and watch the log with fail2ban or the like.",
  references: [postconf("smtpd_client_auth_rate_limit")],
  check(context) {
    const open = [...smtpds(context)].filter(
      (one) =>
        !one.endpoint.local &&
        one.flag("smtpd_sasl_auth_enable") === "yes" &&
        one.text("smtpd_client_auth_rate_limit") === "0",
    );
    // Where the limit is not set, one line of main.cf is all it takes, however many services let people log in.
    for (const [, services] of groupBy(open, ({ system, place, isWritten }) =>
      isWritten("smtpd_client_auth_rate_limit") ? place("smtpd_client_auth_rate_limit").start : system,
    )) {
      const places = byPlace(services, ({ place, isWritten }) =>
        place(
          isWritten("smtpd_client_auth_rate_limit")
            ? "smtpd_client_auth_rate_limit"
            : "smtpd_sasl_auth_enable",
        ),
      );
      const [first, ...others] = places.map(([span]) => span);
      if (first === undefined) continue;
      context.report({
        span: first,
        message: `passwords can be tried without limit on ${listed(services.map(({ label }) => label))}; set \`smtpd_client_auth_rate_limit\``,
        related: others.map((span) => ({ span, message: "lets people log in too" })),
      });
    }
  },
  examples: [
    { title: "the default", dialect: "postfix-main", bad: "smtpd_sasl_auth_enable = «yes»\n" },
    {
      title: "several services, one cause",
      files: {
        "main.cf": "compatibility_level = 3.6\n",
        "master.cf":
          "submission inet n - y - - smtpd\n  -o smtpd_sasl_auth_enable=«yes»\nsubmissions inet n - y - - smtpd\n  -o smtpd_sasl_auth_enable=yes\n",
      },
    },
    {
      title: "a limit",
      dialect: "postfix-main",
      good: "smtpd_sasl_auth_enable = yes\nsmtpd_client_auth_rate_limit = 10\n",
    },
    { title: "no logins", dialect: "postfix-main", good: "smtpd_sasl_auth_enable = no\n", trap: true },
  ],
});
