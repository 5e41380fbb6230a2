import { parseCiphers } from "../../grammars/postfix-value/parser.ts";
import { serverTls } from "../../src/model/postfix-tls.ts";
import { flag, placeOf } from "../../src/model/postfix-values.ts";
import { defineRule } from "../../src/rule.ts";
import { postconf, readme, written } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/anull-useless-exclusion",
  since: "0.1.0",
  severity: "note",
  precision: "medium",
  cwe: [],
  summary: "Excluding anonymous ciphers on port 25 gains nothing.",
  why: `Servers that use TLS when they can check no certificate: whether there is one makes no difference to them. Excluding \`aNULL\` takes TLS from those
that could do nothing else.`,
  remedy: "Exclude `aNULL` in `smtpd_tls_mandatory_exclude_ciphers`, for submission.",
  references: [postconf("smtpd_tls_exclude_ciphers"), readme("TLS_README")],
  optIn: true,
  check(context) {
    for (const one of written(context, "smtpd_tls_exclude_ciphers")) {
      if (
        one.service !== undefined ||
        serverTls(one.config).level !== "may" ||
        flag(one.config, "smtpd_tls_ask_ccert") !== "no"
      )
        continue;
      const item = parseCiphers(one.text).find(({ name }) => /^a?null$/i.test(name.text));
      if (item !== undefined)
        context.report({
          span: placeOf(one.value, item.whole.start, item.whole.end) ?? one.span,
          message:
            "`aNULL` excluded where TLS is optional takes TLS from some servers and gains nothing; exclude it in `smtpd_tls_mandatory_exclude_ciphers`",
        });
    }
  },
  examples: [
    {
      title: "for all services",
      dialect: "postfix-main",
      bad: "smtpd_tls_security_level = may\nsmtpd_tls_exclude_ciphers = «aNULL», MD5\n",
    },
    {
      title: "for submission",
      dialect: "postfix-main",
      good: "smtpd_tls_security_level = may\nsmtpd_tls_mandatory_exclude_ciphers = aNULL, MD5\n",
    },
  ],
});
