import { doorsOf } from "../../src/model/postfix-services.ts";
import { serverTls } from "../../src/model/postfix-tls.ts";
import { defineRule, rfc } from "../../src/rule.ts";
import { postconf, wordsOf, written } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "starttls-disabled",
  since: "0.1.0",
  severity: "error",
  securitySeverity: 7.4,
  precision: "very-high",
  cwe: [319, 757],
  summary: "STARTTLS is not offered although TLS is set up.",
  why: "The keyword is left out of the reply to EHLO, so that no client turns TLS on: everything goes in clear.",
  remedy: "Take `starttls` out of the list.",
  references: [postconf("smtpd_discard_ehlo_keywords"), rfc(3207, "4")],
  check(context) {
    for (const one of written(context, "smtpd_discard_ehlo_keywords")) {
      if (!wordsOf(one.text).includes("starttls")) continue;
      const hit = doorsOf(one.config).find(
        ({ program, local, service }) =>
          program === "smtpd" &&
          !local &&
          ["may", "encrypt"].includes(serverTls(one.config, service).level) &&
          (one.service === undefined || service === one.service),
      );
      if (hit === undefined) continue;
      context.report({
        span: one.span,
        message: `\`${one.name}\` has \`starttls\`: \`${hit.door.name.text}\` offers no TLS although \`smtpd_tls_security_level\` says so; take it out`,
      });
    }
  },
  examples: [
    {
      title: "hidden from everybody",
      dialect: "postfix-main",
      bad: "smtpd_tls_security_level = may\nsmtpd_discard_ehlo_keywords = «starttls, silent-discard»\n",
    },
    {
      title: "another keyword",
      dialect: "postfix-main",
      good: "smtpd_tls_security_level = may\nsmtpd_discard_ehlo_keywords = chunking, silent-discard\n",
    },
    {
      title: "on a filter's port of loopback",
      files: {
        "main.cf": "smtpd_tls_security_level = may\n",
        "master.cf": "127.0.0.1:10025 inet n - n - - smtpd\n  -o smtpd_discard_ehlo_keywords=starttls\n",
      },
      trap: true,
    },
  ],
});
