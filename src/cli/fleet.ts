// `mailint fleet`: lints the trees of many hosts, a line of JSON each, and says what the network could reach.

import { type Command, InvalidArgumentError, Option } from "commander";
import { type FailOn, failOns } from "../config-file.ts";
import { profileNames } from "../profiles.ts";
import type { Io } from "./io.ts";
import type { SelectionFlags } from "./selection-flags.ts";
import { withExclude } from "./tree.ts";

export interface FleetFlags extends SelectionFlags {
  readonly format?: readonly string[];
  readonly summary: string;
  readonly jobs?: number;
  readonly timeout: number;
  readonly ordered?: boolean;
  readonly resume?: string;
  readonly retry?: boolean;
  readonly failOn?: FailOn;
  readonly profile?: string;
  readonly dovecot?: string;
  readonly postfix?: string;
  readonly courier?: string;
  readonly requireReasons?: boolean;
  readonly ignores?: boolean;
  readonly config?: string | boolean;
  readonly exclude?: readonly string[];
}

const collect = (value: string, all: readonly string[] = []) => [...all, value];

export function fleetCommand(command: Command, io: Io, done: (code: number) => void): void {
  withExclude(command)
    .description("lint the trees of many hosts, one line of JSON each, and count what is exposed")
    .argument(
      "[source...]",
      "a directory with one directory or tar archive a host, an archive, or a file with a path a line; `-` reads such lines",
    )
    .option("-f, --format <format[=file]>", "jsonl (default), html=FILE for people; repeatable", collect)
    .option("--summary <form[=file]>", "what ends the run: text, json or none", "text")
    .option("-j, --jobs <number>", "hosts linted at a time (default: one a processor)", wholeNumber)
    .option("--timeout <seconds>", "the longest that one host may take", seconds, 60)
    .option("--ordered", "lines in the order of the hosts, not as they finish")
    .option("--resume <file>", "append each line to this file, and leave out the hosts that it has")
    .option("--retry", "with --resume: lint again the hosts that failed")
    .addOption(
      new Option(
        "--fail-on <severity>",
        "least severity that makes the exit code 1 (default: warning)",
      ).choices(failOns),
    )
    .option("--rule <rule=level>", "a rule off, on, or as note, warning or error; repeatable", collect)
    .option("--only <rule>", "run only this rule; repeatable", collect)
    .addOption(new Option("--profile <name>", "which rules run").choices(profileNames))
    .option("--dovecot <version>", "read Dovecot trees as this version: 2.3 or 2.4")
    .option("--postfix <version>", "read Postfix trees as this version, such as 3.7")
    .option(
      "--courier <version>",
      "read Courier trees as this release, such as 1.1.5, or 5.1.4 of courier-imap",
    )
    .option("--require-reasons", "an ignore without a reason is a finding")
    .option("--no-ignores", "show what ignores in the files hide")
    .option("--config <file>", "read this instead of looking for mailint.toml")
    .option("--no-config", "look for no mailint.toml")
    .addHelpText(
      "after",
      `
Exit codes: 0 nothing found at or above --fail-on, 1 findings on some host, 2 wrong use, 3 some host could not be
linted, or there was none with a configuration.`,
    )
    .action(async (sources: string[], flags: FleetFlags) => {
      const { runFleet } = await import("./fleet-run.ts");
      done(await runFleet(sources, flags, io));
    });
}

function wholeNumber(text: string): number {
  if (!/^\d{1,3}$/.test(text))
    throw new InvalidArgumentError("write a whole number; 0 works without threads");
  return Number(text);
}

function seconds(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value <= 86_400)) throw new InvalidArgumentError("write seconds, at most a day");
  return value;
}
