import { defineRule, rfc } from "../../src/rule.ts";
import { assigned, knownValue, numberOf } from "../../src/vocabulary-courier.ts";

export default defineRule({
  id: "courier/client-verify-incomplete",
  since: "0.1.0",
  severity: "error",
  precision: "high",
  cwe: [295],
  summary: "Certificates of other servers are to be verified, and no authority is named.",
  why: `With \`ESMTP_TLS_VERIFY_DOMAIN=1\` Courier checks name and signature of the other server's certificate, whatever
\`TLS_VERIFYPEER\` says. Without \`TLS_TRUSTCERTS\` it knows no authority: TLS fails with every server that offers it, and
mail to them stays in the queue until it bounces.`,
  remedy: "Name the authorities in `TLS_TRUSTCERTS`, `/etc/ssl/certs/ca-certificates.crt` on Debian.",
  references: [
    { title: "courier(8)", url: "https://www.courier-mta.org/courier.html" },
    { title: "couriertls(1)", url: "https://www.courier-mta.org/couriertls.html" },
    rfc(9525, "1.1"),
  ],
  check(context) {
    for (const one of assigned(context, ["courierd"], "ESMTP_TLS_VERIFY_DOMAIN")) {
      if (numberOf(one.value) === 0 || knownValue(one.instance, "TLS_TRUSTCERTS") !== "") continue;
      context.report({
        span: one.span,
        message: `\`${one.name}=${one.value}\` without \`TLS_TRUSTCERTS\` trusts no certificate: mail to servers with TLS stays in the queue; set \`TLS_TRUSTCERTS\``,
        about: { setting: one.name, scope: [one.instance.name] },
      });
    }
  },
  examples: [
    {
      title: "no authority",
      files: { "courier/courierd": "TLS_TRUSTCERTS=\nESMTP_TLS_VERIFY_DOMAIN=«1»\n" },
    },
    {
      title: "with authorities",
      files: {
        "courier/courierd":
          "TLS_TRUSTCERTS=/etc/ssl/certs/ca-certificates.crt\nTLS_VERIFYPEER=PEER\nESMTP_TLS_VERIFY_DOMAIN=1\n",
      },
    },
    {
      title: "`TLS_VERIFYPEER` does not count here",
      files: {
        "courier/courierd":
          "TLS_TRUSTCERTS=/etc/ssl/certs/ca-certificates.crt\nTLS_VERIFYPEER=NONE\nESMTP_TLS_VERIFY_DOMAIN=1\n",
      },
      trap: true,
    },
    { title: "not asked for", files: { "courier/courierd": "TLS_TRUSTCERTS=\nESMTP_TLS_VERIFY_DOMAIN=0\n" } },
  ],
});
