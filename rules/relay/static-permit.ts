import { parseRestrictions } from "../../grammars/postfix-value/parser.ts";
import { parseTableArgument } from "../../grammars/postfix-value/table.ts";
import { effectOf, restrictionLists } from "../../src/model/postfix-restrictions.ts";
import { placeOf } from "../../src/model/postfix-values.ts";
import { defineRule } from "../../src/rule.ts";
import { isLoopbackHost, readme, written } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/static-permit",
  since: "0.1.0",
  severity: "error",
  securitySeverity: 8.6,
  precision: "very-high",
  cwe: [863],
  summary: "An access check says OK to every client, sender or recipient.",
  why: "`static:OK` answers every lookup, so all that comes after it in the list is skipped for everybody.",
  remedy: "Use a table with the keys you mean, or `static:DUNNO` to disable the check.",
  references: [
    { title: "access(5)", url: "https://www.postfix.org/access.5.html" },
    readme("DATABASE_README"),
  ],
  check(context) {
    for (const one of written(context, ...restrictionLists)) {
      for (const step of parseRestrictions(one.text)) {
        if (step.kind !== "call" || step.argument === undefined) continue;
        if (effectOf(step.name.text)?.kind !== "lookup") continue;
        const { type, result = "" } = parseTableArgument(step.argument);
        if (type !== "static" || !/^(?:ok|relay|permit|\d+)$/i.test(result)) continue;
        if (one.service !== undefined && isLoopbackHost(one.service.name.text)) continue;
        context.report({
          span: placeOf(one.value, step.name.start, step.argument.end) ?? one.span,
          message: `\`${step.name.text} ${step.argument.text}\` in \`${one.name}\` says ${result.toUpperCase()} to everybody: the restrictions after it never apply; name the keys in a table`,
        });
      }
    }
  },
  examples: [
    {
      title: "every client is fine",
      dialect: "postfix-main",
      bad: "smtpd_client_restrictions = «check_client_access static:OK», reject_rbl_client bl.example.net\n",
    },
    {
      title: "a table",
      dialect: "postfix-main",
      good: "smtpd_client_restrictions = check_client_access lmdb:/etc/postfix/clients\n",
    },
    {
      title: "a check that is switched off",
      dialect: "postfix-main",
      good: "smtpd_client_restrictions = check_client_access static:DUNNO, check_sender_access static:reject\n",
      trap: true,
    },
  ],
});
