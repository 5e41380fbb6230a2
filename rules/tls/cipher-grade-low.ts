import { defineRule, rfc } from "../../src/rule.ts";
import { postconf, releaseAtLeast, setFix, written } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/cipher-grade-low",
  since: "0.1.0",
  severity: "warning",
  securitySeverity: 6.5,
  precision: "very-high",
  cwe: [326],
  summary: "Weak ciphers are allowed by grade.",
  why: "The grades `low`, `export` and `null` let in ciphers that can be broken, or none at all. Since 3.8 Postfix takes `low` and `export` for `medium`.",
  remedy: "Write `medium` or `high`.",
  references: [postconf("smtpd_tls_mandatory_ciphers"), rfc(9325, "4.1")],
  check(context) {
    for (const one of written(context, ...cipherParameters)) {
      const grade = one.text.toLowerCase();
      if (!["low", "export", "null"].includes(grade)) continue;
      if (grade !== "null" && releaseAtLeast(one.config, "3.8") === true) continue;
      context.report({
        span: one.span,
        severity: one.name.includes("mandatory") ? "error" : "warning",
        message: `\`${one.name} = ${one.text}\` allows ciphers that can be broken; write \`medium\``,
        fix: setFix(one, "medium"),
      });
    }
  },
  examples: [
    {
      title: "export ciphers",
      dialect: "postfix-main",
      bad: "smtpd_tls_mandatory_ciphers = «export»\n",
      fixed: "smtpd_tls_mandatory_ciphers = medium\n",
    },
    {
      title: "no encryption",
      dialect: "postfix-main",
      version: "3.10",
      bad: "smtp_tls_ciphers = «null»\n",
      fixed: "smtp_tls_ciphers = medium\n",
    },
    { title: "high", dialect: "postfix-main", good: "smtpd_tls_mandatory_ciphers = high\n" },
    {
      title: "3.8 takes it for `medium`",
      dialect: "postfix-main",
      version: "3.8",
      good: "smtpd_tls_ciphers = low\n",
      trap: true,
    },
  ],
});

const cipherParameters = ["smtpd", "smtp", "lmtp"].flatMap((side) => [
  `${side}_tls_ciphers`,
  `${side}_tls_mandatory_ciphers`,
]);
