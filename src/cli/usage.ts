// What commander says of wrong use, in mailint's words: the nearest name, the choices, and where to read more.

import type { Command } from "commander";
import { nearest } from "../nearest.ts";

/** One line; `message` is that of a `CommanderError`, `command` the one whose use was wrong. */
export function usageText(message: string, command: string): string {
  const text = message
    .trim()
    .replace(/^error: /, "")
    .replace(/\n/g, " ");
  const help = `\`${command} --help\``;
  const [, option, near] = /^unknown option '([^']*)'(?: \(Did you mean ([^ ]*)\?\))?$/.exec(text) ?? [];
  if (option !== undefined)
    return `unknown option \`${option.replace(/=.*/, "")}\`${near === undefined ? `; ${help} lists them` : meant(near)}`;
  const [, missing] = /^missing required argument '([^']*)'$/.exec(text) ?? [];
  if (missing !== undefined)
    return `\`${command}\` needs a ${missing.replace("|", " or ")}; ${help} says more`;
  const [, required] = /^required option '([^']*)' not specified$/.exec(text) ?? [];
  if (required !== undefined) return `\`${command}\` needs \`${required}\`; ${help} says more`;
  const [, empty] = /^option '(?:-\w, )?([^']*)' argument missing$/.exec(text) ?? [];
  if (empty !== undefined) return `\`${empty}\` is given without its value; ${help} says more`;
  if (text.startsWith("too many arguments"))
    return `\`${command}\` takes fewer arguments; ${help} says which`;
  const [, name, value, reason] =
    /^option '(?:-\w, )?(--[\w-]+)(?: [^']*)?' argument '([^']*)' is invalid\. ([^A'][^']*)$/.exec(text) ??
    [];
  if (reason !== undefined) return `\`${name} ${value}\`: ${reason}`;
  return choicesText(text) ?? text;
}

const ofOption =
  /^option '(?:-\w, )?(--[\w-]+)[^']*' argument '(.*)' is invalid\. Allowed choices are (.*)\.$/;
const ofArgument =
  /^command-argument value '(.*)' is invalid for argument '[^']*'\. Allowed choices are (.*)\.$/;

/** Commander names the nearest option, not the nearest choice. */
function choicesText(text: string): string | undefined {
  const option = ofOption.exec(text);
  const [, value, choices] = option?.slice(1) ?? ofArgument.exec(text) ?? [];
  if (value === undefined || choices === undefined) return undefined;
  const given = option === null ? value : `${option[1]} ${value}`;
  const near = nearest(value, choices.split(", "));
  return `\`${given}\`: it is one of ${choices}${near === undefined ? "" : meant(near)}`;
}

function meant(near: string): string {
  return `; did you mean \`${near}\`?`;
}

/** The command that a line of arguments names; none = `lint`, whose name may be left out. */
export function commandName(args: readonly string[], program: Command): string {
  const named = program.commands.find((command) => command.name() === args[0]);
  return `mailint ${named?.name() ?? "lint"}`;
}
