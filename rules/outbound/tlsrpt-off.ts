import { flag } from "../../src/model/postfix-values.ts";
import { defineRule, rfc } from "../../src/rule.ts";
import { postconf, releaseAtLeast, written } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/tlsrpt-off",
  since: "0.1.0",
  severity: "note",
  precision: "medium",
  cwe: [],
  summary: "Failures of DANE and MTA-STS are not reported.",
  why: "Domains that ask for TLS reports learn of failing deliveries only from senders that send them.",
  remedy: "Run a TLSRPT service and set `smtp_tlsrpt_enable = yes`.",
  references: [postconf("smtp_tlsrpt_enable"), rfc(8460)],
  optIn: true,
  check(context) {
    for (const one of written(context, "smtp_tls_security_level")) {
      if (
        one.service !== undefined ||
        !/^dane/i.test(one.text) ||
        releaseAtLeast(one.config, "3.10") !== true
      )
        continue;
      if (flag(one.config, "smtp_tlsrpt_enable") !== "no") continue;
      context.report({
        span: one.span,
        message:
          "DANE is on, but failures are not reported to the domains that ask for it; set `smtp_tlsrpt_enable = yes`",
      });
    }
  },
  examples: [
    {
      title: "DANE without reports",
      dialect: "postfix-main",
      version: "3.10",
      bad: "smtp_dns_support_level = dnssec\nsmtp_tls_security_level = «dane»\n",
    },
    {
      title: "with reports",
      dialect: "postfix-main",
      version: "3.10",
      good: "smtp_tlsrpt_enable = yes\nsmtp_tls_security_level = dane\n",
    },
  ],
});
