import type { Restriction } from "../../grammars/postfix-value/ast.ts";
import { parseRestrictions } from "../../grammars/postfix-value/parser.ts";
import { restrictionLists } from "../../src/model/postfix-restrictions.ts";
import { placeOf } from "../../src/model/postfix-values.ts";
import { defineRule } from "../../src/rule.ts";
import { listed } from "../../src/vocabulary.ts";
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
      const pair = destinations.has(one.name) ? decidingPair(steps) : [];
      const [, later] = pair;
      if (later !== undefined && (at === -1 || later < at)) {
        const next = steps[later + 1];
        // What always decides may stand there for the reader.
        if (next === undefined || (next.kind === "name" && /^(?:permit|reject)$/i.test(next.name.text)))
          continue;
        context.report({
          span: placeOf(one.value, startOf(next), one.text.length) ?? one.span,
          message: `nothing behind ${listed(pair.map((place) => nameAt(steps, place)))} in \`${one.name}\` is ever asked: the two decide about every recipient; delete \`permit_auth_destination\``,
        });
        continue;
      }
      if (at === -1 || decides?.kind !== "name" || first === undefined || last === undefined) continue;
      context.report({
        span: placeOf(one.value, startOf(first), one.text.length) ?? one.span,
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
      title: "checks behind two that decide about every recipient",
      dialect: "postfix-main",
      bad: "smtpd_recipient_restrictions = permit_auth_destination, reject_unauth_destination, «reject_rbl_client bl.example.net»\n",
    },
    {
      title: "checks between the two",
      dialect: "postfix-main",
      good: "smtpd_recipient_restrictions = reject_unauth_destination, reject_rbl_client bl.example.net, permit_auth_destination, reject\n",
      trap: true,
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

/** Lists that always know the recipient. */
const destinations: ReadonlySet<string> = new Set([
  "smtpd_relay_restrictions",
  "smtpd_recipient_restrictions",
]);

function startOf(step: Restriction): number {
  return step.kind === "table" ? step.table.start : step.name.start;
}

/** `permit_auth_destination` and its opposite, which decides of all that the other leaves open (smtpd_check.c), in their order. */
function decidingPair(steps: readonly Restriction[]): readonly number[] {
  const find = (name: RegExp): number =>
    steps.findIndex(
      (step, index) => step.kind === "name" && name.test(step.name.text) && steps[index - 1]?.kind !== "warn",
    );
  const [permit, reject] = [
    find(/^permit_auth_destination$/i),
    find(/^(?:reject|defer)_unauth_destination$/i),
  ];
  return permit === -1 || reject === -1 ? [] : [permit, reject].sort((one, other) => one - other);
}

function nameAt(steps: readonly Restriction[], at: number): string {
  const step = steps[at];
  return step?.kind === "name" ? `\`${step.name.text}\`` : "";
}
