import { defineRule, rfc } from "../../src/rule.ts";
import { assigned, knownValue, numberOf } from "../../src/vocabulary-courier.ts";

export default defineRule({
  id: "courier/esmtp-tls-required-on-mx",
  since: "0.1.0",
  severity: "warning",

  precision: "high",
  cwe: [],
  summary: "The port where mail comes in requires TLS.",
  why: "RFC 3207 forbids a public mail server to require STARTTLS: senders that cannot do it never get their mail through.",
  remedy: "Set `ESMTP_TLS_REQUIRED=1` in `esmtpd-msa`, where only your own users send, and not in `esmtpd`.",
  references: [{ title: "esmtpd(8)", url: "https://www.courier-mta.org/esmtpd.html" }, rfc(3207, "4")],
  check(context) {
    for (const one of assigned(context, ["esmtpd"], "ESMTP_TLS_REQUIRED")) {
      if (
        !(numberOf(one.value) !== 0 && ["25", "smtp", ""].includes(knownValue(one.instance, "PORT") ?? "?"))
      )
        continue;
      context.report({
        span: one.span,
        message: `\`${one.name}=${one.value}\` on port 25 turns away mail servers that speak no TLS; set it in \`esmtpd-msa\` only`,
        about: { setting: one.name, scope: [one.instance.name] },
      });
    }
  },
  examples: [
    { title: "port 25", files: { "courier/esmtpd": "PORT=smtp\nESMTP_TLS_REQUIRED=«1»\n" } },
    {
      title: "submission only",
      files: { "courier/esmtpd": "PORT=smtp\n", "courier/esmtpd-msa": "PORT=587\nESMTP_TLS_REQUIRED=1\n" },
    },
    { title: "not port 25", files: { "courier/esmtpd": "PORT=10025\nESMTP_TLS_REQUIRED=1\n" }, trap: true },
  ],
});
