import { defineRule, rfc } from "../../src/rule.ts";
import { assigned, assignFix, esmtp, isOne } from "../../src/vocabulary-courier.ts";

export default defineRule({
  id: "expn-enabled",
  since: "0.1.0",
  severity: "warning",
  securitySeverity: 5.3,
  precision: "high",
  cwe: [204],
  summary: "EXPN tells strangers who is behind an alias.",
  why: "EXPN answers with the members of an alias or list. Spammers use it to collect addresses.",
  remedy: "Write `BOFHNOEXPN=1`.",
  references: [{ title: "esmtpd(8)", url: "https://www.courier-mta.org/esmtpd.html" }, rfc(5321, "7.3")],
  check(context) {
    for (const one of assigned(context, esmtp, "BOFHNOEXPN")) {
      if (isOne(one.value)) continue;
      context.report({
        span: one.span,
        message: `\`${one.name}=${one.value}\` answers EXPN, which tells strangers the members of aliases; write \`${one.name}=1\``,
        fix: assignFix(one, "1"),
        about: { setting: one.name, scope: [one.instance.name] },
      });
    }
  },
  examples: [
    {
      title: "as shipped",
      files: { "courier/esmtpd": "BOFHNOEXPN=«0»\n" },
      fixedFiles: { "courier/esmtpd": "BOFHNOEXPN=1\n" },
    },
    {
      title: "a word that is no `1`",
      files: { "courier/esmtpd": "BOFHNOEXPN=«YES»\n" },
      fixedFiles: { "courier/esmtpd": "BOFHNOEXPN=1\n" },
    },
    { title: "refused", files: { "courier/esmtpd": "BOFHNOEXPN=1\n" } },
    {
      title: "the last assignment counts",
      files: { "courier/esmtpd": "BOFHNOEXPN=0\nBOFHNOEXPN=1\n" },
      trap: true,
    },
  ],
});
