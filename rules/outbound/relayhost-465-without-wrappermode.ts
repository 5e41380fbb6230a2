import { flag } from "../../src/model/postfix-values.ts";
import { defineRule, rfc } from "../../src/rule.ts";
import { mainFix, postconf, withFix, written } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/relayhost-465-without-wrappermode",
  since: "0.1.0",
  severity: "error",
  precision: "high",
  cwe: [],
  summary: "The relay host's port wants TLS from the first byte.",
  why: `Port 465 (\`smtps\`, \`submissions\`) waits for a TLS handshake. Without \`smtp_tls_wrappermode\` Postfix waits for a greeting, and no mail goes
out.`,
  remedy: "Set `smtp_tls_wrappermode = yes` and `smtp_tls_security_level = encrypt`, or use port 587.",
  references: [postconf("smtp_tls_wrappermode"), rfc(8314, "7.3")],
  check(context) {
    for (const one of written(context, "relayhost")) {
      if (!/:(?:465|smtps|submissions)$/i.test(one.text) || flag(one.config, "smtp_tls_wrappermode") !== "no")
        continue;
      context.report({
        span: one.span,
        message: `port 465 of \`relayhost = ${one.text}\` wants TLS from the first byte; write \`smtp_tls_wrappermode = yes\``,
        ...withFix(
          one.service === undefined
            ? mainFix(one.system, one.statement, "smtp_tls_wrappermode", "yes")
            : undefined,
        ),
      });
    }
  },
  examples: [
    {
      title: "465 like 587",
      dialect: "postfix-main",
      bad: "smtp_tls_security_level = encrypt\nrelayhost = «[smtp.example.net]:465»\n",
      fixed:
        "smtp_tls_security_level = encrypt\nsmtp_tls_wrappermode = yes\nrelayhost = [smtp.example.net]:465\n",
    },
    {
      title: "587",
      dialect: "postfix-main",
      good: "smtp_tls_security_level = encrypt\nrelayhost = [smtp.example.net]:587\n",
    },
    {
      title: "465 with wrapper mode",
      dialect: "postfix-main",
      good: "smtp_tls_wrappermode = yes\nsmtp_tls_security_level = encrypt\nrelayhost = [smtp.example.net]:465\n",
      trap: true,
    },
  ],
});
