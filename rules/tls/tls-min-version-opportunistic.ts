import { protocolRange } from "../../src/model/postfix-tls.ts";
import { defineRule, rfc } from "../../src/rule.ts";
import { postconf, setFix, withFix, written } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "tls-min-version-opportunistic",
  since: "0.1.0",
  severity: "note",
  securitySeverity: 2.6,
  precision: "high",
  cwe: [326],
  summary: "SSL 3 or TLS 1.0 is accepted where TLS is optional.",
  why: `Where the other side may go on in clear, an old TLS version is better than none, and forbidding TLS 1.0 can bring mail in clear. SSL 3 and
SSL 2 are no better than clear text.`,
  remedy: "Exclude at least `!SSLv2, !SSLv3`.",
  references: [rfc(7435), rfc(8996), postconf("smtpd_tls_protocols"), postconf("smtp_tls_protocols")],
  check(context) {
    for (const one of written(context, "smtpd_tls_protocols", "smtp_tls_protocols", "lmtp_tls_protocols")) {
      const lowest = protocolRange(one.text, one.config.version)?.lowest;
      if (lowest !== "SSLv2" && lowest !== "SSLv3" && lowest !== "TLSv1" && lowest !== "TLSv1.1") continue;
      const ssl = lowest.startsWith("SSL");
      context.report({
        span: one.span,
        severity: ssl ? "warning" : "note",
        message: ssl
          ? `\`${one.name} = ${one.text}\` accepts ${lowest}, which is broken; write \`!SSLv2, !SSLv3\``
          : `\`${one.name} = ${one.text}\` accepts ${lowest}; where the peers allow it write \`>=TLSv1.2\``,
        ...withFix(ssl ? setFix(one, "!SSLv2, !SSLv3") : undefined),
      });
    }
  },
  examples: [
    { title: "all versions", dialect: "postfix-main", bad: "smtpd_tls_protocols = «!SSLv2»\n" },
    { title: "TLS 1.0", dialect: "postfix-main", bad: "smtp_tls_protocols = «>=TLSv1»\n" },
    { title: "TLS 1.2 and newer", dialect: "postfix-main", good: "smtpd_tls_protocols = >=TLSv1.2\n" },
    {
      title: "nothing is said: the default counts",
      dialect: "postfix-main",
      good: "smtpd_tls_security_level = may\n",
      trap: true,
    },
  ],
});
