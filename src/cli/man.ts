// The manual page in roff (man(7)), made from the commands so that it cannot differ from them.

import type { Command } from "commander";
import { environmentName, settingKeys } from "../config-file.ts";
import type { Io } from "./io.ts";
import { createProgram } from "./program.ts";
import { version } from "./version.ts";

const nowhere: Io = {
  directory: "/",
  env: {},
  stdout: { write: () => {}, isTerminal: false },
  stderr: { write: () => {}, isTerminal: false },
  stdin: async () => new Uint8Array(),
};

export function manPage(): string {
  const program = createProgram(nowhere, () => {});
  return [
    `.TH MAILINT 1 "" "mailint ${version}" "User Commands"`,
    ".SH NAME",
    "mailint \\- lint the configuration of Dovecot, Postfix and Courier mail servers",
    ".SH SYNOPSIS",
    ".B mailint",
    "[\\fIcommand\\fR] [\\fIoption\\fR...] [\\fIpath\\fR...]",
    ".SH DESCRIPTION",
    roff(program.description()),
    "Without a command, \\fBlint\\fR is meant.",
    ".SH COMMANDS",
    ...program.commands.flatMap(commandPart),
    ".SH ENVIRONMENT",
    ...settingKeys.flatMap(({ key, about }) => [".TP", `.B ${roff(environmentName(key))}`, roff(about)]),
    ".TP",
    ".B NO_COLOR, FORCE_COLOR",
    "Never, or always, colour what is printed.",
    ".SH FILES",
    ".TP",
    ".B mailint.toml",
    "Options of a project, found upwards from the working directory; \\fBmailint init\\fR writes one.",
    ".SH EXIT STATUS",
    ...exitStatus.flatMap(([code, meaning]) => [".TP", `.B ${code}`, meaning]),
    ".SH SEE ALSO",
    ".BR doveconf (1),",
    ".BR postconf (1),",
    ".BR courier (8)",
    "",
  ].join("\n");
}

const exitStatus = [
  ["0", "Nothing found at or above \\fB\\-\\-fail\\-on\\fR."],
  ["1", "Findings, or baseline entries that occur no more."],
  ["2", "Wrong use."],
  ["3", "Nothing to lint, or a path that cannot be read or written."],
  ["70", "A defect of mailint."],
] as const;

function commandPart(command: Command): string[] {
  const usage = command.registeredArguments.map((argument) => {
    const name = `${argument.name()}${argument.variadic ? "..." : ""}`;
    return argument.required ? `\\fI${roff(name)}\\fR` : `[\\fI${roff(name)}\\fR]`;
  });
  const options = command.options.flatMap(({ flags, description, argChoices }) => [
    ".TP",
    `.B ${roff(flags)}`,
    roff(`${description}${argChoices === undefined ? "" : ` (${argChoices.join(", ")})`}`),
  ]);
  return [
    `.SS "mailint ${roff(command.name())} ${usage.join(" ")}"`,
    `${sentence(command.description())}`,
    ...options,
  ];
}

function sentence(text: string): string {
  return roff(`${text.charAt(0).toUpperCase()}${text.slice(1)}.`);
}

/** Escapes what roff would take as its own: backslashes, hyphens, and a dot or quote that begins a line. */
function roff(text: string): string {
  return text
    .replaceAll("\\", "\\e")
    .replaceAll("-", "\\-")
    .replaceAll("`", "")
    .replace(/^([.'])/, "\\&$1");
}
