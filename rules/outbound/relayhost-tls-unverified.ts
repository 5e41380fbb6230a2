import { textValue } from "../../src/model/postfix-values.ts";
import { defineRule } from "../../src/rule.ts";
import { placeOfValue, postconf, writtenFlag } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "relayhost-tls-unverified",
  since: "0.1.0",
  severity: "warning",
  securitySeverity: 5.9,
  precision: "high",
  cwe: [295],
  summary: "The password for the relay host goes to whoever answers.",
  why: "With `encrypt` TLS is required, but the certificate is not checked: an attacker on the way answers as the relay host and gets the password.",
  remedy: "Set `smtp_tls_security_level = secure` with `smtp_tls_CAfile`.",
  references: [
    postconf("smtp_tls_security_level"),
    {
      title: "TLS_README, secure channels",
      url: "https://www.postfix.org/TLS_README.html#client_tls_secure",
    },
  ],
  check(context) {
    for (const one of writtenFlag(context, "yes", "smtp_sasl_auth_enable")) {
      const { config, service } = one;
      const value = config.get("smtp_tls_security_level", service);
      if (value === undefined || value.unknown || value.value.trim().toLowerCase() !== "encrypt") continue;
      if (
        textValue(config, "smtp_tls_policy_maps", service) !== "" ||
        textValue(config, "smtp_sasl_password_maps", service) === ""
      )
        continue;
      const span = placeOfValue(value) ?? one.span;
      context.report({
        span,
        message:
          "the password for the relay host is sent to any server that speaks TLS: `encrypt` checks no certificate; write `secure` and set `smtp_tls_CAfile`",
      });
    }
  },
  examples: [
    {
      title: "encrypt with a password",
      dialect: "postfix-main",
      bad: "smtp_sasl_auth_enable = yes\nsmtp_sasl_password_maps = lmdb:/etc/postfix/sasl_passwd\nsmtp_tls_security_level = «encrypt»\n",
    },
    {
      title: "checked",
      dialect: "postfix-main",
      good: "smtp_sasl_auth_enable = yes\nsmtp_sasl_password_maps = lmdb:/etc/postfix/sasl_passwd\nsmtp_tls_security_level = secure\nsmtp_tls_CAfile = /etc/ssl/certs/ca-certificates.crt\n",
    },
    {
      title: "encrypt without a password",
      dialect: "postfix-main",
      good: "smtp_tls_security_level = encrypt\n",
      trap: true,
    },
  ],
});
