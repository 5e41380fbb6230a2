import { defineRule } from "../../src/rule.ts";
import { reportProblems } from "../../src/vocabulary.ts";
import { readme } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/accidental-continuation",
  since: "0.1.0",
  severity: "error",
  securitySeverity: 6.5,
  precision: "high",
  cwe: [16],
  summary: "An indented line became part of the value above it.",
  why: `A line that begins with a blank goes on with the line before it. A setting or a service that was indented by mistake is not read as one, and the
value above it is wrong.`,
  remedy: "Take the blanks from the beginning of the line.",
  references: [
    { title: "postconf(5), main.cf file format", url: "https://www.postfix.org/postconf.5.html" },
    readme("master.5"),
  ],
  check(context) {
    reportProblems(context, "postfix/accidental-continuation");
  },
  examples: [
    {
      title: "an indented setting",
      dialect: "postfix-main",
      bad: "myhostname = mail.example.org\n  «smtpd_tls_auth_only» = yes\n",
    },
    {
      title: "a list over several lines",
      dialect: "postfix-main",
      good: "mynetworks = 127.0.0.0/8\n  10.0.0.0/24\n",
    },
    {
      title: "a continuation with an equals sign",
      dialect: "postfix-main",
      good: "smtpd_client_restrictions = permit_mynetworks,\n  reject_rbl_client bl.example.net=127.0.0.2\n",
      trap: true,
    },
  ],
});
