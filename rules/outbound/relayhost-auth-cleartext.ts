import { relayPasswordInClear } from "../../src/checks-postfix.ts";
import { defineRule, rfc } from "../../src/rule.ts";
import {
  mainFix,
  placeOfValue,
  postconf,
  readme,
  setFix,
  withFix,
  writtenFlag,
} from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "relayhost-auth-cleartext",
  since: "0.1.0",
  severity: "error",
  securitySeverity: 7.4,
  precision: "high",
  cwe: [319, 523],
  summary: "The password for the relay host can go out in clear.",
  why: `\`smtp_sasl_security_options\` without \`noplaintext\` allows a password in clear, and a TLS level below \`encrypt\` goes on without TLS when
the relay, or an attacker before it, does not offer it.`,
  remedy: `Set \`smtp_tls_security_level = encrypt\` (or \`secure\`), or keep \`noplaintext\` in \`smtp_sasl_security_options\` and put
\`noanonymous\` into \`smtp_sasl_tls_security_options\`.`,
  references: [readme("SASL_README"), postconf("smtp_sasl_security_options"), rfc(4954, "4")],
  check(context) {
    for (const one of writtenFlag(context, "yes", "smtp_sasl_auth_enable")) {
      const { config, service } = one;
      const level = relayPasswordInClear(config, service);
      if (level === undefined) continue;
      const value = config.get("smtp_tls_security_level", service);
      const written = placeOfValue(value);
      context.report({
        span: one.span,
        message: `the password for the relay host can go out in clear: \`smtp_sasl_security_options\` allows it and \`smtp_tls_security_level\` is \`${level}\`; write \`encrypt\``,
        ...withFix(
          written !== undefined
            ? setFix({ name: "smtp_tls_security_level", span: written }, "encrypt")
            : // The old switch becomes the new one first.
              config.setBy("smtp_use_tls").length > 0
              ? undefined
              : mainFix(one.system, one.statement, "smtp_tls_security_level", "encrypt"),
        ),
        related: written === undefined ? [] : [{ message: "the TLS level", span: written }],
      });
    }
  },
  examples: [
    {
      title: "a how-to's configuration",
      dialect: "postfix-main",
      bad: `relayhost = [smtp.example.net]:587
smtp_sasl_auth_enable = «yes»
smtp_sasl_password_maps = lmdb:/etc/postfix/sasl_passwd
smtp_sasl_security_options = noanonymous
smtp_tls_security_level = may
`,
      fixed: `relayhost = [smtp.example.net]:587
smtp_sasl_auth_enable = yes
smtp_sasl_password_maps = lmdb:/etc/postfix/sasl_passwd
smtp_sasl_security_options = noanonymous
smtp_tls_security_level = encrypt
`,
    },
    {
      title: "TLS required",
      dialect: "postfix-main",
      good: "smtp_sasl_auth_enable = yes\nsmtp_sasl_password_maps = lmdb:/etc/postfix/sasl_passwd\nsmtp_sasl_security_options = noanonymous\nsmtp_tls_security_level = encrypt\n",
    },
    {
      title: "plain passwords under TLS only",
      dialect: "postfix-main",
      good: "smtp_sasl_auth_enable = yes\nsmtp_sasl_password_maps = lmdb:/etc/postfix/sasl_passwd\nsmtp_sasl_tls_security_options = noanonymous\nsmtp_tls_security_level = may\n",
      trap: true,
    },
  ],
});
