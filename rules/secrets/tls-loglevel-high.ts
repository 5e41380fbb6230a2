import { defineRule } from "../../src/rule.ts";
import { postconf, setFix, written } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/tls-loglevel-high",
  since: "0.1.0",
  severity: "warning",
  securitySeverity: 5.5,
  precision: "very-high",
  cwe: [532],
  summary: "TLS traffic is written to the log.",
  why: "From level 3 on the handshake is dumped, at level 4 everything that goes through, passwords and mail among it.",
  remedy: "Set it to `1`, or delete the line.",
  references: [postconf("smtpd_tls_loglevel")],
  check(context) {
    for (const one of written(context, "smtpd_tls_loglevel", "smtp_tls_loglevel", "lmtp_tls_loglevel")) {
      const level = Number(one.text);
      if (!(level >= 3)) continue;
      context.report({
        span: one.span,
        severity: level >= 4 ? "error" : "warning",
        message: `\`${one.name} = ${one.text}\` writes ${level >= 4 ? "everything that goes through TLS, passwords too," : "dumps of TLS handshakes"} to the log; write \`1\``,
        fix: setFix(one, "1"),
      });
    }
  },
  examples: [
    {
      title: "everything",
      dialect: "postfix-main",
      bad: "smtpd_tls_loglevel = «4»\n",
      fixed: "smtpd_tls_loglevel = 1\n",
    },
    { title: "a summary", dialect: "postfix-main", good: "smtpd_tls_loglevel = 1\n" },
  ],
});
