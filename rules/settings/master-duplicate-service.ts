import { defineRule } from "../../src/rule.ts";
import { reportProblems } from "../../src/vocabulary.ts";
import { readme } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/master-duplicate-service",
  since: "0.1.0",
  severity: "error",
  securitySeverity: 5.0,
  precision: "very-high",
  cwe: [561],
  summary: "A service is defined twice.",
  why: "master uses the last definition of a name and type and forgets the options of the first. A name and a number for one port are the same service too.",
  remedy: "Delete the definition that is not meant.",
  references: [readme("master.5")],
  check(context) {
    reportProblems(context, "postfix/master-duplicate-service");
  },
  examples: [
    {
      title: "twice",
      dialect: "postfix-master",
      bad: "smtp inet n - y - - smtpd\n«smtp» inet n - y - - postscreen\n",
    },
    {
      title: "one each",
      dialect: "postfix-master",
      good: "smtp inet n - y - 1 postscreen\nsmtpd pass - - y - - smtpd\n",
    },
    {
      title: "one name, two types",
      dialect: "postfix-master",
      good: "smtp inet n - y - - smtpd\nsmtp unix - - y - - smtp\n",
      trap: true,
    },
  ],
});
