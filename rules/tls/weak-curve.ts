import { defineRule, rfc } from "../../src/rule.ts";
import { postconf, removeFix, written } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "weak-curve",
  since: "0.1.0",
  severity: "warning",
  securitySeverity: 4.8,
  precision: "high",
  cwe: [326],
  summary: "Weak elliptic curves are allowed, or the common ones left out.",
  why: "Curves below 256 bits are too small today. Without X25519 and P-256 most peers find no curve in common.",
  remedy: "Delete the line, and let OpenSSL choose.",
  references: [postconf("tls_eecdh_auto_curves"), rfc(8422), rfc(9325, "4.2")],
  check(context) {
    for (const one of written(
      context,
      "tls_eecdh_auto_curves",
      "tls_eecdh_strong_curve",
      "tls_eecdh_ultra_curve",
    )) {
      const curves = one.text
        .toLowerCase()
        .split(/[\s,:]+/)
        .filter((curve) => curve !== "");
      const weak = curves.find((curve) =>
        /^(?:secp(?:112|128|160|192|224)|prime192|sect(?:1|2[0-3])|p-192|p-224)/.test(curve),
      );
      const common = curves.some((curve) => ["x25519", "prime256v1", "secp256r1", "p-256"].includes(curve));
      if (weak === undefined && (common || curves.length === 0 || one.name !== "tls_eecdh_auto_curves"))
        continue;
      context.report({
        span: one.span,
        message:
          weak === undefined
            ? `\`${one.name}\` has neither \`X25519\` nor \`prime256v1\`: most peers share no curve; remove it`
            : `\`${weak}\` in \`${one.name}\` is too small a curve; remove it`,
        fix: removeFix(one),
      });
    }
  },
  examples: [
    {
      title: "a small curve",
      dialect: "postfix-main",
      bad: "myhostname = mail.example.org\ntls_eecdh_strong_curve = «secp192k1»\n",
      fixed: "myhostname = mail.example.org\n",
    },
    {
      title: "an unusual one only",
      dialect: "postfix-main",
      bad: "myhostname = mail.example.org\ntls_eecdh_auto_curves = «brainpoolP512r1»\n",
      fixed: "myhostname = mail.example.org\n",
    },
    {
      title: "common ones",
      dialect: "postfix-main",
      good: "tls_eecdh_auto_curves = X25519 prime256v1 secp384r1\n",
    },
    {
      title: "empty: OpenSSL chooses",
      dialect: "postfix-main",
      good: "tls_eecdh_auto_curves =\n",
      trap: true,
    },
  ],
});
