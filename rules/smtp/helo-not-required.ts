import { defineRule, rfc } from "../../src/rule.ts";
import { byPlace, postconf, smtpds } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/helo-not-required",
  since: "0.1.0",
  severity: "note",
  securitySeverity: 2.0,
  precision: "medium",
  cwe: [693],
  summary: "Clients need not say who they are.",
  why: "Without `smtpd_helo_required` a client may leave out HELO, and with it go all checks of the HELO name.",
  remedy: "Set `smtpd_helo_required = yes`.",
  references: [postconf("smtpd_helo_required"), rfc(5321, "4.1.1.1")],
  optIn: true,
  check(context) {
    const found = [...smtpds(context)].filter(
      (one) =>
        one.port === 25 &&
        !one.endpoint.local &&
        one.flag("smtpd_helo_required") === "no" &&
        (one.text("smtpd_helo_restrictions") ?? "") !== "",
    );
    for (const [span, [one]] of byPlace(found, ({ place }) => place("smtpd_helo_restrictions"))) {
      if (one === undefined) continue;
      context.report({
        span,
        message:
          "a client may leave out HELO and so all of `smtpd_helo_restrictions`; write `smtpd_helo_required = yes`",
      });
    }
  },
  examples: [
    {
      title: "checks that can be left out",
      dialect: "postfix-main",
      bad: "smtpd_helo_restrictions = «reject_invalid_helo_hostname»\n",
    },
    {
      title: "required",
      dialect: "postfix-main",
      good: "smtpd_helo_required = yes\nsmtpd_helo_restrictions = reject_invalid_helo_hostname\n",
    },
  ],
});
