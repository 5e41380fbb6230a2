import { defineRule, rfc } from "../../src/rule.ts";
import { overrideFix, postconf, serviceSpan, smtpds } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/smtps-without-wrappermode",
  since: "0.1.0",
  severity: "error",
  securitySeverity: 6.5,
  precision: "very-high",
  cwe: [319],
  summary: "Port 465 does not speak TLS from the first byte.",
  why: `Mail programs open port 465 with a TLS handshake (RFC 8314). Without \`smtpd_tls_wrappermode\` smtpd answers it in clear, and
nobody can connect; a client that tries in clear is served in clear.`,
  remedy: "Set `-o smtpd_tls_wrappermode=yes` on the service.",
  references: [rfc(8314, "3.3"), rfc(8314, "7.3"), postconf("smtpd_tls_wrappermode")],
  check(context) {
    for (const one of smtpds(context)) {
      if (one.port !== 465 || one.endpoint.local || one.flag("smtpd_tls_wrappermode") !== "no") continue;
      context.report({
        span: serviceSpan(one.system, one.endpoint),
        message: `${one.label} is the port for TLS from the first byte, but \`smtpd_tls_wrappermode\` is off: mail programs cannot connect; add \`-o smtpd_tls_wrappermode=yes\``,
        fix: overrideFix(one.service, "smtpd_tls_wrappermode", "yes"),
      });
    }
  },
  examples: [
    {
      title: "465 as a second 587",
      files: {
        "main.cf": "compatibility_level = 3.6\n",
        "master.cf": "«smtps inet» n - y - - smtpd\n  -o smtpd_tls_security_level=encrypt\n",
      },
      fixedFiles: {
        "master.cf":
          "smtps inet n - y - - smtpd\n  -o smtpd_tls_security_level=encrypt\n  -o smtpd_tls_wrappermode=yes\n",
      },
    },
    {
      title: "wrapper mode",
      files: {
        "main.cf": "compatibility_level = 3.6\n",
        "master.cf": "submissions inet n - y - - smtpd\n  -o smtpd_tls_wrappermode=yes\n",
      },
    },
    {
      title: "a filter's port on loopback",
      files: {
        "main.cf": "compatibility_level = 3.6\n",
        "master.cf": "127.0.0.1:465 inet n - y - - smtpd\n",
      },
      trap: true,
    },
  ],
});
