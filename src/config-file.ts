// Settings of a run from mailint.toml and the environment: what may be said, and what is wrong with what was said.

import { patternProblem } from "./exclude.ts";
import { type Severity, severities } from "./finding.ts";
import { nearest } from "./nearest.ts";
import { profileNames } from "./profiles.ts";

export type RuleLevel = "off" | "on" | Severity;
export const ruleLevels: readonly RuleLevel[] = ["off", "on", ...severities];

export type FailOn = Severity | "never";
export const failOns: readonly FailOn[] = [...severities, "never"];

/** All optional: what is not said stays as the command line or the default has it. */
export interface RunSettings {
  readonly paths?: readonly string[];
  readonly exclude?: readonly string[];
  readonly dovecot?: string;
  readonly postfix?: string;
  readonly courier?: string;
  readonly root?: string;
  readonly follow?: boolean;
  readonly profile?: string;
  readonly failOn?: FailOn;
  readonly format?: readonly string[];
  readonly baseline?: string;
  readonly requireReasons?: boolean;
  readonly ignores?: boolean;
  readonly rules?: Readonly<Record<string, RuleLevel>>;
}

export interface SettingsProblem {
  readonly message: string;
  /** Key in the file that it is about, to find its line. */
  readonly key: string;
  /** The one of its values that it is about. */
  readonly value?: string;
}

type Kind = "string" | "boolean" | "strings" | "globs" | "levels";

/** Every key with its kind and what it says, for the file, the environment, `mailint init` and the JSON Schema. */
export const settingKeys: readonly {
  readonly key: string;
  readonly name: keyof RunSettings;
  readonly kind: Kind;
  readonly example: string;
  readonly about: string;
  readonly choices?: readonly string[];
}[] = [
  {
    key: "paths",
    name: "paths",
    kind: "strings",
    example: '["etc/dovecot", "etc/postfix"]',
    about: "What to lint when the command line names nothing.",
  },
  {
    key: "exclude",
    name: "exclude",
    kind: "globs",
    example: '["vendor", "etc/postfix/old-*", "**/*.bak/"]',
    about: "Files and directories that a search leaves out; a name without `/` is meant at any depth.",
  },
  {
    key: "dovecot",
    name: "dovecot",
    kind: "string",
    example: '"2.3"',
    about: "Version to read Dovecot trees as: 2.3 or 2.4.",
  },
  {
    key: "postfix",
    name: "postfix",
    kind: "string",
    example: '"3.7"',
    about: "Version to read Postfix trees as.",
  },
  {
    key: "courier",
    name: "courier",
    kind: "string",
    example: '"1.1.5"',
    about: "Release to read Courier trees as.",
  },
  {
    key: "root",
    name: "root",
    kind: "string",
    example: '"."',
    about: "Directory that stands for `/`: absolute includes are looked up below it.",
  },
  {
    key: "follow",
    name: "follow",
    kind: "boolean",
    example: "false",
    about: "Read included files outside of what was given.",
  },
  {
    key: "profile",
    name: "profile",
    kind: "string",
    example: '"default"',
    about: "Which rules run: `default`, `strict` for all, or those of a standard, such as `rfc8314`.",
    choices: profileNames,
  },
  {
    key: "fail-on",
    name: "failOn",
    kind: "string",
    example: '"warning"',
    about: "The least severity that makes the exit code 1.",
    choices: failOns,
  },
  {
    key: "format",
    name: "format",
    kind: "strings",
    example: '["text", "sarif=mailint.sarif"]',
    about: "Report formats, each with `=FILE` into a file.",
  },
  {
    key: "baseline",
    name: "baseline",
    kind: "string",
    example: '"mailint-baseline.json"',
    about: "Known findings that are hidden.",
  },
  {
    key: "require-reasons",
    name: "requireReasons",
    kind: "boolean",
    example: "false",
    about: "Ignores without a reason are findings.",
  },
  {
    key: "ignores",
    name: "ignores",
    kind: "boolean",
    example: "true",
    about: "`false` shows what ignores in the files hide.",
  },
  {
    key: "rules",
    name: "rules",
    kind: "levels",
    example: "",
    about: "Rules off, on, or with another severity.",
  },
];

/** A file with more of them is none of ours, and nobody reads so many. */
const problemLimit = 20;

/**
 * Checks a parsed mailint.toml; what is sound is taken even if the rest is not. Without `ruleIds` any rule may be named. Of
 * problems the first 20 are told.
 */
export function settingsOf(
  table: Readonly<Record<string, unknown>>,
  ruleIds: readonly string[] | undefined,
): { readonly settings: RunSettings; readonly problems: readonly SettingsProblem[] } {
  const settings: Record<string, unknown> = {};
  const problems: SettingsProblem[] = [];
  for (const [key, value] of Object.entries(table)) {
    if (problems.length >= problemLimit) break;
    const known = settingKeys.find((entry) => entry.key === key);
    if (known === undefined) {
      const keys = settingKeys.map((entry) => entry.key);
      problems.push({ key, message: `${unknownName("key", key, keys)}; there are ${keys.join(", ")}` });
      continue;
    }
    const wrong = known.kind === "levels" ? levelProblems(value, ruleIds) : valueProblems(known, value);
    for (const one of wrong) problems.push(one);
    if (wrong.length === 0) settings[known.name] = value;
  }
  return { settings: settings as RunSettings, problems };
}

function valueProblems(
  { key, kind, choices }: (typeof settingKeys)[number],
  value: unknown,
): SettingsProblem[] {
  const sound =
    kind === "strings" || kind === "globs"
      ? Array.isArray(value) && value.every((item) => typeof item === "string")
      : typeof value === kind;
  const wanted = {
    string: "a string",
    boolean: "true or false",
    strings: "an array of strings",
    globs: "an array of strings",
    levels: "a table",
  };
  if (!sound) return [{ key, message: `\`${key}\` takes ${wanted[kind]}` }];
  if (kind === "globs" && Array.isArray(value)) return value.flatMap((glob) => globProblems(key, glob));
  if (choices !== undefined && !choices.includes(String(value)))
    return [
      { key, message: `\`${key} = "${value}"\`: it is one of ${choices.join(", ")}${meant(value, choices)}` },
    ];
  return [];
}

function globProblems(key: string, value: string): SettingsProblem[] {
  const problem = patternProblem(value);
  return problem === undefined ? [] : [{ key, value, message: `the pattern \`${value}\` ${problem}` }];
}

function levelProblems(value: unknown, ruleIds: readonly string[] | undefined): SettingsProblem[] {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return [{ key: "rules", message: "`rules` takes a table of rule ids and levels" }];
  const problems: SettingsProblem[] = [];
  for (const [id, level] of Object.entries(value)) {
    if (problems.length >= problemLimit) break;
    if (ruleIds?.includes(id) === false)
      problems.push({ key: id, message: unknownName("rule", id, ruleIds) });
    else if (!ruleLevels.includes(level as RuleLevel))
      problems.push({
        key: id,
        message: `\`${id} = "${level}"\`: it is one of ${ruleLevels.join(", ")}${meant(level, ruleLevels)}`,
      });
  }
  return problems;
}

function meant(value: unknown, choices: readonly string[]): string {
  const near = nearest(String(value), choices);
  return near === undefined ? "" : `; did you mean \`${near}\`?`;
}

export function unknownName(what: string, name: string, known: readonly string[]): string {
  const near = nearest(name, known);
  return `unknown ${what} \`${name}\`${near === undefined ? "" : ` (did you mean \`${near}\`?)`}`;
}

/** `MAILINT_FAIL_ON=error`, `MAILINT_FORMAT=text,json`, `MAILINT_RULES=tls-disabled=off,weak-cipher=error`. */
export function settingsOfEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  ruleIds: readonly string[] | undefined,
): { readonly settings: RunSettings; readonly problems: readonly SettingsProblem[] } {
  const table: Record<string, unknown> = {};
  for (const { key, kind } of settingKeys) {
    const value = env[environmentName(key)];
    if (value !== undefined && value !== "") table[key] = ofKind(kind, value);
  }
  return settingsOf(table, ruleIds);
}

export function environmentName(key: string): string {
  return `MAILINT_${key.toUpperCase().replaceAll("-", "_")}`;
}

function ofKind(kind: Kind, value: string): unknown {
  if (kind === "boolean")
    return ["1", "true", "yes"].includes(value) || (["0", "false", "no"].includes(value) ? false : value);
  if (kind === "strings" || kind === "globs") return value.split(",");
  if (kind === "string") return value;
  return Object.fromEntries(
    value.split(",").map((pair) => {
      const at = pair.lastIndexOf("=");
      return at === -1 ? [pair, "on"] : [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
}
