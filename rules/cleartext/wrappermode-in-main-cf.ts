import { doorsOf } from "../../src/model/postfix-services.ts";
import { flag } from "../../src/model/postfix-values.ts";
import { defineRule } from "../../src/rule.ts";
import { postconf, serviceLabel, writtenFlag } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/wrappermode-in-main-cf",
  since: "0.1.0",
  severity: "error",
  securitySeverity: 4.0,
  precision: "high",
  cwe: [16],
  summary: "`smtpd_tls_wrappermode` in main.cf makes port 25 unusable.",
  why: "In main.cf the parameter holds for every smtpd, port 25 among them, where other mail servers speak in clear first.",
  remedy: "Move it to the service on port 465 as `-o smtpd_tls_wrappermode=yes`.",
  references: [postconf("smtpd_tls_wrappermode")],
  check(context) {
    for (const one of writtenFlag(context, "yes", "smtpd_tls_wrappermode")) {
      if (one.service !== undefined) continue;
      const hit = doorsOf(one.config).find(
        ({ service, port, program }) =>
          program === "smtpd" && port !== 465 && flag(one.config, one.name, service) === "yes",
      );
      if (hit === undefined) continue;
      context.report({
        span: one.span,
        message: `\`smtpd_tls_wrappermode = yes\` in main.cf holds for ${serviceLabel(one.config, hit)} too: clients that start in clear cannot connect; set it with \`-o\` on the service for port 465`,
      });
    }
  },
  examples: [
    {
      title: "for all services",
      files: {
        "main.cf": "smtpd_tls_wrappermode = «yes»\n",
        "master.cf": "smtp inet n - y - - smtpd\nsmtps inet n - y - - smtpd\n",
      },
    },
    {
      title: "an instance with port 465 only",
      files: { "main.cf": "smtpd_tls_wrappermode = yes\n", "master.cf": "smtps inet n - y - - smtpd\n" },
      trap: true,
    },
  ],
});
