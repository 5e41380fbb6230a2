import { type RelayVerdict, relay } from "../../src/model/postfix-relay.ts";
import { defineRule } from "../../src/rule.ts";
import { listed, postfixSystems } from "../../src/vocabulary.ts";
import { byPlace, postconf, readme, serviceLabel, serviceSpan } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/no-relay-guard",
  since: "0.1.0",
  severity: "error",
  precision: "very-high",
  cwe: [],
  summary: "The SMTP server does not start: no restriction rejects mail for foreign domains.",
  why: `smtpd dies with "in parameter smtpd_relay_restrictions or smtpd_recipient_restrictions, specify at least one working
instance of" when neither list has \`reject_unauth_destination\`, \`defer_unauth_destination\`, \`reject\`, \`defer\`,
\`defer_if_permit\` before a \`permit\`. master starts it again and again, and no mail comes in.`,
  remedy: "Add `reject_unauth_destination` to `smtpd_relay_restrictions`.",
  references: [postconf("smtpd_relay_restrictions"), readme("SMTPD_ACCESS_README")],
  check(context) {
    for (const system of postfixSystems(context)) {
      const fatal = relay(system).filter((one) => {
        const step = firstStep(one);
        return step?.outcome === "fatal" && (step.origin.kind === "file" || !system.config.withoutMaster);
      });
      // Where no service has a list of its own, main.cf's missing lists are one cause.
      const first = fatal.find((one) => firstStep(one)?.origin.kind === "default");
      const place = (one: RelayVerdict) => {
        const origin = firstStep(one)?.origin;
        return origin?.kind === "file" ? origin.span : serviceSpan(system, (first ?? one).endpoint);
      };
      for (const [span, verdicts] of byPlace(fatal, place)) {
        const services = listed(verdicts.map(({ endpoint }) => serviceLabel(system.config, endpoint)));
        context.report({
          span,
          message: `neither \`smtpd_relay_restrictions\` nor \`smtpd_recipient_restrictions\` of ${services} rejects anything by default: smtpd refuses to start; add \`reject_unauth_destination\``,
        });
      }
    }
  },
  examples: [
    {
      title: "defaults of level 0, for two services",
      version: "3.7",
      files: {
        "main.cf": "myhostname = mail.example.org\n",
        "master.cf": "«smtp inet» n - y - - smtpd\nsubmission inet n - y - - smtpd\n",
      },
    },
    {
      title: "both lists only permit",
      dialect: "postfix-main",
      bad: "«smtpd_relay_restrictions = permit_mynetworks, permit_sasl_authenticated»\n",
    },
    {
      title: "with its guard",
      dialect: "postfix-main",
      good: "smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination\n",
    },
    {
      title: "the guard stands in a restriction class",
      dialect: "postfix-main",
      good: "smtpd_relay_restrictions = ours\nsmtpd_restriction_classes = ours\nours = permit_mynetworks, reject_unauth_destination\n",
      trap: true,
    },
  ],
});

const firstStep = ({ lists }: RelayVerdict) => lists[0]?.[0];
