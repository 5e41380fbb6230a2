import { defineRule, rfc } from "../../src/rule.ts";
import { assigned, assignFix, numberOf } from "../../src/vocabulary-courier.ts";

export default defineRule({
  id: "courier/msa-auth-not-required",
  since: "0.1.0",
  severity: "warning",
  securitySeverity: 5.3,
  precision: "high",
  cwe: [306],
  summary: "The submission port takes mail from strangers.",
  why: "Port 587 is for your own users. Without a required login anybody can hand in mail for local recipients there, past the checks that port 25 has.",
  remedy: "Set `AUTH_REQUIRED=1` in `esmtpd-msa`.",
  references: [{ title: "esmtpd(8)", url: "https://www.courier-mta.org/esmtpd.html" }, rfc(6409, "4.3")],
  check(context) {
    for (const one of assigned(context, ["esmtpd-msa"], "AUTH_REQUIRED")) {
      if (!(numberOf(one.value) === 0 && one.span.file.path.includes("esmtpd-msa"))) continue;
      context.report({
        span: one.span,
        message: `\`${one.name}=${one.value}\` lets anybody hand in mail on the submission port; write \`AUTH_REQUIRED=1\``,
        fix: assignFix(one, "1", "unsafe"),
        about: { setting: one.name, scope: [one.instance.name] },
      });
    }
  },
  examples: [
    {
      title: "not required",
      files: { "courier/esmtpd": "PORT=smtp\n", "courier/esmtpd-msa": "PORT=587\nAUTH_REQUIRED=«0»\n" },
    },
    {
      title: "required",
      files: {
        "courier/esmtpd": "PORT=smtp\nAUTH_REQUIRED=0\n",
        "courier/esmtpd-msa": "PORT=587\nAUTH_REQUIRED=1\n",
      },
    },
    {
      title: "port 25 must not require it",
      files: { "courier/esmtpd": "PORT=smtp\nAUTH_REQUIRED=0\n" },
      trap: true,
    },
  ],
});
