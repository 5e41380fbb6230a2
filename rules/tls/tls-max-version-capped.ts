import { protocolParameters, protocolRange } from "../../src/model/postfix-tls.ts";
import { textValue } from "../../src/model/postfix-values.ts";
import { defineRule, rfc } from "../../src/rule.ts";
import { postconf, releaseAtLeast, setFix, withFix, written } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "tls-max-version-capped",
  since: "0.1.0",
  severity: "warning",
  securitySeverity: 5.3,
  precision: "very-high",
  cwe: [327],
  summary: "TLS 1.2 or TLS 1.3 is switched off.",
  why: "Clients that could use the best version are held back to a worse one. Without TLS 1.2 many cannot connect at all, or go on in clear.",
  remedy: "Exclude old versions only: `>=TLSv1.2`.",
  references: [rfc(9325, "3.1.1"), postconf("smtpd_tls_protocols")],
  check(context) {
    for (const one of written(context, ...protocolParameters)) {
      const range = protocolRange(one.text, one.config.version);
      if (range === undefined || range.allowed.length === 0 || range.allowed.includes("TLSv1.3")) continue;
      if (
        /^none$/i.test(textValue(one.config, "smtpd_tls_cert_file", one.service) ?? "none") &&
        one.name.startsWith("smtpd")
      )
        continue;
      const without12 = !range.allowed.includes("TLSv1.2");
      context.report({
        span: one.span,
        severity: without12 ? "error" : "warning",
        message: `\`${one.name} = ${one.text}\` switches off ${without12 ? "TLS 1.2 and TLS 1.3" : "TLS 1.3"}; write \`>=TLSv1.2\``,
        ...withFix(releaseAtLeast(one.config, "3.6") === true ? setFix(one, ">=TLSv1.2") : undefined),
      });
    }
  },
  examples: [
    {
      title: "a cap",
      dialect: "postfix-main",
      bad: "smtpd_tls_protocols = «>=TLSv1, <=TLSv1.2»\n",
      fixed: "smtpd_tls_protocols = >=TLSv1.2\n",
    },
    {
      title: "a list from 2010",
      dialect: "postfix-main",
      bad: "smtpd_tls_mandatory_protocols = «TLSv1»\n",
      fixed: "smtpd_tls_mandatory_protocols = >=TLSv1.2\n",
    },
    {
      title: "only old versions excluded",
      dialect: "postfix-main",
      good: "smtpd_tls_protocols = !SSLv2, !SSLv3\n",
    },
    {
      title: "without a certificate there is no TLS 1.3",
      dialect: "postfix-main",
      good: "smtpd_tls_cert_file = none\nsmtpd_tls_protocols = !TLSv1.3\n",
      trap: true,
    },
  ],
});
