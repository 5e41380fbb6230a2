import { textValue } from "../../src/model/postfix-values.ts";
import { defineRule, rfc } from "../../src/rule.ts";
import { mainFix, postconf, withFix, written } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/dane-without-dnssec",
  since: "0.1.0",
  severity: "error",
  securitySeverity: 6.5,
  precision: "very-high",
  cwe: [295, 757],
  summary: "DANE is set without DNSSEC lookups, so it does nothing.",
  why: `Without \`smtp_dns_support_level = dnssec\` Postfix does not ask for validated answers: \`dane\` silently works as \`may\`, and \`dane-only\`
defers all mail.`,
  remedy: "Set `smtp_dns_support_level = dnssec`, with a validating resolver on this host.",
  references: [
    postconf("smtp_dns_support_level"),
    { title: "TLS_README, DANE", url: "https://www.postfix.org/TLS_README.html#client_tls_dane" },
    rfc(7672, "2.2"),
  ],
  check(context) {
    for (const one of written(context, "smtp_tls_security_level")) {
      const level = one.text.toLowerCase();
      if (level !== "dane" && level !== "dane-only") continue;
      const support = textValue(one.config, "smtp_dns_support_level", one.service);
      if (support === undefined || support.toLowerCase() === "dnssec") continue;
      const what = level === "dane" ? "is no more than `may`" : "defers all mail";
      context.report({
        span: one.span,
        message: `\`smtp_tls_security_level = ${one.text}\` ${what} without DNSSEC lookups; write \`smtp_dns_support_level = dnssec\``,
        ...withFix(
          one.service === undefined && support === ""
            ? mainFix(one.system, one.statement, "smtp_dns_support_level", "dnssec")
            : undefined,
        ),
      });
    }
  },
  examples: [
    {
      title: "DANE alone",
      dialect: "postfix-main",
      bad: "smtp_tls_security_level = «dane»\n",
      fixed: "smtp_dns_support_level = dnssec\nsmtp_tls_security_level = dane\n",
    },
    {
      title: "with DNSSEC",
      dialect: "postfix-main",
      good: "smtp_dns_support_level = dnssec\nsmtp_tls_security_level = dane\n",
    },
    {
      title: "both set for one transport",
      files: {
        "main.cf": "smtp_tls_security_level = may\n",
        "master.cf":
          "dane unix - - y - - smtp\n  -o smtp_tls_security_level=dane\n  -o smtp_dns_support_level=dnssec\n",
      },
      trap: true,
    },
  ],
});
