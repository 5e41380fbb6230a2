import { defineRule, rfc } from "../../src/rule.ts";
import { assigned, assignFix, knownValue, numberOf } from "../../src/vocabulary-courier.ts";

export default defineRule({
  id: "courier/auth-required-on-mx",
  since: "0.1.0",
  severity: "error",

  precision: "high",
  cwe: [],
  summary: "The port where mail comes in wants every sender to log in.",
  why: "Other mail servers cannot log in: no mail from outside arrives.",
  remedy: "Set `AUTH_REQUIRED=1` in `esmtpd-msa` and leave it 0 in `esmtpd`.",
  references: [{ title: "esmtpd(8)", url: "https://www.courier-mta.org/esmtpd.html" }, rfc(6409, "4.3")],
  check(context) {
    for (const one of assigned(context, ["esmtpd"], "AUTH_REQUIRED")) {
      if (
        !(numberOf(one.value) !== 0 && ["25", "smtp", ""].includes(knownValue(one.instance, "PORT") ?? "?"))
      )
        continue;
      context.report({
        span: one.span,
        message: `\`${one.name}=${one.value}\` on port 25 refuses mail from all other servers; write \`AUTH_REQUIRED=0\` here and 1 in \`esmtpd-msa\``,
        fix: assignFix(one, "0", "unsafe"),
        about: { setting: one.name, scope: [one.instance.name] },
      });
    }
  },
  examples: [
    { title: "port 25", files: { "courier/esmtpd": "PORT=smtp\nAUTH_REQUIRED=«1»\n" } },
    {
      title: "submission",
      files: {
        "courier/esmtpd": "PORT=smtp\nAUTH_REQUIRED=0\n",
        "courier/esmtpd-msa": "PORT=587\nAUTH_REQUIRED=1\n",
      },
    },
    { title: "a private port", files: { "courier/esmtpd": "PORT=2525\nAUTH_REQUIRED=1\n" }, trap: true },
  ],
});
