// `mailint rules`: the rules there are.

import type { Command } from "commander";
import { docsUrl } from "../report/report.ts";
import type { Io } from "./io.ts";
import { exit } from "./io.ts";
import { allRules, documented } from "./rule-set.ts";
import { formatOption } from "./show.ts";
import { table } from "./table.ts";

export function rulesCommand(command: Command, io: Io, done: (code: number) => void): void {
  command
    .description("list the rules")
    .addOption(formatOption(command))
    .action(async ({ format }: { format: "text" | "json" }) => {
      const rules = await allRules();
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
