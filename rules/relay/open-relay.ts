import { decisive, relay } from "../../src/model/postfix-relay.ts";
import { defineRule, rfc } from "../../src/rule.ts";
import { listed, postfixSystems } from "../../src/vocabulary.ts";
import { byPlace, postconf, readme, serviceLabel, serviceSpan } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "open-relay",
  since: "0.1.0",
  severity: "error",
  securitySeverity: 8.6,
  precision: "very-high",
  cwe: [441, 862],
  summary: "Anybody on the Internet can send mail to anywhere through this server.",
  why: `An open relay is found within hours and used for spam; the host ends on block lists and its own mail is refused.
The restriction lists are walked as smtpd walks them for a stranger who sends to a foreign domain, and none of them rejects.
\`mailint relay\` prints the way through the lists.`,
  remedy: `Let \`smtpd_relay_restrictions\` end in \`reject_unauth_destination\`, with nothing before it that permits strangers:
\`permit_mynetworks, permit_sasl_authenticated, reject_unauth_destination\`.`,
  references: [
    {
      title: "SMTPD_ACCESS_README, dangerous use of smtpd_recipient_restrictions",
      url: "https://www.postfix.org/SMTPD_ACCESS_README.html#danger",
    },
    postconf("smtpd_relay_restrictions"),
    readme("SMTPD_ACCESS_README"),
    rfc(5321, "7.1"),
  ],
  check(context) {
    for (const system of postfixSystems(context)) {
      const open = relay(system).filter(({ verdict, endpoint }) => verdict === "open" && !endpoint.local);
      const place = (one: (typeof open)[number]) => {
        const origin = decisive(one)?.origin;
        return origin?.kind === "file" ? origin.span : serviceSpan(system, one.endpoint);
      };
      for (const [span, verdicts] of byPlace(open, place)) {
        const step = verdicts[0] === undefined ? undefined : decisive(verdicts[0]);
        const services = listed(verdicts.map(({ endpoint }) => serviceLabel(system.config, endpoint)));
        const by =
          step?.outcome === "permit"
            ? `\`${step.restriction}\` lets strangers relay`
            : "no restriction rejects strangers";
        context.report({
          span,
          message: `${by} through ${services}: anybody can send mail to any domain; reject with \`reject_unauth_destination\` before anything that permits strangers`,
        });
      }
    }
  },
  examples: [
    {
      title: "an access table that says OK to everybody",
      dialect: "postfix-main",
      bad: `compatibility_level = 3.6
smtpd_relay_restrictions = permit_mynetworks, «check_client_access static:OK», reject_unauth_destination
`,
    },
    {
      title: "every network is mine",
      dialect: "postfix-main",
      bad: `mynetworks = 0.0.0.0/0
smtpd_relay_restrictions = «permit_mynetworks», reject_unauth_destination
`,
    },
    {
      title: "the defaults of compatibility level 3.6",
      dialect: "postfix-main",
      good: `compatibility_level = 3.6
mynetworks = 127.0.0.0/8 [::1]/128
`,
    },
    {
      title: "an empty relay list whose recipient list ends in reject",
      files: {
        "main.cf": "compatibility_level = 3.6\n",
        "master.cf": `submission inet n - y - - smtpd
  -o smtpd_relay_restrictions=
  -o smtpd_recipient_restrictions=permit_sasl_authenticated,reject
`,
      },
      trap: true,
    },
    {
      title: "a content filter's way back, on loopback only",
      files: {
        "main.cf": "compatibility_level = 3.6\n",
        "master.cf": `127.0.0.1:10025 inet n - n - - smtpd
  -o mynetworks=127.0.0.0/8
  -o smtpd_relay_restrictions=
  -o smtpd_recipient_restrictions=permit_mynetworks,check_client_access,static:OK,reject
`,
      },
      trap: true,
    },
  ],
});
