import { serverTls } from "../../src/model/postfix-tls.ts";
import { defineRule } from "../../src/rule.ts";
import { postconf, writtenFlag } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/req-ccert-not-enforced",
  since: "0.1.0",
  severity: "warning",
  securitySeverity: 5.0,
  precision: "very-high",
  cwe: [295],
  summary: "A client certificate is required, but TLS is not.",
  why: "`smtpd_tls_req_ccert` counts only where TLS is required. With `may` smtpd warns and asks for nothing.",
  remedy: "Set `smtpd_tls_security_level = encrypt` on the service that is for clients with certificates.",
  references: [postconf("smtpd_tls_req_ccert")],
  check(context) {
    for (const one of writtenFlag(context, "yes", "smtpd_tls_req_ccert")) {
      const { level } = serverTls(one.config, one.service);
      if (level !== "may" && level !== "none") continue;
      if (
        one.service === undefined &&
        one.config.services.some((service) =>
          ["encrypt", "wrapper"].includes(serverTls(one.config, service).level),
        )
      )
        continue;
      context.report({
        span: one.span,
        message:
          "`smtpd_tls_req_ccert = yes` has no effect where TLS is not required; set `smtpd_tls_security_level = encrypt`",
      });
    }
  },
  examples: [
    {
      title: "with optional TLS",
      dialect: "postfix-main",
      bad: "smtpd_tls_security_level = may\nsmtpd_tls_req_ccert = «yes»\n",
    },
    {
      title: "with required TLS",
      dialect: "postfix-main",
      good: "smtpd_tls_security_level = encrypt\nsmtpd_tls_req_ccert = yes\n",
    },
  ],
});
