// The commands, and how a command line becomes an exit code.

import { Command, CommanderError } from "commander";
import { home } from "../home.ts";
import { nearest } from "../nearest.ts";
import { completionsCommand } from "./completions.ts";
import { explainCommand } from "./explain.ts";
import { fleetCommand } from "./fleet.ts";
import { initCommand } from "./init.ts";
import { exit, failure, type Io, isFailure, plain } from "./io.ts";
import { lintCommand } from "./lint.ts";
import { listenersCommand } from "./listeners.ts";
import { mergeCommand } from "./merge.ts";
import { relayCommand } from "./relay.ts";
import { reportCommand } from "./report.ts";
import { rulesCommand } from "./rules.ts";
import { showCommand } from "./show.ts";
import { upgradeCommand } from "./upgrade.ts";
import { commandName, usageText } from "./usage.ts";
import { version } from "./version.ts";

const more = `
Examples:
  mailint /etc/dovecot /etc/postfix             lint the configuration of this machine
  mailint --diff /etc/postfix                   what \`--fix\` would change
  mailint explain open-relay                    why a finding matters, and what to do
  mailint upgrade /etc/dovecot --target dovecot=2.4

Exit codes: 0 nothing found at or above --fail-on, 1 findings, 2 wrong use, 3 nothing to lint or a path that cannot
be read or written, 70 a defect of mailint. \`mailint COMMAND --help\` lists the options of a command.
Documentation: ${home}`;

export function createProgram(io: Io, done: (code: number) => void): Command {
  const program = new Command("mailint")
    .usage("[lint] [options] [path...]\n       mailint <command> [options] ...")
    .description("Lints the configuration of Dovecot, Postfix and Courier mail servers.")
    .version(version, "-V, --version")
    .addHelpText("after", more)
    .showSuggestionAfterError(true)
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      // Said in `codeOf`, where the command is known.
      outputError: () => {},
    })
    .exitOverride();
  lintCommand(program.command("lint", { isDefault: true }), io, done);
  showCommand(program.command("show"), io, done);
  listenersCommand(program.command("listeners"), io, done);
  relayCommand(program.command("relay"), io, done);
  reportCommand(program.command("report"), io, done);
  explainCommand(program.command("explain"), io, done);
  rulesCommand(program.command("rules"), io, done);
  upgradeCommand(program.command("upgrade"), io, done);
  fleetCommand(program.command("fleet"), io, done);
  mergeCommand(program.command("merge"), io, done);
  initCommand(program.command("init"), io, done);
  completionsCommand(program.command("completions"), program, io, done);
  return program;
}

/** Runs one command line (without `node` and the script); never throws. */
export async function run(args: readonly string[], io: Io): Promise<number> {
  let code: number = exit.clean;
  const program = createProgram(io, (result) => {
    code = result;
  });
  try {
    if (args.includes(""))
      throw failure(
        "an argument is empty, as of a variable of the shell that is not set; `.` is the working directory",
      );
    await program.parseAsync(withModes(args), { from: "user" });
    if (code === exit.input) tellCommand(args[0] ?? "", program, io);
    return code;
  } catch (error) {
    return codeOf(error, commandName(args, program), io);
  }
}

/** A misspelled command is taken for a path to lint. */
function tellCommand(first: string, { commands }: Command, io: Io): void {
  const names = commands.map((command) => command.name());
  const near = names.includes(first) || first.startsWith("-") ? undefined : nearest(first, names);
  if (near !== undefined) io.stderr.write(`mailint: did you mean the command \`${near}\`?\n`);
}

/** A bare `--fix` must not take the path behind it for its mode; behind `--` there are paths only. */
function withModes(args: readonly string[]): string[] {
  const options = args.includes("--") ? args.indexOf("--") : args.length;
  return args.map((arg, at) => (arg === "--fix" && at < options ? "--fix=safe" : arg));
}

function codeOf(error: unknown, command: string, io: Io): number {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return exit.clean;
    io.stderr.write(`mailint: ${plain(usageText(error.message, command))}\n`);
    return exit.usage;
  }
  if (isFailure(error)) {
    for (const line of error.message.split("\n")) io.stderr.write(`mailint: ${plain(line)}\n`);
    return error.exitCode;
  }
  const reason = error instanceof Error ? error.message : String(error);
  io.stderr.write(
    `mailint: internal error: ${plain(reason)}; please report it with the configuration that shows it: ${home}/issues\n`,
  );
  return exit.internal;
}
