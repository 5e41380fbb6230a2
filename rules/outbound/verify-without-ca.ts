import { flag, textValue } from "../../src/model/postfix-values.ts";
import { defineRule } from "../../src/rule.ts";
import { postconf, written } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/verify-without-ca",
  since: "0.1.0",
  severity: "error",
  precision: "high",
  cwe: [295],
  summary: "Certificates are to be checked, but no authority is trusted.",
  why: `\`verify\` and \`secure\` need \`smtp_tls_CAfile\`, \`smtp_tls_CApath\` or \`tls_append_default_CA\`: Postfix trusts none by itself, every certificate fails, and
mail is deferred.`,
  remedy: "Set `smtp_tls_CAfile = /etc/ssl/certs/ca-certificates.crt` or what your system has.",
  references: [
    postconf("smtp_tls_CAfile"),
    {
      title: "TLS_README, certificate verification",
      url: "https://www.postfix.org/TLS_README.html#client_tls_secure",
    },
  ],
  check(context) {
    for (const one of written(context, "smtp_tls_security_level")) {
      const level = one.text.toLowerCase();
      if (level !== "verify" && level !== "secure") continue;
      const trusts = [
        "smtp_tls_CAfile",
        "smtp_tls_CApath",
        "smtp_tls_trust_anchor_file",
        "smtp_tls_policy_maps",
      ].map((name) => textValue(one.config, name, one.service));
      if (
        trusts.some((text) => text !== "") ||
        flag(one.config, "tls_append_default_CA", one.service) !== "no"
      )
        continue;
      context.report({
        span: one.span,
        message: `\`smtp_tls_security_level = ${one.text}\` checks certificates, but no authority is trusted, so all mail is deferred; set \`smtp_tls_CAfile\``,
      });
    }
  },
  examples: [
    {
      title: "nobody is trusted",
      dialect: "postfix-main",
      bad: "relayhost = [mail.example.org]\nsmtp_tls_security_level = «secure»\n",
    },
    {
      title: "the system's authorities",
      dialect: "postfix-main",
      good: "smtp_tls_security_level = secure\nsmtp_tls_CAfile = /etc/ssl/certs/ca-certificates.crt\n",
    },
    {
      title: "the default authorities of OpenSSL",
      dialect: "postfix-main",
      good: "smtp_tls_security_level = verify\ntls_append_default_CA = yes\n",
      trap: true,
    },
  ],
});
