import { defineRule, rfc } from "../../src/rule.ts";
import { overrideFix, postconf, readme, serviceSpan, smtpds } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/sasl-on-mx-port",
  since: "0.1.0",
  severity: "warning",
  securitySeverity: 5.3,
  precision: "high",
  cwe: [307],
  summary: "Port 25 takes logins although there is a submission service.",
  why: `Port 25 is open to the whole Internet, and where AUTH is offered passwords are guessed there. Mail programs belong on 587
or 465, which can be limited and watched apart.`,
  remedy:
    "Set `-o smtpd_sasl_auth_enable=no` on the port 25 service, or enable SASL on the submission services only.",
  references: [postconf("smtpd_sasl_auth_enable"), readme("POSTSCREEN_README"), rfc(8314, "3.3")],
  check(context) {
    const all = [...smtpds(context)];
    for (const one of all) {
      if (
        one.port !== 25 ||
        one.endpoint.local ||
        one.flag("smtpd_sasl_auth_enable") !== "yes" ||
        one.config.withoutMaster
      )
        continue;
      const submission = all.find(
        ({ system, port, flag }) =>
          system === one.system && (port === 587 || port === 465) && flag("smtpd_sasl_auth_enable") !== "no",
      );
      if (submission === undefined) continue;
      context.report({
        span: serviceSpan(one.system, one.endpoint),
        message: `${one.label} takes logins on port 25 although ${submission.label} is there for them: passwords are guessed on port 25; add \`-o smtpd_sasl_auth_enable=no\``,
        related: [
          { message: "the service for logins", span: serviceSpan(submission.system, submission.endpoint) },
        ],
        fix: overrideFix(one.service, "smtpd_sasl_auth_enable", "no", "unsafe"),
      });
    }
  },
  examples: [
    {
      title: "SASL in main.cf, for all services",
      files: {
        "main.cf": "smtpd_sasl_auth_enable = yes\n",
        "master.cf": "«smtp inet» n - y - - smtpd\nsubmission inet n - y - - smtpd\n",
      },
      fixedFiles: {
        "master.cf":
          "smtp inet n - y - - smtpd\n  -o smtpd_sasl_auth_enable=no\nsubmission inet n - y - - smtpd\n",
      },
    },
    {
      title: "SASL for submission only",
      files: {
        "main.cf": "compatibility_level = 3.6\n",
        "master.cf":
          "smtp inet n - y - - smtpd\nsubmission inet n - y - - smtpd\n  -o smtpd_sasl_auth_enable=yes\n",
      },
    },
    {
      title: "a small site with port 25 only",
      files: { "main.cf": "smtpd_sasl_auth_enable = yes\n", "master.cf": "smtp inet n - y - - smtpd\n" },
      trap: true,
    },
  ],
});
