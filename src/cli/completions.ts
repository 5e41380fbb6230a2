// `mailint completions`: scripts that complete commands, options and their values in a shell, made from the commands.

import { type Command, Option } from "commander";
import { formats } from "../report/index.ts";
import { exit, type Io } from "./io.ts";
import { allRules } from "./rule-set.ts";

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
    .addHelpText(
      "after",
      `
bash: source <(mailint completions bash)
zsh:  source <(mailint completions zsh)   (after compinit)
fish: mailint completions fish > ~/.config/fish/completions/mailint.fish`,
    )
    .action(async (shell: Shell) => {
      const ids = (await allRules()).map(({ id }) => id);
      io.stdout.write(scripts[shell](program.commands.map((one) => completed(one, ids))));
      done(exit.clean);
    });
}

interface Completed {
  readonly name: string;
  readonly about: string;
  readonly options: readonly CompletedOption[];
  /** What its first argument may be; none = a path. */
  readonly words: readonly string[];
}

interface CompletedOption {
  readonly flags: readonly string[];
  readonly about: string;
  readonly takesValue: boolean;
  /** None = a path, or anything. */
  readonly values: readonly string[];
}

function completed(command: Command, ids: readonly string[]): Completed {
  const name = command.name();
  const options = command.options.filter((option): option is Option => option instanceof Option);
  return {
    name,
    about: command.description(),
    options: options.map((option) => ({
      flags: [option.short, option.long].filter((flag) => flag !== undefined),
      about: option.description,
      takesValue: option.required || option.optional,
      values: valuesOf(option, name, ids),
    })),
    words: name === "explain" ? ids : (command.registeredArguments[0]?.argChoices ?? []),
  };
}

function valuesOf({ long, argChoices }: Option, command: string, ids: readonly string[]): readonly string[] {
  if (argChoices !== undefined) return argChoices;
  if (long === "--only" || long === "--rule") return ids;
  return long === "--format" && command === "lint" ? Object.keys(formats) : [];
}

const scripts: Readonly<Record<Shell, (commands: readonly Completed[]) => string>> = {
  bash: bashScript,
  zsh: (commands) => `autoload -U +X bashcompinit && bashcompinit
${bashScript(commands)}`,
  fish: fishScript,
};

/** Bash cuts `--fix=safe` at its `=`: the option then stands two words before. */
function bashScript(commands: readonly Completed[]): string {
  const names = commands.map(({ name }) => name);
  const values = commands.flatMap(({ name, options }) =>
    options
      .filter((option) => option.values.length > 0)
      .map(({ flags, values }) => {
        const cases = flags.map((flag) => `"${name} ${flag}"`).join("|");
        return `    ${cases}) words="${values.join(" ")}" ;;`;
      }),
  );
  const flags = commands.map(
    ({ name, options }) => `      ${name}) words="${options.flatMap(({ flags }) => flags).join(" ")}" ;;`,
  );
  const words = commands
    .filter((command) => command.words.length > 0)
    .map(({ name, words }) => `      ${name}) words="${words.join(" ")}" ;;`);
  return `_mailint_words() {
  local word
  for word in $1; do case "$word" in "$2"*) COMPREPLY+=("$word") ;; esac; done
}
_mailint() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" command=lint word words=
  if [ "$current" = "=" ]; then current=
  elif [ "$previous" = "=" ]; then previous="\${COMP_WORDS[COMP_CWORD-2]}"; fi
  for word in "\${COMP_WORDS[@]:1:$((COMP_CWORD-1))}"; do
    case "$word" in ${names.join("|")}) command=$word; break ;; esac
  done
  case "$command $previous" in
${values.join("\n")}
  esac
  COMPREPLY=()
  if [ -n "$words" ]; then _mailint_words "$words" "$current"; return; fi
  case "$current" in
    -*) case "$command" in
${flags.join("\n")}
    esac ;;
    *) case "$command" in
${words.join("\n")}
    esac
    if [ "$COMP_CWORD" = 1 ]; then words="${names.join(" ")}"; fi ;;
  esac
  _mailint_words "$words" "$current"
  case "$current" in -*) ;; *)
    compopt -o filenames 2>/dev/null
    COMPREPLY+=($(compgen -f -- "$current")) ;;
  esac
}
complete -F _mailint mailint
`;
}

/** Without a command it is `lint`, so lint's options are offered until another command is named. */
function fishScript(commands: readonly Completed[]): string {
  const others = commands.map(({ name }) => name).filter((name) => name !== "lint");
  const seen = (name: string) =>
    name === "lint"
      ? `not __fish_seen_subcommand_from ${others.join(" ")}`
      : `__fish_seen_subcommand_from ${name}`;
  const lines = commands.flatMap(({ name, about, options, words }) => [
    `complete -c mailint -n __fish_use_subcommand -a ${name} -d ${quoted(about)}`,
    ...(words.length === 0 ? [] : [`complete -c mailint -n '${seen(name)}' -a ${quoted(words.join(" "))}`]),
    ...options.map(({ flags, about, takesValue, values }) => {
      const names = flags.map((flag) =>
        flag.startsWith("--") ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`,
      );
      const value = values.length > 0 ? ` -x -a ${quoted(values.join(" "))}` : takesValue ? " -r" : "";
      return `complete -c mailint -n '${seen(name)}' ${names.join(" ")} -d ${quoted(about)}${value}`;
    }),
  ]);
  return lines.map((line) => `${line}\n`).join("");
}

function quoted(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
