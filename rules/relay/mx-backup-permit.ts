import { parseRestrictions } from "../../grammars/postfix-value/parser.ts";
import { restrictionLists } from "../../src/model/postfix-restrictions.ts";
import { placeOf } from "../../src/model/postfix-values.ts";
import { defineRule } from "../../src/rule.ts";
import { postconf, readme, written } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/mx-backup-permit",
  since: "0.1.0",
  severity: "warning",
  securitySeverity: 5.3,
  precision: "very-high",
  cwe: [441],
  summary: "`permit_mx_backup` relays for every domain that names this host as a backup.",
  why: `Whoever controls a domain's DNS can list this server as its mail exchanger and have it take, store and forward the
domain's mail. Since Postfix 3.9 it is deprecated and smtpd warns of it.`,
  remedy: "List the domains in `relay_domains` and their addresses in `relay_recipient_maps`.",
  references: [postconf("permit_mx_backup"), readme("DEPRECATION_README")],
  check(context) {
    for (const one of written(context, ...restrictionLists))
      for (const step of parseRestrictions(one.text))
        if (step.kind === "name" && step.name.text.toLowerCase() === "permit_mx_backup")
          context.report({
            span: placeOf(one.value, step.name.start, step.name.end) ?? one.span,
            message: `\`permit_mx_backup\` in \`${one.name}\` relays for any domain whose DNS names this host; list the domains in \`relay_domains\` instead`,
          });
  },
  examples: [
    {
      title: "backup for anybody",
      dialect: "postfix-main",
      bad: "smtpd_recipient_restrictions = permit_mynetworks, «permit_mx_backup», reject_unauth_destination\n",
    },
    {
      title: "backup for listed domains",
      dialect: "postfix-main",
      good: "relay_domains = example.org\nsmtpd_recipient_restrictions = permit_mynetworks, reject_unauth_destination\n",
    },
  ],
});
