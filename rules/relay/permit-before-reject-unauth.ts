import type { Step } from "../../src/model/postfix-access.ts";
import { relay } from "../../src/model/postfix-relay.ts";
import { oncePer } from "../../src/once.ts";
import { defineRule } from "../../src/rule.ts";
import { postfixSystems } from "../../src/vocabulary.ts";
import { byPlace, postconf, readme, serviceSpan } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/permit-before-reject-unauth",
  since: "0.1.0",
  severity: "warning",
  securitySeverity: 7.5,
  precision: "high",
  cwe: [863, 696],
  summary: "A lookup that can say OK comes before the restriction that keeps strangers from relaying.",
  why: `In a list that alone decides on relaying, an OK from an access table or a policy service ends the list: the guard after
it is not asked, and whoever gets the OK may relay to anywhere.`,
  remedy:
    "Put `reject_unauth_destination` before the lookups, or leave relaying to `smtpd_relay_restrictions`.",
  references: [readme("SMTPD_ACCESS_README"), postconf("smtpd_relay_restrictions")],
  check(context) {
    for (const system of postfixSystems(context)) {
      const open = relay(system).filter(({ verdict, endpoint }) => verdict === "depends" && !endpoint.local);
      const steps = open.flatMap(({ lists, endpoint }) => {
        const guarded = lists.map(guardOf).find((one) => one !== undefined);
        return guarded?.lookup === undefined
          ? []
          : [{ step: guarded.lookup, endpoint, guard: guarded.guard }];
      });
      for (const [span, found] of byPlace(steps, ({ step, endpoint }) =>
        step.origin.kind === "file" ? step.origin.span : serviceSpan(system, endpoint),
      )) {
        const [first] = found;
        if (first === undefined) continue;
        context.report({
          span,
          message: `\`${first.step.restriction}\` comes before \`${first.guard}\` in \`${first.step.parameter}\`: whoever it says OK to may relay to any domain; move it behind`,
        });
      }
    }
  },
  examples: [
    {
      title: "a client table first, in the only list",
      dialect: "postfix-main",
      bad: "smtpd_relay_restrictions =\nsmtpd_recipient_restrictions = permit_mynetworks, «check_client_access hash:/etc/postfix/clients», reject_unauth_destination\n",
    },
    {
      title: "a policy service first",
      dialect: "postfix-main",
      bad: "smtpd_relay_restrictions = «check_policy_service unix:private/policy», reject_unauth_destination\n",
    },
    {
      title: "behind the guard",
      dialect: "postfix-main",
      good: "smtpd_relay_restrictions =\nsmtpd_recipient_restrictions = permit_mynetworks, reject_unauth_destination, check_client_access hash:/etc/postfix/clients\n",
    },
    {
      title: "the relay list guards",
      dialect: "postfix-main",
      good: "smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination\nsmtpd_recipient_restrictions = check_client_access hash:/etc/postfix/clients, reject_unauth_destination\n",
      trap: true,
    },
  ],
});

const lookup = /^check_(?:client|helo|sender|recipient)_access|^check_policy_service|^[a-z]+:/i;

/** The first guard of a list that decides on relaying, and the first lookup before it; `undefined` = it has none. */
const guardOf = oncePer((list: readonly Step[]) => {
  const at = list.findIndex(
    ({ parameter, outcome }) =>
      outcome === "reject" &&
      (parameter === "smtpd_relay_restrictions" || parameter === "smtpd_recipient_restrictions"),
  );
  const found = list.findIndex(
    ({ outcome, restriction, origin }) =>
      outcome === "depends" && lookup.test(restriction) && origin.kind === "file",
  );
  const guard = list[at];
  return guard && { guard: guard.restriction, lookup: found < at ? list[found] : undefined };
});
