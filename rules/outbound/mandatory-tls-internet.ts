import { defineRule, rfc } from "../../src/rule.ts";
import { postconf, readme, written } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/mandatory-tls-internet",
  since: "0.1.0",
  severity: "warning",
  precision: "high",
  cwe: [],
  summary: "Mail to servers without good TLS is never delivered.",
  why: "A level that requires TLS for all of the Internet defers, and after days returns, mail to every domain whose server does not have it.",
  remedy: "Use `may` or `dane`, and a stronger level for single domains in `smtp_tls_policy_maps`.",
  references: [postconf("smtp_tls_security_level"), readme("TLS_README"), rfc(7435)],
  check(context) {
    for (const one of written(context, "smtp_tls_security_level")) {
      if (
        one.service !== undefined ||
        !["encrypt", "verify", "secure", "dane-only"].includes(one.text.toLowerCase())
      )
        continue;
      const routed = [
        "relayhost",
        "default_transport",
        "transport_maps",
        "sender_dependent_relayhost_maps",
      ].some((name) => {
        const value = one.config.get(name);
        return value?.unknown === true || (value?.origin.kind === "file" && value.value.trim() !== "");
      });
      if (routed) continue;
      context.report({
        span: one.span,
        message: `\`smtp_tls_security_level = ${one.text}\` returns mail to every domain whose server lacks it; write \`may\` or \`dane\`, and policies for single domains`,
      });
    }
  },
  examples: [
    { title: "encrypt to everybody", dialect: "postfix-main", bad: "smtp_tls_security_level = «encrypt»\n" },
    { title: "may", dialect: "postfix-main", good: "smtp_tls_security_level = may\n" },
    {
      title: "all mail goes to one relay",
      dialect: "postfix-main",
      good: "relayhost = [mail.example.org]\nsmtp_tls_security_level = encrypt\n",
      trap: true,
    },
  ],
});
