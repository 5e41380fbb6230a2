import { defineRule, rfc } from "../../src/rule.ts";
import { postconf, removeFix, smtpds } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/wrappermode-on-starttls-port",
  since: "0.1.0",
  severity: "error",
  securitySeverity: 4.0,
  precision: "very-high",
  cwe: [16],
  summary: "A port for STARTTLS speaks TLS from the first byte.",
  why: `Servers and mail programs open ports 25 and 587 in clear and then ask for STARTTLS. With \`smtpd_tls_wrappermode\` they wait
for a greeting that never comes.`,
  remedy: "Remove `smtpd_tls_wrappermode` there; set it on 465 only.",
  references: [postconf("smtpd_tls_wrappermode"), rfc(8314, "7.3")],
  check(context) {
    for (const one of smtpds(context)) {
      if (
        (one.port !== 25 && one.port !== 587) ||
        one.flag("smtpd_tls_wrappermode") !== "yes" ||
        one.config.withoutMaster
      )
        continue;
      const own = one.service.overrides.findLast(
        (override) => override.name.text === "smtpd_tls_wrappermode",
      );
      if (own === undefined) continue;
      context.report({
        span: own.value.span,
        message: `${one.label} is a port for STARTTLS, and \`smtpd_tls_wrappermode\` keeps everybody from connecting; remove it here`,
        fix: removeFix({ name: "smtpd_tls_wrappermode", statement: own.span, service: one.service }),
      });
    }
  },
  examples: [
    {
      title: "on submission",
      files: {
        "main.cf": "compatibility_level = 3.6\n",
        "master.cf":
          "submission inet n - y - - smtpd\n  -o smtpd_tls_wrappermode=«yes»\n  -o smtpd_sasl_auth_enable=yes\n",
      },
      fixedFiles: { "master.cf": "submission inet n - y - - smtpd\n  -o smtpd_sasl_auth_enable=yes\n" },
    },
    {
      title: "on submissions",
      files: {
        "main.cf": "compatibility_level = 3.6\n",
        "master.cf": "submissions inet n - y - - smtpd\n  -o smtpd_tls_wrappermode=yes\n",
      },
    },
  ],
});
