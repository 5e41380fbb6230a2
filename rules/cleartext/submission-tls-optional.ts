import { defineRule, rfc } from "../../src/rule.ts";
import { overrideFix, postconf, readme, serviceSpan, smtpds, withFix } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/submission-tls-optional",
  since: "0.1.0",
  severity: "warning",
  securitySeverity: 5.9,
  precision: "high",
  cwe: [319],
  summary: "A submission service lets clients go on without TLS.",
  why: `With \`smtpd_tls_security_level = may\` a client that does not ask for TLS, or that an attacker keeps from asking, hands over
its mail in clear; without \`smtpd_tls_auth_only\` its password too.`,
  remedy: "Set `-o smtpd_tls_security_level=encrypt` on the service.",
  references: [
    rfc(8314, "3.3"),
    rfc(8314, "4.1"),
    postconf("smtpd_tls_security_level"),
    readme("TLS_README"),
  ],
  check(context) {
    for (const one of smtpds(context)) {
      if (one.port !== 587 || one.tls.level !== "may" || one.endpoint.local || one.config.withoutMaster)
        continue;
      const authOnly = one.flag("smtpd_tls_auth_only") === "yes";
      const certain = one.tls.certificate === "present";
      context.report({
        span: serviceSpan(one.system, one.endpoint),
        severity: authOnly ? "note" : "warning",
        message: `${one.label} takes mail without TLS from clients that do not ask for it${authOnly ? "" : ", and their passwords"}; add \`-o smtpd_tls_security_level=encrypt\``,
        ...withFix(certain ? overrideFix(one.service, "smtpd_tls_security_level", "encrypt") : undefined),
      });
    }
  },
  examples: [
    {
      title: "main.cf's level holds for submission too",
      files: {
        "main.cf": "smtpd_tls_security_level = may\nsmtpd_tls_cert_file = /etc/ssl/mail.pem\n",
        "master.cf":
          "smtp inet n - y - - smtpd\n«submission inet» n - y - - smtpd\n  -o smtpd_sasl_auth_enable=yes\n",
      },
      fixedFiles: {
        "master.cf":
          "smtp inet n - y - - smtpd\nsubmission inet n - y - - smtpd\n  -o smtpd_sasl_auth_enable=yes\n  -o smtpd_tls_security_level=encrypt\n",
      },
    },
    {
      title: "TLS required",
      files: {
        "main.cf": "smtpd_tls_security_level = may\nsmtpd_tls_cert_file = /etc/ssl/mail.pem\n",
        "master.cf": "submission inet n - y - - smtpd\n  -o smtpd_tls_security_level=encrypt\n",
      },
    },
    {
      title: "`may` is right on port 25",
      files: {
        "main.cf": "smtpd_tls_security_level = may\nsmtpd_tls_cert_file = /etc/ssl/mail.pem\n",
        "master.cf": "smtp inet n - y - - smtpd\n",
      },
      trap: true,
    },
  ],
});
