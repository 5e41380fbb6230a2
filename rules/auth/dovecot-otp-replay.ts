import { defineRule } from "../../src/rule.ts";
import { wordsOf, written } from "../../src/vocabulary-dovecot.ts";

export default defineRule({
  id: "dovecot/otp-replay",
  since: "0.1.0",
  severity: "warning",
  securitySeverity: 6.8,
  precision: "high",
  cwe: [294],
  summary: "One-time passwords can be used twice.",
  why: "The OTP mechanism of Dovecot before 2.4.3 lets a second login with the same one-time password through when both come at once (CVE-2026-27855); later releases have dropped it.",
  remedy: "Take `otp` out of `auth_mechanisms`.",
  references: [
    {
      title: "Dovecot, auth_mechanisms",
      url: "https://doc.dovecot.org/latest/core/summaries/settings.html#auth_mechanisms",
    },
  ],
  check(context) {
    for (const { name, value, span, where, about } of written(context, "auth_mechanisms")) {
      if (!wordsOf(value).some((word) => word.toLowerCase() === "otp")) continue;
      context.report({
        span,
        message: `\`${name}\`${where} offers \`otp\`, which can be replayed and is gone in later releases; take it out`,
        about,
      });
    }
  },
  examples: [
    { title: "offered", bad: "auth_mechanisms = «plain otp»\n" },
    { title: "not offered", good: "auth_mechanisms = plain\n" },
    { title: "another mechanism", good: "auth_mechanisms = plain scram-sha-1\n", trap: true },
    {
      title: "offered, in Dovecot 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
auth_mechanisms = «plain otp»
`,
    },
    {
      title: "not offered, in Dovecot 2.4",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
auth_mechanisms = plain
`,
    },
  ],
});
