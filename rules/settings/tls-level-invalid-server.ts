import { defineRule } from "../../src/rule.ts";
import { postconf, setFix, written } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/tls-level-invalid-server",
  since: "0.1.0",
  severity: "warning",
  precision: "very-high",
  cwe: [],
  summary: "The SMTP server has no such TLS level of its own.",
  why: "The SMTP server knows `none`, `may` and `encrypt`. `verify`, `secure` and `fingerprint` are levels of the client; smtpd warns and uses `encrypt`.",
  remedy: "Write `encrypt`.",
  references: [postconf("smtpd_tls_security_level")],
  check(context) {
    for (const one of written(context, "smtpd_tls_security_level"))
      if (/^(?:verify|secure|fingerprint)$/i.test(one.text))
        context.report({
          span: one.span,
          message: `\`${one.name} = ${one.text}\` is a level of the client, and smtpd uses \`encrypt\`; write that`,
          fix: setFix(one, "encrypt"),
        });
  },
  examples: [
    {
      title: "a level of the client",
      dialect: "postfix-main",
      bad: "smtpd_tls_security_level = «verify»\n",
      fixed: "smtpd_tls_security_level = encrypt\n",
    },
    { title: "a level of the server", dialect: "postfix-main", good: "smtpd_tls_security_level = encrypt\n" },
    {
      title: "the client's parameter",
      dialect: "postfix-main",
      good: "smtp_tls_security_level = verify\n",
      trap: true,
    },
  ],
});
