import { parseWords } from "../../grammars/postfix-value/parser.ts";
import { parseTable } from "../../grammars/postfix-value/table.ts";
import { placeOf } from "../../src/model/postfix-values.ts";
import { defineRule } from "../../src/rule.ts";
import { postconf, readme, written } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/secret-in-static-map",
  since: "0.1.0",
  severity: "error",
  securitySeverity: 7.5,
  precision: "very-high",
  cwe: [256, 312],
  summary: "A password stands in main.cf.",
  why: "main.cf is readable by every user of the host, and `postconf` prints it.",
  remedy:
    "Put the password into a table that only root can read: `smtp_sasl_password_maps = lmdb:/etc/postfix/sasl_passwd`, mode 0600.",
  references: [postconf("smtp_sasl_password_maps"), readme("SASL_README")],
  check(context) {
    for (const one of written(context, "smtp_sasl_password_maps", "lmtp_sasl_password_maps"))
      for (const word of parseWords(one.text)) {
        const table = parseTable(word.text, word.start);
        const inner = table.type === "proxy" ? table.nested[0] : table;
        if (
          inner === undefined ||
          (inner.type !== "static" && inner.type !== "inline") ||
          inner.name.text === ""
        )
          continue;
        context.report({
          span: placeOf(one.value, word.start, word.start + table.type.length) ?? one.span,
          message: `\`${one.name}\` holds a password in main.cf, which every user can read; put it into a table with mode 0600`,
        });
      }
  },
  examples: [
    {
      title: "one password for all",
      dialect: "postfix-main",
      bad: "smtp_sasl_password_maps = «static»:user:example-password\n",
    },
    {
      title: "a table",
      dialect: "postfix-main",
      good: "smtp_sasl_password_maps = lmdb:/etc/postfix/sasl_passwd\n",
    },
  ],
});
