import { parseRestrictions } from "../../grammars/postfix-value/parser.ts";
import { mayExpand } from "../../src/model/postfix-access.ts";
import { effectOf, restrictionLists, restrictionNames } from "../../src/model/postfix-restrictions.ts";
import { placeOf, textValue } from "../../src/model/postfix-values.ts";
import { nearest } from "../../src/nearest.ts";
import { defineRule } from "../../src/rule.ts";
import { replaceFix } from "../../src/vocabulary.ts";
import { postconf, readme, withFix, written } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/unknown-restriction",
  since: "0.1.0",
  severity: "error",
  securitySeverity: 5.3,
  precision: "very-high",
  cwe: [16],
  summary: "A restriction list has a word that smtpd does not know.",
  why: `When smtpd comes to the word it answers 451 to everybody, "Server configuration error", and logs "unknown smtpd restriction".`,
  remedy: "Write the name that the message proposes, or name your own class in `smtpd_restriction_classes`.",
  remedyInMessage: true,
  references: [postconf("smtpd_recipient_restrictions"), readme("RESTRICTION_CLASS_README")],
  check(context) {
    for (const one of written(context, ...restrictionLists)) {
      const classes = textValue(one.config, "smtpd_restriction_classes", one.service);
      if (classes === undefined) continue;
      const own = classes.split(/[\s,]+/).filter((name) => name !== "");
      for (const step of parseRestrictions(one.text)) {
        if (step.kind !== "name" || mayExpand(step.name.text)) continue;
        const { text } = step.name;
        // A backslash before the end of a line in main.cf: `postfix/literal-quotes` tells of it.
        if (text === "\\" && one.service === undefined) continue;
        if (effectOf(text) !== undefined || own.includes(text)) continue;
        const span = placeOf(one.value, step.name.start, step.name.end) ?? one.span;
        const guess = nearest(text, [...restrictionNames(), ...own]);
        context.report({
          span,
          message: `smtpd does not know \`${text}\` in \`${one.name}\` and answers 451 to everybody${guess === undefined ? "" : `; did you mean \`${guess}\``}`,
          ...withFix(
            guess === undefined ? undefined : replaceFix(`write \`${guess}\``, span, guess, "unsafe"),
          ),
        });
      }
    }
  },
  examples: [
    {
      title: "a letter is missing",
      dialect: "postfix-main",
      bad: "smtpd_recipient_restrictions = permit_mynetworks, «reject_unath_destination»\n",
      fixed: "smtpd_recipient_restrictions = permit_mynetworks, reject_unauth_destination\n",
    },
    {
      title: "known names, in any case",
      dialect: "postfix-main",
      good: "smtpd_recipient_restrictions = Permit_MyNetworks, reject_unauth_destination\n",
    },
    {
      title: "a backslash at the end of a line, of which another rule tells",
      dialect: "postfix-main",
      good: "smtpd_recipient_restrictions = permit_mynetworks, \\\n  reject_unauth_destination\n",
      trap: true,
    },
    {
      title: "a class",
      dialect: "postfix-main",
      good: "smtpd_restriction_classes = checks\nchecks = reject_non_fqdn_recipient\nsmtpd_recipient_restrictions = reject_unauth_destination, checks\n",
      trap: true,
    },
  ],
});
