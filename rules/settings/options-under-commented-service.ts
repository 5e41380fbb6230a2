import { defineRule } from "../../src/rule.ts";
import { reportProblems } from "../../src/vocabulary.ts";
import { readme } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/options-under-commented-service",
  since: "0.1.0",
  severity: "error",
  securitySeverity: 6.0,
  precision: "high",
  cwe: [16],
  summary: "Options of a service that is commented out belong to the service before it.",
  why: `With only the first line of a service commented out, its indented \`-o\` lines go on with the service above: that one gets options that were meant for
another.`,
  remedy: "Comment out the option lines as well.",
  references: [readme("master.5")],
  check(context) {
    reportProblems(context, "postfix/options-under-commented-service");
  },
  examples: [
    {
      title: "the option of a submission service",
      dialect: "postfix-master",
      bad: "smtp inet n - y - - smtpd\n#submission inet n - y - - smtpd\n  «-o smtpd_tls_security_level=encrypt»\n",
    },
    {
      title: "all lines commented out",
      dialect: "postfix-master",
      good: "smtp inet n - y - - smtpd\n#submission inet n - y - - smtpd\n#  -o smtpd_tls_security_level=encrypt\n",
    },
    {
      title: "a comment between options",
      dialect: "postfix-master",
      good: "submission inet n - y - - smtpd\n# require TLS\n  -o smtpd_tls_security_level=encrypt\n",
      trap: true,
    },
  ],
});
