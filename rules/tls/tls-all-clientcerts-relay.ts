import { parseRestrictions } from "../../grammars/postfix-value/parser.ts";
import { restrictionLists } from "../../src/model/postfix-restrictions.ts";
import { flag, placeOf, textValue } from "../../src/model/postfix-values.ts";
import { defineRule } from "../../src/rule.ts";
import { replaceFix } from "../../src/vocabulary.ts";
import { postconf, readme, written } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/tls-all-clientcerts-relay",
  since: "0.1.0",
  severity: "error",
  securitySeverity: 8.6,
  precision: "very-high",
  cwe: [295],
  summary: "Anybody with a certificate of any authority may relay.",
  why: "`permit_tls_all_clientcerts` lets in every client whose certificate is verified. With the system's authorities everybody can get one.",
  remedy:
    "Use `permit_tls_clientcerts` with the fingerprints in `relay_clientcerts`, or an authority of your own in `smtpd_tls_CAfile`.",
  references: [postconf("permit_tls_all_clientcerts"), readme("TLS_README")],
  check(context) {
    for (const one of written(context, ...restrictionLists)) {
      const step = parseRestrictions(one.text).find(
        (each) => each.kind === "name" && each.name.text.toLowerCase() === "permit_tls_all_clientcerts",
      );
      if (step?.kind !== "name") continue;
      const authorities = [
        textValue(one.config, "smtpd_tls_CAfile", one.service),
        textValue(one.config, "smtpd_tls_CApath", one.service),
      ];
      const system = authorities.some(
        (path) =>
          path !== undefined &&
          /ca-certificates\.crt|ca-bundle|tls-ca-bundle|\/etc\/ssl\/certs\/?$|cert\.pem$/.test(path),
      );
      if (!system && flag(one.config, "tls_append_default_CA", one.service) !== "yes") continue;
      const span = placeOf(one.value, step.name.start, step.name.end) ?? one.span;
      context.report({
        span,
        message: `\`permit_tls_all_clientcerts\` in \`${one.name}\` lets everybody with a public certificate relay; write \`permit_tls_clientcerts\` and list fingerprints`,
        fix: replaceFix("list fingerprints", span, "permit_tls_clientcerts", "unsafe"),
      });
    }
  },
  examples: [
    {
      title: "the system's authorities",
      dialect: "postfix-main",
      bad: "smtpd_tls_CAfile = /etc/ssl/certs/ca-certificates.crt\nsmtpd_relay_restrictions = «permit_tls_all_clientcerts», reject_unauth_destination\n",
      fixed:
        "smtpd_tls_CAfile = /etc/ssl/certs/ca-certificates.crt\nsmtpd_relay_restrictions = permit_tls_clientcerts, reject_unauth_destination\n",
    },
    {
      title: "fingerprints",
      dialect: "postfix-main",
      good: "smtpd_tls_CAfile = /etc/ssl/certs/ca-certificates.crt\nsmtpd_relay_restrictions = permit_tls_clientcerts, reject_unauth_destination\n",
    },
    {
      title: "an authority of one's own",
      dialect: "postfix-main",
      good: "smtpd_tls_CAfile = /etc/postfix/our-ca.pem\nsmtpd_relay_restrictions = permit_tls_all_clientcerts, reject_unauth_destination\n",
      trap: true,
    },
  ],
});
