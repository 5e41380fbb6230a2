import { defineRule } from "../../src/rule.ts";
import { reportProblems } from "../../src/vocabulary.ts";
import { readme } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/unknown-daemon",
  since: "0.1.0",
  severity: "error",
  precision: "high",
  cwe: [],
  summary: "A service runs a program that Postfix does not have.",
  why: "master starts the service when somebody asks for it, fails, and tries again: what the service was for does not work.",
  remedy: "Correct the name of the program.",
  references: [readme("master.5")],
  check(context) {
    reportProblems(context, "postfix/unknown-daemon");
  },
  examples: [
    { title: "a misspelled program", dialect: "postfix-master", bad: "smtp inet n - y - - «smptd»\n" },
    { title: "a program of Postfix", dialect: "postfix-master", good: "smtp inet n - y - - smtpd\n" },
  ],
});
