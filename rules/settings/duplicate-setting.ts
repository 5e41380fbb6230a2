import { defineRule } from "../../src/rule.ts";
import { reportProblems } from "../../src/vocabulary.ts";

export default defineRule({
  id: "duplicate-setting",
  since: "0.1.0",
  severity: "warning",
  precision: "very-high",
  cwe: [],
  summary: "A setting is written twice, and the first one has no effect.",
  why: "Postfix takes the last of two lines, and for `-o` the last of two options. Whoever changes the first one wonders why nothing happens.",
  remedy: "Delete the line that is not meant.",
  references: [{ title: "postconf(5), main.cf file format", url: "https://www.postfix.org/postconf.5.html" }],
  check(context) {
    reportProblems(context, "duplicate-setting");
  },
  examples: [
    {
      title: "two values",
      dialect: "postfix-main",
      bad: "mynetworks = 127.0.0.0/8\n«mynetworks» = 10.0.0.0/8\n",
    },
    { title: "one value", dialect: "postfix-main", good: "mynetworks = 127.0.0.0/8\n" },
    {
      title: "twice the same",
      dialect: "postfix-main",
      good: "myorigin = example.org\nmyorigin = example.org\n",
      trap: true,
    },
  ],
});
