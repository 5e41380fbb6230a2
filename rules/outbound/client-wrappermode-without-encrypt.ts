import { clientLevel } from "../../src/model/postfix-tls.ts";
import { defineRule } from "../../src/rule.ts";
import {
  mainFix,
  overrideFix,
  placeOfValue,
  postconf,
  setFix,
  withFix,
  writtenFlag,
} from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/client-wrappermode-without-encrypt",
  since: "0.1.0",
  severity: "error",
  securitySeverity: 5.9,
  precision: "very-high",
  cwe: [319],
  summary: "`smtp_tls_wrappermode` needs a TLS level that requires TLS.",
  why: `The parameter says to start TLS at once; it works only with \`encrypt\` or stronger. Below, the client defers its mail or speaks in
clear.`,
  remedy: "Set `smtp_tls_security_level = encrypt` beside it.",
  references: [postconf("smtp_tls_wrappermode")],
  check(context) {
    for (const one of writtenFlag(context, "yes", "smtp_tls_wrappermode")) {
      const level = clientLevel(one.config, one.service);
      if (level === undefined || !["", "none", "may"].includes(level)) continue;
      const value = one.config.get("smtp_tls_security_level", one.service);
      const span = placeOfValue(value);
      const same =
        span === undefined
          ? mainFix(one.system, one.statement, "smtp_tls_security_level", "encrypt")
          : setFix({ name: "smtp_tls_security_level", span }, "encrypt");
      context.report({
        span: one.span,
        message: `\`smtp_tls_wrappermode = yes\` does not work with \`smtp_tls_security_level = ${level}\`; write \`encrypt\``,
        ...withFix(
          one.service === undefined ? same : overrideFix(one.service, "smtp_tls_security_level", "encrypt"),
        ),
      });
    }
  },
  examples: [
    {
      title: "with opportunistic TLS",
      dialect: "postfix-main",
      bad: "relayhost = [smtp.example.net]:465\nsmtp_tls_wrappermode = «yes»\nsmtp_tls_security_level = may\n",
      fixed:
        "relayhost = [smtp.example.net]:465\nsmtp_tls_wrappermode = yes\nsmtp_tls_security_level = encrypt\n",
    },
    {
      title: "with encrypt",
      dialect: "postfix-main",
      good: "relayhost = [smtp.example.net]:465\nsmtp_tls_wrappermode = yes\nsmtp_tls_security_level = encrypt\n",
    },
  ],
});
