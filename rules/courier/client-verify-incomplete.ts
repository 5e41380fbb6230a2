import { defineRule, rfc } from "../../src/rule.ts";
import { assigned, knownValue, numberOf } from "../../src/vocabulary-courier.ts";

export default defineRule({
  id: "courier/client-verify-incomplete",
  since: "0.1.0",
  severity: "error",
  securitySeverity: 5.9,
  precision: "high",
  cwe: [295],
  summary: "Certificates of other servers are compared by name and not verified.",
  why: "`ESMTP_TLS_VERIFY_DOMAIN=1` compares the name in the certificate with the domain. Without `TLS_VERIFYPEER=PEER` and `TLS_TRUSTCERTS` nobody checks who signed it, so that a forged one passes.",
  remedy: "Set `TLS_VERIFYPEER=PEER` and `TLS_TRUSTCERTS`.",
  references: [{ title: "courier(8)", url: "https://www.courier-mta.org/courier.html" }, rfc(9525, "1.1")],
  check(context) {
    for (const one of assigned(context, ["courierd"], "ESMTP_TLS_VERIFY_DOMAIN")) {
      if (
        !(
          numberOf(one.value) !== 0 &&
          (knownValue(one.instance, "TLS_VERIFYPEER") === "NONE" ||
            knownValue(one.instance, "TLS_TRUSTCERTS") === "")
        )
      )
        continue;
      context.report({
        span: one.span,
        message: `\`${one.name}=${one.value}\` means nothing without \`TLS_VERIFYPEER=PEER\` and \`TLS_TRUSTCERTS\`: a forged certificate passes; set both`,
        about: { setting: one.name, scope: [one.instance.name] },
      });
    }
  },
  examples: [
    {
      title: "nothing verified",
      files: {
        "courier/courierd":
          "TLS_TRUSTCERTS=/etc/ssl/certs\nTLS_VERIFYPEER=NONE\nESMTP_TLS_VERIFY_DOMAIN=«1»\n",
      },
    },
    {
      title: "verified",
      files: {
        "courier/courierd": "TLS_TRUSTCERTS=/etc/ssl/certs\nTLS_VERIFYPEER=PEER\nESMTP_TLS_VERIFY_DOMAIN=1\n",
      },
    },
    {
      title: "no comparison, as shipped",
      files: {
        "courier/courierd": "TLS_TRUSTCERTS=/etc/ssl/certs\nTLS_VERIFYPEER=NONE\nESMTP_TLS_VERIFY_DOMAIN=0\n",
      },
      trap: true,
    },
  ],
});
