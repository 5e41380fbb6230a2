import { defineRule, rfc } from "../../src/rule.ts";
import { postconf, releaseAtLeast, setFix, withFix, written } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "tls-renegotiation",
  since: "0.1.0",
  severity: "note",
  securitySeverity: 3.7,
  precision: "high",
  cwe: [400],
  summary: "Clients can make smtpd negotiate TLS anew again and again.",
  why: "Renegotiation costs the server far more than the client: a cheap way to keep it busy. Postfix 3.8 forbids it; before, `tls_ssl_options` does.",
  remedy: "Set `tls_ssl_options = NO_RENEGOTIATION`.",
  references: [postconf("tls_ssl_options"), rfc(9325, "3.5")],
  check(context) {
    for (const one of written(context, "tls_ssl_options")) {
      if (
        one.service !== undefined ||
        releaseAtLeast(one.config, "3.8") !== false ||
        /NO_RENEGOTIATION/i.test(one.text)
      )
        continue;
      context.report({
        span: one.text === "" ? one.statement : one.span,
        message:
          "`tls_ssl_options` lacks `NO_RENEGOTIATION`: clients can keep smtpd busy by negotiating anew; add it",
        ...withFix(one.text === "" ? undefined : setFix(one, `${one.value.raw}, NO_RENEGOTIATION`)),
      });
    }
  },
  examples: [
    {
      title: "other options only",
      dialect: "postfix-main",
      bad: "tls_ssl_options = «NO_COMPRESSION»\n",
      fixed: "tls_ssl_options = NO_COMPRESSION, NO_RENEGOTIATION\n",
    },
    { title: "forbidden", dialect: "postfix-main", good: "tls_ssl_options = NO_RENEGOTIATION\n" },
    {
      title: "3.8 forbids it always",
      dialect: "postfix-main",
      version: "3.8",
      good: "tls_ssl_options = NO_COMPRESSION\n",
      trap: true,
    },
  ],
});
