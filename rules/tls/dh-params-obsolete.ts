import { defineRule } from "../../src/rule.ts";
import { postconf, readme, releaseAtLeast, removeFix, written } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "dh-params-obsolete",
  since: "0.1.0",
  severity: "note",
  precision: "high",
  cwe: [477],
  summary: "Diffie-Hellman parameters of one's own are set.",
  why: `Postfix brings good parameters, and with OpenSSL 3 chooses them by the key's size. A file made years ago is often smaller, and since Postfix 3.9
the parameters are deprecated.`,
  remedy: "Delete the line.",
  references: [postconf("smtpd_tls_dh1024_param_file"), readme("DEPRECATION_README")],
  check(context) {
    for (const one of written(context, "smtpd_tls_dh1024_param_file", "smtpd_tls_dh512_param_file")) {
      if (one.text === "" || one.text.toLowerCase() === "auto") continue;
      if (one.name.includes("1024") && releaseAtLeast(one.config, "3.9") !== true) continue;
      context.report({
        span: one.span,
        message: `\`${one.name}\` is obsolete: Postfix has good parameters built in; remove it`,
        fix: removeFix(one),
      });
    }
  },
  examples: [
    {
      title: "a file on 3.10",
      dialect: "postfix-main",
      version: "3.10",
      bad: "myhostname = mail.example.org\nsmtpd_tls_dh1024_param_file = «/etc/postfix/dh2048.pem»\n",
      fixed: "myhostname = mail.example.org\n",
    },
    {
      title: "export-grade parameters",
      dialect: "postfix-main",
      bad: "myhostname = mail.example.org\nsmtpd_tls_dh512_param_file = «/etc/postfix/dh512.pem»\n",
      fixed: "myhostname = mail.example.org\n",
    },
    { title: "auto", dialect: "postfix-main", version: "3.10", good: "smtpd_tls_dh1024_param_file = auto\n" },
    {
      title: "before 3.9",
      dialect: "postfix-main",
      good: "smtpd_tls_dh1024_param_file = /etc/postfix/dh2048.pem\n",
      trap: true,
    },
  ],
});
