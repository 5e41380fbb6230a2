import { defineRule } from "../../src/rule.ts";
import { postconf, removeFix, written } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/dsa-cert",
  since: "0.1.0",
  severity: "warning",
  precision: "very-high",
  cwe: [327],
  summary: "A DSA certificate is set.",
  why: "No authority signs DSA certificates any more, and current TLS libraries refuse them.",
  remedy: "Delete the line.",
  references: [postconf("smtpd_tls_dcert_file")],
  check(context) {
    for (const one of written(
      context,
      "smtpd_tls_dcert_file",
      "smtp_tls_dcert_file",
      "smtpd_tls_dkey_file",
      "smtp_tls_dkey_file",
    ))
      if (one.text !== "")
        context.report({
          span: one.statement,
          message: `\`${one.name}\` names a DSA certificate, which TLS libraries refuse; delete it`,
          fix: removeFix(one),
        });
  },
  examples: [
    {
      title: "DSA",
      dialect: "postfix-main",
      bad: "smtpd_tls_cert_file = /etc/ssl/mail.pem\n«smtpd_tls_dcert_file = /etc/ssl/dsa.pem»\n",
      fixed: "smtpd_tls_cert_file = /etc/ssl/mail.pem\n",
    },
    { title: "RSA", dialect: "postfix-main", good: "smtpd_tls_cert_file = /etc/ssl/mail.pem\n" },
  ],
});
