import { programOf } from "../../src/model/postfix-services.ts";
import { defineRule } from "../../src/rule.ts";
import { postfixSystems, replaceFix } from "../../src/vocabulary.ts";
import { readme } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/service-privileged",
  since: "0.1.0",
  severity: "error",
  securitySeverity: 6.5,
  precision: "high",
  cwe: [250],
  summary: "A daemon runs as root that needs no root.",
  why: `\`n\` in the fifth column (unprivileged) makes the program keep the rights of root. Only local, pipe, spawn and virtual need them; in all others a flaw gives
away the host.`,
  remedy: "Write `-` in the column.",
  references: [readme("master.5")],
  check(context) {
    for (const { config } of postfixSystems(context))
      for (const service of config.services) {
        const { unprivileged } = service;
        if (unprivileged.text !== "n" || ["local", "pipe", "spawn", "virtual"].includes(programOf(service)))
          continue;
        context.report({
          span: unprivileged.span,
          message: `\`${programOf(service)}\` of service \`${service.name.text}\` runs as root and need not; write \`-\` in this column`,
          fix: replaceFix("give up the rights of root", unprivileged.span, "-"),
        });
      }
  },
  examples: [
    {
      title: "smtpd as root",
      dialect: "postfix-master",
      bad: "smtp inet n «n» y - - smtpd\n",
      fixed: "smtp inet n - y - - smtpd\n",
    },
    {
      title: "as in the stock file",
      dialect: "postfix-master",
      good: "pickup unix n - y 60 1 pickup\nlocal unix - n n - - local\n",
    },
    {
      title: "`n` in the column before means not private",
      dialect: "postfix-master",
      good: "smtp inet n - y - - smtpd\n",
      trap: true,
    },
  ],
});
