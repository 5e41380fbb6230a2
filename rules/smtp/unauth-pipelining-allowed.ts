import { doorsOf } from "../../src/model/postfix-services.ts";
import { flag, textValue } from "../../src/model/postfix-values.ts";
import { defineRule, rfc } from "../../src/rule.ts";
import { postconf, setFix, writtenFlag } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/unauth-pipelining-allowed",
  since: "0.1.0",
  severity: "warning",
  securitySeverity: 5.3,
  precision: "high",
  cwe: [345],
  summary: "Clients may send commands before smtpd has announced that they may.",
  why: `A client that sends on without waiting for replies is a spam program or smuggles commands. Since 3.9 Postfix rejects it by
default.`,
  remedy:
    "Set `smtpd_forbid_unauth_pipelining = yes`, or add `reject_unauth_pipelining` to `smtpd_data_restrictions`.",
  references: [
    postconf("smtpd_forbid_unauth_pipelining"),
    postconf("reject_unauth_pipelining"),
    rfc(2920, "3.1"),
  ],
  check(context) {
    for (const one of writtenFlag(context, "no", "smtpd_forbid_unauth_pipelining")) {
      if (one.service !== undefined) continue;
      const exposed = doorsOf(one.config).some(
        ({ program, port, service }) =>
          program === "smtpd" &&
          port === 25 &&
          flag(one.config, one.name, service) === "no" &&
          !/reject_unauth_pipelining/.test(
            textValue(one.config, "smtpd_data_restrictions", service) ?? "reject_unauth_pipelining",
          ),
      );
      if (!exposed) continue;
      context.report({
        span: one.span,
        message:
          "`smtpd_forbid_unauth_pipelining = no` lets clients send commands out of turn on port 25; write `yes`",
        fix: setFix(one, "yes"),
      });
    }
  },
  examples: [
    {
      title: "switched off",
      dialect: "postfix-main",
      version: "3.10",
      bad: "smtpd_forbid_unauth_pipelining = «no»\n",
      fixed: "smtpd_forbid_unauth_pipelining = yes\n",
    },
    {
      title: "the default of 3.10",
      dialect: "postfix-main",
      version: "3.10",
      good: "compatibility_level = 3.6\n",
    },
    {
      title: "on submission, as upstream's master.cf has it",
      version: "3.10",
      files: {
        "main.cf": "compatibility_level = 3.6\n",
        "master.cf":
          "smtp inet n - y - - smtpd\nsubmission inet n - y - - smtpd\n  -o smtpd_forbid_unauth_pipelining=no\n",
      },
      trap: true,
    },
    {
      title: "rejected at DATA",
      dialect: "postfix-main",
      good: "smtpd_forbid_unauth_pipelining = no\nsmtpd_data_restrictions = reject_unauth_pipelining\n",
      trap: true,
    },
  ],
});
