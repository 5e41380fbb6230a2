import { parseRestrictions } from "../../grammars/postfix-value/parser.ts";
import { restrictionLists } from "../../src/model/postfix-restrictions.ts";
import { placeOf } from "../../src/model/postfix-values.ts";
import { ownEntry } from "../../src/own-entry.ts";
import { defineRule } from "../../src/rule.ts";
import { replaceFix } from "../../src/vocabulary.ts";
import { postconf, readme, releaseAtLeast, written } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/removed-restriction",
  since: "0.1.0",
  severity: "error",
  precision: "very-high",
  cwe: [477],
  summary: "A restriction that Postfix 3.9 took out is still in use.",
  why: `From Postfix 3.9 on \`check_relay_domains\`, \`reject_maps_rbl\` and \`permit_naked_ip_address\` answer every client with 451;
before, they work and are deprecated.`,
  remedy: `Write \`reject_unauth_destination\` for \`check_relay_domains\`, \`reject_rbl_client\` with its domain for
\`reject_maps_rbl\`, and \`permit_mynetworks\` or \`permit_sasl_authenticated\` for \`permit_naked_ip_address\`.`,
  references: [readme("DEPRECATION_README"), postconf("smtpd_recipient_restrictions")],
  check(context) {
    for (const one of written(context, ...restrictionLists)) {
      const gone = releaseAtLeast(one.config, "3.9");
      for (const step of parseRestrictions(one.text)) {
        if (step.kind !== "name") continue;
        const better = ownEntry(replacements, step.name.text.toLowerCase());
        if (better === undefined) continue;
        const span = placeOf(one.value, step.name.start, step.name.end) ?? one.span;
        const what =
          gone === true
            ? "was removed in Postfix 3.9: every client is answered with 451"
            : "is deprecated, and from Postfix 3.9 on answers every client with 451";
        context.report({
          span,
          severity: gone === true ? "error" : "warning",
          message: `\`${step.name.text}\` ${what}; write \`${better}\``,
          ...(better === "reject_unauth_destination" && gone === true
            ? { fix: replaceFix(`write \`${better}\``, span, better) }
            : {}),
        });
      }
    }
  },
  examples: [
    {
      title: "a list from long ago on Postfix 3.10",
      dialect: "postfix-main",
      version: "3.10",
      bad: "smtpd_recipient_restrictions = permit_mynetworks, «check_relay_domains»\n",
      fixed: "smtpd_recipient_restrictions = permit_mynetworks, reject_unauth_destination\n",
    },
    {
      title: "an address as HELO lets in",
      dialect: "postfix-main",
      bad: "smtpd_helo_restrictions = «permit_naked_ip_address», reject_invalid_helo_hostname\n",
    },
    {
      title: "its successor",
      dialect: "postfix-main",
      version: "3.10",
      good: "smtpd_recipient_restrictions = permit_mynetworks, reject_unauth_destination\n",
    },
  ],
});

const replacements: Readonly<Record<string, string>> = {
  check_relay_domains: "reject_unauth_destination",
  reject_maps_rbl: "reject_rbl_client DOMAIN",
  permit_naked_ip_address: "permit_mynetworks",
};
