// `mailint relay`: who may relay through each Postfix service, and the restrictions that decide it.

import type { Command } from "commander";
import type { RelayVerdict } from "../model/postfix-relay.ts";
import { jsonText } from "../report/json-text.ts";
import { placeOf } from "../report/report.ts";
import type { Origin } from "../system.ts";
import { type Io, plain } from "./io.ts";
import { formatOption } from "./show.ts";
import { systemsOf } from "./systems.ts";
import { type TreeFlags, withTreeOptions } from "./tree.ts";

interface RelayFlags extends TreeFlags {
  readonly format: "text" | "json";
}

export function relayCommand(command: Command, io: Io, done: (code: number) => void): void {
  withTreeOptions(command.description("Postfix: say who may relay through each service, and why"))
    .argument("<path...>", "configuration files or directories")
    .addOption(formatOption(command))
    .action(async (paths: string[], flags: RelayFlags) => {
      const { systems, code } = await systemsOf(paths, flags, io);
      const { relay } = await import("../model/postfix-relay.ts");
      const verdicts = systems.flatMap((system) => (system.daemon === "postfix" ? relay(system) : []));
      if (flags.format === "json")
        io.stdout.write(
          `${jsonText(
            verdicts.map((one) => jsonOf(one, io)),
            2,
          )}\n`,
        );
      // A `pass` service has a verdict for each postscreen before it, and mostly the same one.
      else if (systems.length > 0)
        io.stdout.write(
          verdicts.length === 0
            ? "no service takes mail from the network\n"
            : [...new Set(verdicts.map((one) => textOf(one, io)))].join("\n"),
        );
      done(code);
    });
}

/** A step from a default has no place. */
function placeOfOrigin(origin: Origin, { directory }: Io) {
  if (origin.kind === "default") return { file: null, line: null };
  const { file, line } = placeOf(origin.span, directory);
  return { file, line };
}

function jsonOf({ service, verdict, lists, on }: RelayVerdict, io: Io) {
  return {
    service,
    verdict,
    path: lists.flat().map(({ restriction, outcome, parameter, origin }) => ({
      ...placeOfOrigin(origin, io),
      parameter,
      restriction,
      outcome,
    })),
    on,
  };
}

function textOf({ service, verdict, lists, on }: RelayVerdict, io: Io): string {
  const depends = on.length === 0 ? "" : ` on ${on.map(plain).join(", ")}`;
  const steps = lists.flat().map(({ restriction, outcome, parameter, origin }) => {
    const { file, line } = placeOfOrigin(origin, io);
    const where = file === null ? "default" : `${plain(file)}:${line}`;
    return `  ${where}: ${parameter}: ${plain(restriction)}: ${outcome}\n`;
  });
  return `${plain(service)}: ${verdict}${depends}\n${steps.join("")}`;
}
