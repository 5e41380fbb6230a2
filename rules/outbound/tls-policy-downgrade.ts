import { parseWords } from "../../grammars/postfix-value/parser.ts";
import { parseTable } from "../../grammars/postfix-value/table.ts";
import { clientLevel } from "../../src/model/postfix-tls.ts";
import { placeOf } from "../../src/model/postfix-values.ts";
import { defineRule } from "../../src/rule.ts";
import { postconf, readme, written } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/tls-policy-downgrade",
  since: "0.1.0",
  severity: "note",
  securitySeverity: 3.7,
  precision: "high",
  cwe: [757],
  summary: "A TLS policy lowers the level for a domain.",
  why: "The entry allows clear text for mail that everything else would send encrypted or not at all.",
  remedy: "Remove the entry when the domain's server has TLS again.",
  references: [postconf("smtp_tls_policy_maps"), readme("TLS_README")],
  check(context) {
    for (const one of written(context, "smtp_tls_policy_maps")) {
      const level = clientLevel(one.config, one.service);
      if (
        level === undefined ||
        !["encrypt", "verify", "secure", "dane", "dane-only", "fingerprint"].includes(level)
      )
        continue;
      for (const word of parseWords(one.text))
        for (const { key, value } of parseTable(word.text, word.start).entries ?? []) {
          if (!/^(?:none|may)\b/i.test(value.text)) continue;
          context.report({
            span: placeOf(one.value, key.start, value.end) ?? one.span,
            message: `mail to \`${key.text}\` may go in clear: the policy \`${value.text}\` is below \`smtp_tls_security_level = ${level}\``,
          });
        }
    }
  },
  examples: [
    {
      title: "an exception in place",
      dialect: "postfix-main",
      bad: "relayhost = [mail.example.org]\nsmtp_tls_security_level = encrypt\nsmtp_tls_policy_maps = inline:{«example.net=none»}\n",
    },
    {
      title: "a stronger policy",
      dialect: "postfix-main",
      good: "smtp_tls_security_level = may\nsmtp_tls_policy_maps = inline:{example.net=encrypt}\n",
    },
  ],
});
