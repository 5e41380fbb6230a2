import { defineRule } from "../../src/rule.ts";
import { reportProblems } from "../../src/vocabulary.ts";
import { postconf } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/undefined-restriction-variable",
  since: "0.1.0",
  severity: "error",
  securitySeverity: 7.5,
  precision: "very-high",
  cwe: [665, 862],
  summary: "A restriction list is taken from a parameter that is not defined.",
  why: `\`$mua_client_restrictions\` and the like in the stock master.cf are names of your own: until main.cf defines them they expand
to nothing, and the service has no restrictions of that kind.`,
  remedy:
    "Define the parameter in main.cf, such as `mua_client_restrictions = permit_sasl_authenticated, reject`.",
  references: [
    { title: "postconf(5), main.cf file format", url: "https://www.postfix.org/postconf.5.html" },
    postconf("smtpd_client_restrictions"),
  ],
  check: (context) => reportProblems(context, "postfix/undefined-restriction-variable"),
  examples: [
    {
      title: "the stock submission service, uncommented",
      files: {
        "main.cf": "compatibility_level = 3.6\n",
        "master.cf":
          "submission inet n - y - - smtpd\n  -o smtpd_client_restrictions=«$mua_client_restrictions»\n",
      },
      fixedFiles: {
        "main.cf": "mua_client_restrictions = permit_sasl_authenticated, reject\ncompatibility_level = 3.6\n",
      },
    },
    {
      title: "defined",
      files: {
        "main.cf": "mua_client_restrictions = permit_sasl_authenticated, reject\n",
        "master.cf":
          "submission inet n - y - - smtpd\n  -o smtpd_client_restrictions=$mua_client_restrictions\n",
      },
    },
    {
      title: "a name that is tested for",
      dialect: "postfix-main",
      good: "smtpd_client_restrictions = ${extra_checks?{permit_inet_interfaces}}, permit_mynetworks\n",
      trap: true,
    },
  ],
});
