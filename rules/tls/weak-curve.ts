import { defineRule, rfc } from "../../src/rule.ts";
import { deleteLinesFix } from "../../src/vocabulary.ts";
import { settingsNamed } from "../../src/vocabulary-dovecot.ts";
import { postconf } from "../../src/vocabulary-postfix.ts";

const small = /^(secp(1\d\d|2(24|3\d))\w+|prime1\w+|sect(1|2[0-3])\w+|p-(192|224))$/i;
const common = /^(?:x25519|p-256|prime256v1|secp256r1|auto)$|mlkem/i;

/** Lists from which every handshake takes its curve, and single curves that add to them. */
const lists = ["ssl_curve_list", "tls_eecdh_auto_curves"];
const single = ["tls_eecdh_strong_curve", "tls_eecdh_ultra_curve"];

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
  references: [
    postconf("tls_eecdh_auto_curves"),
    rfc(8422),
    rfc(9325, "4.2"),
    {
      title: "Dovecot, ssl_curve_list",
      url: "https://doc.dovecot.org/latest/core/summaries/settings.html#ssl_curve_list",
    },
  ],
  check(context) {
    for (const { setting, span } of settingsNamed(context, ...lists, ...single)) {
      const { name, value, scope, origin } = setting;
      const curves = value.split(/[\s,:?*/]+/).filter((curve) => curve !== "");
      if (curves.length === 0 || value.includes("$")) continue;
      const weak = curves.find((curve) => small.test(curve));
      if (weak === undefined && (single.includes(name) || curves.some((curve) => common.test(curve))))
        continue;
      context.report({
        span,
        message:
          weak === undefined
            ? `\`${name}\` has neither \`X25519\` nor \`prime256v1\`: most peers share no curve; remove it`
            : `\`${weak}\` in \`${name}\` is too small a curve; remove it`,
        ...(origin.kind === "file" && scope.length === 0
          ? { fix: deleteLinesFix("use the default", origin.span) }
          : {}),
        about: { setting: name, scope },
      });
    }
  },
  examples: [
    {
      title: "a curve of 192 bits",
      bad: "ssl = yes\nssl_curve_list = «X25519:prime192v1»\n",
      fixed: "ssl = yes\n",
    },
    {
      title: "none that all clients have",
      bad: "ssl = yes\nssl_curve_list = «secp521r1»\n",
      fixed: "ssl = yes\n",
    },
    {
      title: "a small curve in Postfix",
      dialect: "postfix-main",
      bad: "myhostname = mail.example.org\ntls_eecdh_strong_curve = «secp192k1»\n",
      fixed: "myhostname = mail.example.org\n",
    },
    {
      title: "an unusual one only in Postfix",
      dialect: "postfix-main",
      bad: "myhostname = mail.example.org\ntls_eecdh_auto_curves = «brainpoolP512r1»\n",
      fixed: "myhostname = mail.example.org\n",
    },
    { title: "the common ones", good: "ssl_curve_list = X25519:prime256v1\n" },
    {
      title: "strong ones after a common one",
      good: "ssl_curve_list = P-256:secp384r1:secp521r1\n",
      trap: true,
    },
    {
      title: "empty in Postfix: OpenSSL chooses",
      dialect: "postfix-main",
      good: "tls_eecdh_auto_curves =\n",
      trap: true,
    },
    {
      title: "a curve of 192 bits, in Dovecot 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
ssl_curve_list = «X25519:prime192v1»
`,
      fixed: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
`,
    },
    {
      title: "the common ones, in Dovecot 2.4",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
ssl_curve_list = X25519:prime256v1
`,
    },
  ],
});
