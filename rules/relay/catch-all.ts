import { defineRule } from "../../src/rule.ts";
import { postconf, written } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/catch-all",
  since: "0.1.0",
  severity: "note",
  precision: "high",
  cwe: [],
  summary: "Mail for unknown users is delivered to one address.",
  why: "With `luser_relay` every address at your domains exists: spam to guessed addresses is taken and kept.",
  remedy: "Delete `luser_relay`, and add an alias for each address you want.",
  references: [postconf("luser_relay")],
  check(context) {
    for (const one of written(context, "luser_relay"))
      if (one.text !== "")
        context.report({
          span: one.span,
          message: `\`luser_relay = ${one.text}\` takes mail for every guessed address; add aliases for those you want`,
        });
  },
  examples: [
    { title: "all unknown users", dialect: "postfix-main", bad: "luser_relay = «postmaster»\n" },
    { title: "none", dialect: "postfix-main", good: "luser_relay =\n" },
  ],
});
