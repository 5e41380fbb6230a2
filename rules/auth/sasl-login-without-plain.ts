import { defineRule, rfc } from "../../src/rule.ts";
import { replaceFix } from "../../src/vocabulary.ts";
import { wordsOf, written } from "../../src/vocabulary-dovecot.ts";

export default defineRule({
  id: "sasl-login-without-plain",
  since: "0.1.0",
  severity: "note",
  precision: "high",
  cwe: [],
  summary: "LOGIN is offered, the standard PLAIN is not.",
  why: "LOGIN is an obsolete draft; PLAIN is the standard with the same safety. Without it the `LOGIN` command of IMAP and `USER`/`PASS` of POP3 fail too.",
  remedy: "Write `auth_mechanisms = plain login`.",
  references: [rfc(4616)],
  check(context) {
    for (const { name, value, span, where, about } of written(context, "auth_mechanisms")) {
      const words = wordsOf(value).map((word) => word.toLowerCase());
      if (!words.includes("login") || words.includes("plain")) continue;
      context.report({
        span,
        message: `\`${name} = ${value}\`${where} offers LOGIN without PLAIN; write \`plain ${value}\``,
        fix: replaceFix("offer PLAIN", { ...span, end: span.start }, "plain "),
        about,
      });
    }
  },
  examples: [
    {
      title: "LOGIN alone",
      bad: "auth_mechanisms = «login»\n",
      fixed: "auth_mechanisms = plain login\n",
    },
    { title: "both", good: "auth_mechanisms = plain login\n" },
    { title: "neither", good: "auth_mechanisms = scram-sha-256\n", trap: true },
  ],
});
