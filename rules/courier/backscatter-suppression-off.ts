import { defineRule } from "../../src/rule.ts";
import { assigned, assignFix } from "../../src/vocabulary-courier.ts";

export default defineRule({
  id: "courier/backscatter-suppression-off",
  since: "0.1.0",
  severity: "warning",
  securitySeverity: 4.3,
  precision: "high",
  cwe: [406],
  summary: "Bounces go to whoever spam claims to come from.",
  why: "`ESMTP_BLOCKBACKSCATTER` keeps the server from sending bounces for mail that came in by SMTP. Without it the bounces of refused spam go to forged senders, and the server lands on block lists.",
  remedy: "Write `ESMTP_BLOCKBACKSCATTER=smtp/dsn`, as shipped.",
  references: [{ title: "courier(8)", url: "https://www.courier-mta.org/courier.html" }],
  check(context) {
    for (const one of assigned(context, ["courierd"], "ESMTP_BLOCKBACKSCATTER")) {
      if (!(one.value.trim() === "")) continue;
      context.report({
        span: one.span,
        message: `\`${one.name}\` is empty: bounces of spam go to forged senders; write \`${one.name}=smtp/dsn\``,
        fix: assignFix(one, "smtp/dsn"),
        about: { setting: one.name, scope: [one.instance.name] },
      });
    }
  },
  examples: [
    {
      title: "emptied",
      files: { "courier/courierd": "«ESMTP_BLOCKBACKSCATTER=»\n" },
      fixedFiles: { "courier/courierd": "ESMTP_BLOCKBACKSCATTER=smtp/dsn\n" },
    },
    { title: "as shipped", files: { "courier/courierd": "ESMTP_BLOCKBACKSCATTER=smtp/dsn\n" } },
    {
      title: "emptied and set again",
      files: { "courier/courierd": "ESMTP_BLOCKBACKSCATTER=\nESMTP_BLOCKBACKSCATTER=smtp/dsn\n" },
      trap: true,
    },
  ],
});
