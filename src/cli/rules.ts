// `mailint rules`: the rules there are.

import type { Command } from "commander";
import { docsUrl } from "../report/report.ts";
import type { Rule } from "../rule.ts";
import { exit, failure, type Io } from "./io.ts";
import { allRules, documented } from "./rule-set.ts";
import { formatOption } from "./show.ts";
import { table } from "./table.ts";

export function rulesCommand(command: Command, io: Io, done: (code: number) => void): void {
  command
    .description("list the rules, or those that speak of a word")
    .argument("[word...]", "only rules with all of these words in id, summary or prose")
    .addOption(formatOption(command))
    .action(async (words: string[], { format }: { format: "text" | "json" }) => {
      const rules = await rulesWith(words);
      if (rules.length === 0)
        throw failure(`no rule speaks of ${words.join(" and ")}; \`mailint rules\` lists all`);
      if (format === "json") {
        const all = await documented(rules);
        const rows = all.map(
          ({ id, since, severity, securitySeverity, precision, cwe, summary, optIn, references }) => ({
            id,
            since,
            severity,
            ...(securitySeverity === undefined ? {} : { securitySeverity }),
            precision,
            cwe,
            summary,
            optIn: optIn === true,
            references,
            url: docsUrl(id),
          }),
        );
        io.stdout.write(`${JSON.stringify(rows, undefined, 2)}\n`);
      } else {
        const rows = rules.map(({ id, severity, summary, optIn }) => [
          id,
          severity,
          `${summary}${optIn ? " (off by default)" : ""}`,
        ]);
        io.stdout.write(table([["RULE", "SEVERITY", "SUMMARY"], ...rows]));
      }
      done(exit.clean);
    });
}

async function rulesWith(words: readonly string[]): Promise<readonly Rule[]> {
  const rules = await allRules();
  if (words.length === 0) return rules;
  return (await documented(rules)).filter(({ id, summary, why, remedy }) => {
    const text = `${id} ${summary} ${why} ${remedy}`.toLowerCase();
    return words.every((word) => text.includes(word.toLowerCase()));
  });
}
