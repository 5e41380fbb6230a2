import { isPrivate, parseNetwork } from "../../src/model/networks.ts";
import type { Endpoint } from "../../src/model/postfix-services.ts";
import { textValue } from "../../src/model/postfix-values.ts";
import type { PostfixConfig } from "../../src/resolve/postfix-config.ts";
import { defineRule, rfc } from "../../src/rule.ts";
import { byPlace, postconf, setFix, smtpds, wordsOf } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/starttls-required-on-mx",
  since: "0.1.0",
  severity: "warning",
  securitySeverity: 3.0,
  precision: "high",
  cwe: [693],
  summary: "Port 25 refuses mail from servers without TLS.",
  why: "A server that everybody may send mail to must not require STARTTLS (RFC 3207): mail from those without it never arrives.",
  remedy: "Write `smtpd_tls_security_level = may` for port 25, and require TLS on the submission services.",
  references: [rfc(3207, "4"), postconf("smtpd_tls_security_level")],
  check(context) {
    const mx = [...smtpds(context)].filter(
      (one) =>
        one.port === 25 &&
        one.tls.level === "encrypt" &&
        !one.endpoint.local &&
        !isInner(one.config, one.endpoint),
    );
    for (const [span, [one]] of byPlace(mx, ({ place }) => place("smtpd_tls_security_level"))) {
      if (one === undefined || !one.isWritten("smtpd_tls_security_level")) continue;
      context.report({
        span,
        message: `${one.label} on port 25 requires TLS: servers without it cannot send mail here; write \`may\`, and \`encrypt\` on submission services only`,
        fix: setFix({ name: "smtpd_tls_security_level", span }, "may", "unsafe"),
      });
    }
  },
  examples: [
    {
      title: "encrypt for everybody",
      dialect: "postfix-main",
      bad: "smtpd_tls_cert_file = /etc/ssl/mail.pem\nsmtpd_tls_security_level = «encrypt»\n",
      fixed: "smtpd_tls_cert_file = /etc/ssl/mail.pem\nsmtpd_tls_security_level = may\n",
    },
    {
      title: "may",
      dialect: "postfix-main",
      good: "smtpd_tls_cert_file = /etc/ssl/mail.pem\nsmtpd_tls_security_level = may\n",
    },
    {
      title: "encrypt on submission",
      files: {
        "main.cf": "smtpd_tls_security_level = may\n",
        "master.cf":
          "smtp inet n - y - - smtpd\nsubmission inet n - y - - smtpd\n  -o smtpd_tls_security_level=encrypt\n",
      },
      trap: true,
    },
  ],
});

/** It listens on addresses of private networks only: no server of the Internet delivers there. */
function isInner(config: PostfixConfig, { host }: Endpoint): boolean {
  const words = wordsOf(host ?? textValue(config, "inet_interfaces") ?? "");
  return (
    words.length > 0 &&
    words.every((word) => {
      const network = parseNetwork(word);
      return network !== undefined && isPrivate(network);
    })
  );
}
