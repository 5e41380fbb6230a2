import { parseRestrictions } from "../../grammars/postfix-value/parser.ts";
import { restrictionLists } from "../../src/model/postfix-restrictions.ts";
import { flag, placeOf } from "../../src/model/postfix-values.ts";
import { defineRule } from "../../src/rule.ts";
import { mainFix, overrideFix, postconf, withFix, written } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/clientcert-not-requested",
  since: "0.1.0",
  severity: "warning",
  precision: "high",
  cwe: [],
  summary: "Client certificates are checked for, but nobody is asked for one.",
  why: "Without `smtpd_tls_ask_ccert` clients do not send a certificate, and `permit_tls_clientcerts` or `check_ccert_access` never matches.",
  remedy: "Set `smtpd_tls_ask_ccert = yes`.",
  references: [postconf("smtpd_tls_ask_ccert")],
  check(context) {
    for (const one of written(context, ...restrictionLists)) {
      const step = parseRestrictions(one.text).find(
        (each) =>
          each.kind !== "table" &&
          /^(?:permit_tls_(?:all_)?clientcerts|check_ccert_access)$/i.test(each.name.text),
      );
      if (step === undefined || step.kind === "table") continue;
      if (
        flag(one.config, "smtpd_tls_ask_ccert", one.service) !== "no" ||
        flag(one.config, "smtpd_tls_req_ccert", one.service) !== "no"
      )
        continue;
      context.report({
        span: placeOf(one.value, step.name.start, step.name.end) ?? one.span,
        message: `\`${step.name.text}\` in \`${one.name}\` never matches: clients are not asked for a certificate; set \`smtpd_tls_ask_ccert = yes\``,
        ...withFix(
          one.service === undefined
            ? mainFix(one.system, one.statement, "smtpd_tls_ask_ccert", "yes")
            : overrideFix(one.service, "smtpd_tls_ask_ccert", "yes"),
        ),
      });
    }
  },
  examples: [
    {
      title: "nobody is asked",
      dialect: "postfix-main",
      bad: "smtpd_relay_restrictions = «permit_tls_clientcerts», reject_unauth_destination\n",
      fixed:
        "smtpd_tls_ask_ccert = yes\nsmtpd_relay_restrictions = permit_tls_clientcerts, reject_unauth_destination\n",
    },
    {
      title: "asked",
      dialect: "postfix-main",
      good: "smtpd_tls_ask_ccert = yes\nsmtpd_relay_restrictions = permit_tls_clientcerts, reject_unauth_destination\n",
    },
  ],
});
