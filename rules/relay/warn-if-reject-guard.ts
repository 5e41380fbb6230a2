import { parseRestrictions } from "../../grammars/postfix-value/parser.ts";
import { isGuard } from "../../src/model/postfix-restrictions.ts";
import { placeOf } from "../../src/model/postfix-values.ts";
import { defineRule } from "../../src/rule.ts";
import { postconf, readme, written } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/warn-if-reject-guard",
  since: "0.1.0",
  severity: "error",
  securitySeverity: 8.6,
  precision: "very-high",
  cwe: [636],
  summary: "`warn_if_reject` takes the effect from the restriction that keeps strangers from relaying.",
  why: `After \`warn_if_reject\` the next restriction only logs what it would have rejected. It is meant for trying a
restriction out, and left before a guard it makes a hole.`,
  remedy: "Remove `warn_if_reject` before `reject_unauth_destination`.",
  references: [postconf("warn_if_reject"), readme("SMTPD_ACCESS_README")],
  check(context) {
    for (const one of written(context, "smtpd_relay_restrictions", "smtpd_recipient_restrictions")) {
      const steps = parseRestrictions(one.text);
      for (const [at, step] of steps.entries()) {
        const guard = steps[at + 1];
        if (step.kind !== "warn" || guard?.kind !== "name") continue;
        const { text, end } = guard.name;
        if (!/^(?:reject|defer)(?:_unauth_destination)?$/i.test(text)) continue;
        const later = steps.slice(at + 2).some((other) => other.kind === "name" && isGuard(other.name.text));
        context.report({
          span: placeOf(one.value, step.name.start, end) ?? one.span,
          severity: later ? "warning" : "error",
          message: later
            ? `\`warn_if_reject ${text}\` in \`${one.name}\` only logs: what keeps strangers from relaying is the guard behind it; delete it, or write \`${text}\``
            : `\`warn_if_reject ${text}\` in \`${one.name}\` only logs: strangers are not kept from relaying here; write \`${text}\``,
        });
      }
    }
  },
  examples: [
    {
      title: "tried out and forgotten",
      dialect: "postfix-main",
      bad: "smtpd_relay_restrictions = permit_mynetworks, «warn_if_reject reject_unauth_destination»\n",
    },
    {
      title: "a guard",
      dialect: "postfix-main",
      good: "smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination\n",
    },
    {
      title: "a block list on trial",
      dialect: "postfix-main",
      good: "smtpd_recipient_restrictions = reject_unauth_destination, warn_if_reject reject_rbl_client bl.example.net\n",
      trap: true,
    },
  ],
});
