import { defineRule } from "../../src/rule.ts";
import { reportProblems } from "../../src/vocabulary.ts";

/** Each name stands for twice the text of the one before. */
const doubling = (count: number): string =>
  `a0 = 0123456789\n${Array.from({ length: count }, (_, at) => `a${at + 1} = $a${at}$a${at}\n`).join("")}`;

export default defineRule({
  id: "limit",
  since: "0.1.0",
  severity: "note",
  precision: "very-high",
  cwe: [],
  summary: "A limit of mailint was reached; what lies behind it counts as unknown.",
  why: `Includes, nesting and expansion are followed up to limits no real configuration reaches, so that a hostile one cannot
take all memory or time. Behind a limit nothing is known, and no rule guesses.`,
  remedy: "Make the configuration smaller there, or lint its parts one by one.",
  references: [
    {
      title: "Postfix, mac_expand(3): recursion limit",
      url: "https://www.postfix.org/postconf.5.html",
    },
  ],
  check: (context) => reportProblems(context, "limit"),
  examples: [
    {
      title: "text that doubles at each step",
      dialect: "postfix-main",
      bad: `${doubling(12)}a13 = «$a12»$a12\n`,
    },
    { title: "one step less", dialect: "postfix-main", good: doubling(12) },
    { title: "a long value", dialect: "postfix-main", good: `a = ${"b ".repeat(500).trim()}\n`, trap: true },
  ],
});
