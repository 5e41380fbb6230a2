import { restrictionLists } from "../../src/model/postfix-restrictions.ts";
import { defineRule } from "../../src/rule.ts";
import { postconf, readme, serviceSpan, smtpds } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/sender-login-mismatch-unchecked",
  since: "0.1.0",
  severity: "warning",
  securitySeverity: 5.4,
  precision: "medium",
  cwe: [290],
  summary: "Whoever has logged in can send as anybody.",
  why: `Without \`reject_sender_login_mismatch\` and its table one user of a submission service can use another's address, and one
guessed password is enough to send in everybody's name.`,
  remedy: `Set \`smtpd_sender_login_maps\` and add \`reject_authenticated_sender_login_mismatch\` to
\`smtpd_sender_restrictions\`.`,
  references: [postconf("smtpd_sender_login_maps"), readme("SASL_README")],
  check(context) {
    for (const one of smtpds(context)) {
      if (
        one.config.withoutMaster ||
        (one.port !== 587 && one.port !== 465) ||
        one.flag("smtpd_sasl_auth_enable") !== "yes" ||
        one.endpoint.local
      )
        continue;
      const texts = [
        ...restrictionLists,
        "smtpd_sender_login_maps",
        "smtpd_restriction_classes",
        "smtpd_milters",
      ].map((name) => one.text(name));
      if (
        texts.includes(undefined) ||
        one.text("smtpd_restriction_classes") !== "" ||
        one.text("smtpd_milters") !== ""
      )
        continue;
      const checked = texts
        .slice(0, restrictionLists.length)
        .some((text) => /sender_login_mismatch|check_policy_service|check_sasl_access/i.test(text ?? ""));
      const table = one.text("smtpd_sender_login_maps") !== "";
      if (checked && table) continue;
      const missing = checked
        ? "`smtpd_sender_login_maps` is empty"
        : "no restriction checks senders against logins";
      context.report({
        span: serviceSpan(one.system, one.endpoint),
        message: `${missing} on ${one.label}: whoever has logged in can send as anybody; ${checked ? "set it" : "add `reject_authenticated_sender_login_mismatch` with `smtpd_sender_login_maps`"}`,
      });
    }
  },
  examples: [
    {
      title: "a plain submission service",
      files: {
        "main.cf": "compatibility_level = 3.6\n",
        "master.cf": "«submission inet» n - y - - smtpd\n  -o smtpd_sasl_auth_enable=yes\n",
      },
    },
    {
      title: "logins own their senders",
      files: {
        "main.cf":
          "compatibility_level = 3.6\nsmtpd_sender_login_maps = lmdb:/etc/postfix/senders\nsmtpd_sender_restrictions = reject_sender_login_mismatch\n",
        "master.cf": "submission inet n - y - - smtpd\n  -o smtpd_sasl_auth_enable=yes\n",
      },
    },
    {
      title: "a milter may check it",
      files: {
        "main.cf": "compatibility_level = 3.6\nsmtpd_milters = inet:localhost:11332\n",
        "master.cf": "submission inet n - y - - smtpd\n  -o smtpd_sasl_auth_enable=yes\n",
      },
      trap: true,
    },
  ],
});
