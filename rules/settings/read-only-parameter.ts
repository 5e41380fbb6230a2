import { defineRule } from "../../src/rule.ts";
import { reportProblems } from "../../src/vocabulary.ts";

export default defineRule({
  id: "postfix/read-only-parameter",
  since: "0.1.0",
  severity: "warning",
  precision: "very-high",
  cwe: [],
  summary: "A parameter is set that Postfix sets itself.",
  why: "Postfix computes the parameter, and a value in the file is ignored.",
  remedy: "Delete the line.",
  references: [{ title: "postconf(5)", url: "https://www.postfix.org/postconf.5.html" }],
  check(context) {
    reportProblems(context, "postfix/read-only-parameter");
  },
  examples: [
    { title: "a computed name", dialect: "postfix-main", bad: "«process_name» = smtpd\n" },
    { title: "a name that can be set", dialect: "postfix-main", good: "mail_name = Mail\n" },
  ],
});
