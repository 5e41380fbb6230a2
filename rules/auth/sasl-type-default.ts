import { defineRule } from "../../src/rule.ts";
import { mainFix, postconf, readme, withFix, writtenFlag } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/sasl-type-default",
  since: "0.1.0",
  severity: "note",
  precision: "medium",
  cwe: [],
  summary: "SASL is on without saying whose.",
  why: "`smtpd_sasl_type` defaults to `cyrus`, which needs a `smtpd.conf` of Cyrus SASL and a saslauthd. With Dovecot on the same host the logins fail.",
  remedy: "Set `smtpd_sasl_type = dovecot` and `smtpd_sasl_path = private/auth`, or `cyrus` explicitly.",
  references: [postconf("smtpd_sasl_type"), readme("SASL_README")],
  check(context) {
    const dovecot = context.daemons?.has("dovecot") === true;
    for (const one of writtenFlag(context, "yes", "smtpd_sasl_auth_enable")) {
      const path = one.config.get("smtpd_sasl_path", one.service);
      const type = one.config.get("smtpd_sasl_type", one.service);
      const names =
        path !== undefined && !path.unknown && /(?:^|\/)auth(?:-client)?$|^inet:/.test(path.value);
      if (type?.origin.kind !== "default" || type.unknown || (!dovecot && !names)) continue;
      context.report({
        span: one.span,
        message:
          "`smtpd_sasl_type` defaults to `cyrus`, but Dovecot is what answers here: logins fail; write `smtpd_sasl_type = dovecot`",
        ...withFix(
          one.service === undefined
            ? mainFix(one.system, one.statement, "smtpd_sasl_type", "dovecot", "unsafe")
            : undefined,
        ),
      });
    }
  },
  examples: [
    {
      title: "Dovecot's socket",
      dialect: "postfix-main",
      bad: "smtpd_sasl_path = private/auth\nsmtpd_sasl_auth_enable = «yes»\n",
      fixed: "smtpd_sasl_path = private/auth\nsmtpd_sasl_type = dovecot\nsmtpd_sasl_auth_enable = yes\n",
    },
    {
      title: "it says so",
      dialect: "postfix-main",
      good: "smtpd_sasl_type = dovecot\nsmtpd_sasl_path = private/auth\nsmtpd_sasl_auth_enable = yes\n",
    },
    {
      title: "Cyrus",
      dialect: "postfix-main",
      good: "smtpd_sasl_auth_enable = yes\nsmtpd_sasl_path = smtpd\n",
      trap: true,
    },
  ],
});
