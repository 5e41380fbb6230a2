import { relay } from "../../src/model/postfix-relay.ts";
import { defineRule } from "../../src/rule.ts";
import { postfixSystems } from "../../src/vocabulary.ts";
import { postconf, readme } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/unverified-recipient-first",
  since: "0.1.0",
  severity: "warning",
  securitySeverity: 5.3,
  precision: "high",
  cwe: [406],
  summary: "Strangers can make this server probe addresses at any other server.",
  why: `\`reject_unverified_recipient\` asks the server of the recipient's domain whether the address exists. Before
\`reject_unauth_destination\` it does so for every domain that a stranger names, and those servers block this one for it.`,
  remedy: "Put `reject_unverified_recipient` behind `reject_unauth_destination`.",
  references: [readme("ADDRESS_VERIFICATION_README"), postconf("reject_unverified_recipient")],
  check(context) {
    for (const system of postfixSystems(context)) {
      const told = new Set<string>();
      const reached = relay(system).filter(({ endpoint }) => !endpoint.local);
      for (const list of new Set(reached.flatMap(({ lists }) => lists)))
        for (const { restriction, origin, parameter } of list) {
          if (restriction.toLowerCase() !== "reject_unverified_recipient") continue;
          if (origin.kind !== "file") continue;
          const key = `${origin.span.file.path}\n${origin.span.start}`;
          if (told.has(key)) continue;
          told.add(key);
          context.report({
            span: origin.span,
            message: `\`${restriction}\` in \`${parameter}\` comes before strangers' mail to foreign domains is rejected: they make this server probe addresses anywhere; move it behind \`reject_unauth_destination\``,
          });
        }
    }
  },
  examples: [
    {
      title: "before the guard",
      dialect: "postfix-main",
      bad: "compatibility_level = 2\nsmtpd_recipient_restrictions = permit_mynetworks, «reject_unverified_recipient», reject_unauth_destination\n",
    },
    {
      title: "behind it",
      dialect: "postfix-main",
      good: "compatibility_level = 2\nsmtpd_recipient_restrictions = permit_mynetworks, reject_unauth_destination, reject_unverified_recipient\n",
    },
    {
      title: "the relay restrictions come first",
      dialect: "postfix-main",
      good: "compatibility_level = 3.6\nsmtpd_recipient_restrictions = permit_mynetworks, reject_unverified_recipient\n",
      trap: true,
    },
  ],
});
