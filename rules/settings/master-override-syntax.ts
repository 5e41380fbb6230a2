import { defineRule } from "../../src/rule.ts";
import { reportProblems } from "../../src/vocabulary.ts";
import { readme } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/master-override-syntax",
  since: "0.1.0",
  severity: "error",
  securitySeverity: 4.0,
  precision: "very-high",
  cwe: [16],
  summary: "An option of a service is written in a way that the daemon does not read.",
  why: "`-o name = value` ends at the first blank: the daemon gets an option without value, or stops because of the words that are left. postconf shows nothing wrong.",
  remedy: "Write `-o name=value` without blanks, or `-o { name = value }`.",
  references: [readme("master.5")],
  check(context) {
    reportProblems(context, "postfix/master-override-syntax");
  },
  examples: [
    {
      title: "blanks around the equals sign",
      dialect: "postfix-master",
      bad: "smtp inet n - y - - smtpd\n  «-o smtpd_tls_security_level = encrypt»\n",
    },
    {
      title: "without blanks",
      dialect: "postfix-master",
      good: "smtp inet n - y - - smtpd\n  -o smtpd_tls_security_level=encrypt\n",
    },
    {
      title: "in braces",
      dialect: "postfix-master",
      good: "smtp inet n - y - - smtpd\n  -o { smtpd_tls_security_level = encrypt }\n",
      trap: true,
    },
  ],
});
