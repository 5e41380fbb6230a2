import { anonymousLogin } from "../../src/checks-postfix.ts";
import { defineRule } from "../../src/rule.ts";
import { replaceFix } from "../../src/vocabulary.ts";
import { loginListeners, wordsOf, written } from "../../src/vocabulary-dovecot.ts";

export default defineRule({
  id: "anonymous-auth",
  since: "0.1.0",
  severity: "error",
  securitySeverity: 8.6,
  precision: "high",
  cwe: [287, 306],
  summary: "Anybody may log in without a name and password.",
  why: `The ANONYMOUS mechanism lets every client in: as the user of \`auth_anonymous_username\` with Dovecot, and as somebody
who may relay with Postfix.`,
  remedy:
    "Offer no ANONYMOUS mechanism, unless this is a public archive: take it out of `auth_mechanisms` (Dovecot), put `noanonymous` into `smtpd_sasl_security_options` (Postfix).",
  references: [
    {
      title: "Dovecot, anonymous authentication",
      url: "https://doc.dovecot.org/latest/core/config/auth/mechanisms/anonymous.html",
    },
  ],
  check(context) {
    anonymousLogin(context);
    for (const { system, name, value, span, where, about } of written(context, "auth_mechanisms")) {
      const words = wordsOf(value);
      if (!words.some(isAnonymous) || loginListeners(system).length === 0) continue;
      const rest = words.filter((word) => !isAnonymous(word)).join(" ");
      context.report({
        span,
        message: `\`${name} = ${value}\`${where} lets anybody in without a password; remove \`anonymous\``,
        ...(rest === "" ? {} : { fix: replaceFix("no anonymous logins", span, rest) }),
        about,
      });
    }
  },
  examples: [
    {
      title: "beside other mechanisms",
      bad: "auth_mechanisms = «plain anonymous»\n",
      fixed: "auth_mechanisms = plain\n",
    },
    { title: "not offered", good: "auth_mechanisms = plain login\n" },
    {
      title: "a name for anonymous users switches nothing on",
      good: "auth_anonymous_username = guest\n",
      trap: true,
    },
    {
      title: "Postfix without `noanonymous`",
      dialect: "postfix-main",
      bad: "smtpd_sasl_auth_enable = yes\nsmtpd_sasl_security_options = «noplaintext»\n",
      fixed: "smtpd_sasl_auth_enable = yes\nsmtpd_sasl_security_options = noplaintext, noanonymous\n",
    },
    {
      title: "Postfix's default has it",
      dialect: "postfix-main",
      good: "smtpd_sasl_auth_enable = yes\n",
      trap: true,
    },
    {
      title: "beside other mechanisms, in Dovecot 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
protocols = imap
auth_mechanisms = «plain anonymous»
`,
    },
    {
      title: "not offered, in Dovecot 2.4",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
protocols = imap
auth_mechanisms = plain login
`,
    },
  ],
});

function isAnonymous(word: string): boolean {
  return word.toLowerCase() === "anonymous";
}
