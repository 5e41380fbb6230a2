import { parseRestrictions } from "../../grammars/postfix-value/parser.ts";
import { restrictionLists } from "../../src/model/postfix-restrictions.ts";
import { placeOf } from "../../src/model/postfix-values.ts";
import { defineRule } from "../../src/rule.ts";
import { postconf, written } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/unreachable-restriction",
  since: "0.1.0",
  severity: "warning",
  precision: "very-high",
  cwe: [561],
  summary: "Restrictions stand behind one that always decides.",
  why: `After \`permit\`, \`reject\` or \`defer\` smtpd asks nothing more of the list, and warns "restriction is ignored".`,
  remedy: "Move the restriction that decides to the end, or delete what follows it.",
  references: [postconf("smtpd_recipient_restrictions")],
  check(context) {
    for (const one of written(context, ...restrictionLists)) {
      const steps = parseRestrictions(one.text);
      const at = steps.findIndex(
        (step, index) =>
          step.kind === "name" &&
          /^(?:permit|reject|defer)$/i.test(step.name.text) &&
          steps[index - 1]?.kind !== "warn",
      );
      const [decides, first] = [steps[at], steps[at + 1]];
      const last = steps.at(-1);
      if (at === -1 || decides?.kind !== "name" || first === undefined || last === undefined) continue;
      const start = first.kind === "table" ? first.table.start : first.name.start;
      context.report({
        span: placeOf(one.value, start, one.text.length) ?? one.span,
        message: `nothing behind \`${decides.name.text}\` in \`${one.name}\` is ever asked; move \`${decides.name.text}\` to the end or delete the rest`,
      });
    }
  },
  examples: [
    {
      title: "a block list behind reject",
      dialect: "postfix-main",
      bad: "smtpd_recipient_restrictions = permit_mynetworks, reject, «reject_rbl_client bl.example.net»\n",
    },
    {
      title: "reject at the end",
      dialect: "postfix-main",
      good: "smtpd_recipient_restrictions = permit_mynetworks, reject\n",
    },
    {
      title: "a reject that only warns",
      dialect: "postfix-main",
      good: "smtpd_recipient_restrictions = permit_mynetworks, warn_if_reject reject, reject_unauth_destination\n",
      trap: true,
    },
  ],
});
