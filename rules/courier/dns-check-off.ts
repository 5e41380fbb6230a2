import { defineRule } from "../../src/rule.ts";
import { assigned, assignFix, esmtp, numberOf } from "../../src/vocabulary-courier.ts";

export default defineRule({
  id: "courier/dns-check-off",
  since: "0.1.0",
  severity: "note",

  precision: "high",
  cwe: [],
  summary: "Mail from domains that do not exist is taken.",
  why: "With `BOFHCHECKDNS=0` the server takes senders whose domain has no address and no mail server: nobody can ever answer or bounce such mail.",
  remedy: "Write `BOFHCHECKDNS=1`, as shipped.",
  references: [{ title: "courier(8)", url: "https://www.courier-mta.org/courier.html" }],
  check(context) {
    for (const one of assigned(context, esmtp, "BOFHCHECKDNS")) {
      if (!(numberOf(one.value) === 0)) continue;
      context.report({
        span: one.span,
        message: `\`${one.name}=${one.value}\` takes mail from domains that do not exist; write \`${one.name}=1\``,
        fix: assignFix(one, "1"),
        about: { setting: one.name, scope: [one.instance.name] },
      });
    }
  },
  examples: [
    {
      title: "off",
      files: { "courier/esmtpd": "BOFHCHECKDNS=«0»\n" },
      fixedFiles: { "courier/esmtpd": "BOFHCHECKDNS=1\n" },
    },
    { title: "on", files: { "courier/esmtpd": "BOFHCHECKDNS=1\n" } },
    { title: "off in a comment", files: { "courier/esmtpd": "PORT=smtp\n#BOFHCHECKDNS=0\n" }, trap: true },
  ],
});
