// `mailint completions`: scripts that complete commands, options and rule ids in a shell, made from the commands.

import { type Command, Option } from "commander";
import { exit, type Io } from "./io.ts";

const shells = ["bash", "zsh", "fish"] as const;
type Shell = (typeof shells)[number];

export function completionsCommand(
  command: Command,
  program: Command,
  io: Io,
  done: (code: number) => void,
): void {
  command
    .description("print a completion script for a shell")
    .addArgument(command.createArgument("<shell>", "bash, zsh or fish").choices(shells))
    .action((shell: Shell) => {
      io.stdout.write(scripts[shell](program));
      done(exit.clean);
    });
}

const scripts: Readonly<Record<Shell, (program: Command) => string>> = {
  bash: (program) => `_mailint() {
  local current="\${COMP_WORDS[COMP_CWORD]}" command=lint word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$word" in ${commandsOf(program)
      .map(({ name }) => name)
      .join("|")}) command=$word; break ;; esac
  done
  case "$current" in
    -*) case "$command" in
${commandsOf(program)
  .map(({ name, flags }) => `      ${name}) COMPREPLY=($(compgen -W "${flags.join(" ")}" -- "$current")) ;;`)
  .join("\n")}
    esac ;;
    *) COMPREPLY=($(compgen -f -- "$current"))
      if ((COMP_CWORD == 1)); then COMPREPLY+=($(compgen -W "${commandsOf(program)
        .map(({ name }) => name)
        .join(" ")}" -- "$current")); fi ;;
  esac
}
complete -o filenames -F _mailint mailint
`,
  zsh: (program) => `#compdef mailint
autoload -U +X bashcompinit && bashcompinit
${scripts.bash(program)}`,
  fish: (program) =>
    commandsOf(program)
      .flatMap(({ name, about, options }) => [
        `complete -c mailint -n __fish_use_subcommand -a ${name} -d ${quoted(about)}`,
        ...options.map(({ long, description }) => {
          const option = (long ?? "").replace(/^--/, "");
          return `complete -c mailint -n '__fish_seen_subcommand_from ${name}' -l ${option} -d ${quoted(description)}`;
        }),
      ])
      .map((line) => `${line}\n`)
      .join(""),
};

function commandsOf(program: Command) {
  return program.commands.map((command) => {
    const options = command.options.filter(
      (option): option is Option => option instanceof Option && option.long !== undefined,
    );
    return {
      name: command.name(),
      about: command.description(),
      options,
      flags: options.flatMap(({ short, long }) => [short, long]).filter((flag) => flag !== undefined),
    };
  });
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "\\'")}'`;
}
