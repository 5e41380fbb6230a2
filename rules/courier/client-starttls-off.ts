import { defineRule, rfc } from "../../src/rule.ts";
import { assigned, assignFix, numberOf } from "../../src/vocabulary-courier.ts";

export default defineRule({
  id: "courier/client-starttls-off",
  since: "0.1.0",
  severity: "warning",
  securitySeverity: 5.9,
  precision: "high",
  cwe: [319],
  summary: "Outgoing mail never uses TLS.",
  why: "The client side of Courier does not use STARTTLS even where the other server offers it: all outgoing mail crosses the network in clear.",
  remedy: "Write `ESMTP_USE_STARTTLS=1`, as shipped.",
  references: [{ title: "courier(8)", url: "https://www.courier-mta.org/courier.html" }, rfc(3207)],
  check(context) {
    for (const one of assigned(context, ["courierd"], "ESMTP_USE_STARTTLS")) {
      if (!(numberOf(one.value) === 0)) continue;
      context.report({
        span: one.span,
        message: `\`${one.name}=${one.value}\` sends all mail in clear; write \`${one.name}=1\``,
        fix: assignFix(one, "1"),
        about: { setting: one.name, scope: [one.instance.name] },
      });
    }
  },
  examples: [
    {
      title: "off",
      files: { "courier/courierd": "ESMTP_USE_STARTTLS=«0»\n" },
      fixedFiles: { "courier/courierd": "ESMTP_USE_STARTTLS=1\n" },
    },
    { title: "on", files: { "courier/courierd": "ESMTP_USE_STARTTLS=1\n" } },
    {
      title: "the number of a value with blanks in front",
      files: { "courier/courierd": 'ESMTP_USE_STARTTLS=" 1"\n' },
      trap: true,
    },
  ],
});
