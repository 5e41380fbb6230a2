import { textValue } from "../../src/model/postfix-values.ts";
import { defineRule, rfc } from "../../src/rule.ts";
import { agreeing, listed } from "../../src/vocabulary.ts";
import { byPlace, postconf, readme, smtpds } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/inbound-tls-none",
  since: "0.1.0",
  severity: "warning",
  securitySeverity: 5.9,
  precision: "high",
  cwe: [319],
  summary: "Port 25 offers no TLS.",
  why: "Nearly all servers use TLS where it is offered. Without it every message that comes in can be read and changed on its way.",
  remedy:
    "Set `smtpd_tls_security_level = may` and a certificate; any will do for port 25, as other servers do not check it.",
  references: [postconf("smtpd_tls_security_level"), readme("TLS_README"), rfc(7435)],
  check(context) {
    const plain = [...smtpds(context)].filter(
      ({ port, endpoint, tls, config }) =>
        port === 25 &&
        !endpoint.local &&
        tls.level === "none" &&
        !config.withoutMain &&
        // It takes no mail from the Internet: `postfix/null-client-listens` tells of it.
        (textValue(config, "relayhost") === "" || textValue(config, "mydestination") !== ""),
    );
    for (const [span, services] of byPlace(plain, ({ place }) => place("smtpd_tls_security_level"))) {
      const names = listed(services.map(({ label }) => label));
      context.report({
        span,
        message: `${names} ${agreeing(names, "offers", "offer")} no TLS on port 25: mail arrives in clear; set a certificate and \`smtpd_tls_security_level = may\``,
      });
    }
  },
  examples: [
    {
      title: "switched off",
      dialect: "postfix-main",
      bad: "compatibility_level = 3.6\nsmtpd_tls_security_level = «none»\n",
    },
    {
      title: "not set",
      files: {
        "main.cf": "compatibility_level = 3.6\n",
        "master.cf": "«smtp inet» n - y - - smtpd\n",
      },
    },
    {
      title: "offered",
      dialect: "postfix-main",
      good: "compatibility_level = 3.6\nsmtpd_tls_security_level = may\nsmtpd_tls_cert_file = /etc/ssl/mail.pem\n",
    },
    {
      title: "the old name for it",
      dialect: "postfix-main",
      good: "compatibility_level = 3.6\nsmtpd_use_tls = yes\nsmtpd_tls_cert_file = /etc/ssl/mail.pem\n",
      trap: true,
    },
    {
      title: "this machine only",
      dialect: "postfix-main",
      good: "compatibility_level = 3.6\ninet_interfaces = loopback-only\n",
      trap: true,
    },
  ],
});
