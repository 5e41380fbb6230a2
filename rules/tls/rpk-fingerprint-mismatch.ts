import { restrictionLists } from "../../src/model/postfix-restrictions.ts";
import { textValue } from "../../src/model/postfix-values.ts";
import { defineRule } from "../../src/rule.ts";
import { postconf, releaseAtLeast, writtenFlag } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/rpk-fingerprint-mismatch",
  since: "0.1.0",
  severity: "warning",
  securitySeverity: 3.1,
  precision: "medium",
  cwe: [295],
  summary: "Raw public keys make certificate fingerprints useless.",
  why: `With \`smtpd_tls_enable_rpk\` a client may send a bare key instead of a certificate: there is no certificate whose fingerprint could be found in the
table, and who was let in before is not any more.`,
  remedy: "Use fingerprints of public keys in the tables, or switch raw public keys off.",
  references: [postconf("smtpd_tls_enable_rpk")],
  check(context) {
    for (const one of writtenFlag(context, "yes", "smtpd_tls_enable_rpk")) {
      if (releaseAtLeast(one.config, "3.9") === false) continue;
      const lists = restrictionLists.map((name) => textValue(one.config, name, one.service) ?? "");
      const used = lists.some((text) => /permit_tls_clientcerts|check_ccert_access/.test(text));
      if (used)
        context.report({
          span: one.span,
          message:
            "`smtpd_tls_enable_rpk = yes` breaks access by certificate fingerprint; use fingerprints of public keys in the tables",
        });
    }
  },
  examples: [
    {
      title: "both",
      dialect: "postfix-main",
      version: "3.10",
      bad: "smtpd_tls_enable_rpk = «yes»\nsmtpd_relay_restrictions = permit_tls_clientcerts, reject_unauth_destination\n",
    },
    {
      title: "without certificates",
      dialect: "postfix-main",
      version: "3.10",
      good: "smtpd_tls_enable_rpk = yes\n",
    },
  ],
});
