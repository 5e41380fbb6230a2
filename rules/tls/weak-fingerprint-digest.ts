import { restrictionLists } from "../../src/model/postfix-restrictions.ts";
import { clientLevel } from "../../src/model/postfix-tls.ts";
import { textValue } from "../../src/model/postfix-values.ts";
import { defineRule } from "../../src/rule.ts";
import { postconf, setFix, written } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "weak-fingerprint-digest",
  since: "0.1.0",
  severity: "warning",
  securitySeverity: 5.9,
  precision: "high",
  cwe: [328],
  summary: "Client certificates are told apart by MD5 or SHA-1.",
  why: `Two certificates with the same MD5 fingerprint can be made, and with effort with the same SHA-1: one that is in the table opens the door to the
other.`,
  remedy: "Set `smtpd_tls_fingerprint_digest = sha256` and make the tables anew.",
  references: [
    postconf("smtpd_tls_fingerprint_digest"),
    {
      title: "COMPATIBILITY_README, smtpd_digest",
      url: "https://www.postfix.org/COMPATIBILITY_README.html#smtpd_digest",
    },
  ],
  check(context) {
    for (const one of written(
      context,
      "smtpd_tls_fingerprint_digest",
      "smtp_tls_fingerprint_digest",
      "lmtp_tls_fingerprint_digest",
    )) {
      if (!/^(?:md5|sha1|sha-1)$/i.test(one.text)) continue;
      const lists = restrictionLists.map((name) => textValue(one.config, name, one.service) ?? "");
      const used = one.name.startsWith("smtpd")
        ? lists.some((text) => /permit_tls_clientcerts|check_ccert_access/.test(text))
        : clientLevel(one.config, one.service) === "fingerprint";
      context.report({
        span: one.span,
        severity: used ? "warning" : "note",
        message: `\`${one.name} = ${one.text}\` compares certificates by a broken digest; write \`sha256\` and make the tables anew`,
        fix: setFix(one, "sha256", "unsafe"),
      });
    }
  },
  examples: [
    {
      title: "MD5",
      dialect: "postfix-main",
      bad: "smtpd_tls_fingerprint_digest = «md5»\nsmtpd_relay_restrictions = permit_tls_clientcerts, reject_unauth_destination\n",
      fixed:
        "smtpd_tls_fingerprint_digest = sha256\nsmtpd_relay_restrictions = permit_tls_clientcerts, reject_unauth_destination\n",
    },
    { title: "SHA-256", dialect: "postfix-main", good: "smtpd_tls_fingerprint_digest = sha256\n" },
  ],
});
