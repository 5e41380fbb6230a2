import { defineRule } from "../../src/rule.ts";
import { postfixSystems } from "../../src/vocabulary.ts";
import { servicesOf } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/pipe-root",
  since: "0.1.0",
  severity: "error",
  securitySeverity: 8.8,
  precision: "very-high",
  cwe: [250],
  summary: "A program that mail is piped to runs as root.",
  why: "`user=root` gives a program that strangers' mail reaches all rights on the host. pipe(8) refuses some of it, but not all.",
  remedy: "Make an account for the program.",
  references: [{ title: "pipe(8)", url: "https://www.postfix.org/pipe.8.html" }],
  check(context) {
    for (const { config } of postfixSystems(context))
      for (const service of servicesOf(config, "pipe")) {
        const user = service.operands.find(({ text }) => /^user=(?:root|0)(?::|$)/.test(text));
        if (user !== undefined)
          context.report({
            span: user.span,
            message: `\`${user.text}\` lets mail reach a program with the rights of root; use an account of its own`,
          });
      }
  },
  examples: [
    {
      title: "root",
      dialect: "postfix-master",
      bad: "filter unix - n n - - pipe flags=R «user=root» argv=/usr/local/bin/filter\n",
    },
    {
      title: "an account",
      dialect: "postfix-master",
      good: "filter unix - n n - - pipe flags=R user=filter argv=/usr/local/bin/filter\n",
    },
  ],
});
