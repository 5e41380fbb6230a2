// Finds mailint.toml and merges what it says with the environment and the flags: flags first, then environment, then file.

import { existsSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import {
  environmentName,
  type RunSettings,
  type SettingsProblem,
  settingKeys,
  settingsOf,
  settingsOfEnvironment,
} from "../config-file.ts";
import { withoutLastSlashes } from "../host.ts";
import { visible } from "../report/visible.ts";
import { type BoundKey, type Bounds, checkBounds } from "./bounds.ts";
import { exit, failure, type Io } from "./io.ts";
import { readOwnFile } from "./own-file.ts";

export const configName = "mailint.toml";

/** In MiB. */
const sizeLimit = 1;

export interface ConfigFlags {
  /** A path, `false` for `--no-config`, `true` or absent to look for one. */
  readonly config?: string | boolean;
}

/** A flag that is there says something in the place of the file. */
type Flags = ConfigFlags & Partial<Record<BoundKey, unknown>>;

export interface BoundSettings extends RunSettings {
  /** Where `paths` must lie, when a file says them that was found. */
  readonly bounds?: Bounds | undefined;
}

/**
 * Settings of the file and the environment; problems in either are a usage error, all in one message. A command that
 * runs no rules gives no `ruleIds`.
 */
export async function loadSettings(
  flags: Flags,
  ruleIds: readonly string[] | undefined,
  io: Io,
): Promise<BoundSettings> {
  const { settings, problems } = settingsOfEnvironment(io.env, ruleIds);
  const fromFile = await settingsOfFile(flags, settings, ruleIds, io);
  const [first] = problems;
  if (first !== undefined) {
    const known = settingKeys.some(({ key }) => key === first.key);
    throw failure(`${environmentName(known ? first.key : "rules")}: ${first.message}`);
  }
  return { ...fromFile, ...settings, ...(settings.paths === undefined ? {} : { bounds: undefined }) };
}

async function settingsOfFile(
  flags: Flags,
  environment: RunSettings,
  ruleIds: readonly string[] | undefined,
  io: Io,
): Promise<BoundSettings> {
  const named = typeof flags.config === "string" ? resolve(io.directory, flags.config) : undefined;
  const path = named ?? findConfig(flags, io);
  if (path === undefined) return {};
  const shown = visible(relative(io.directory, path) || path);
  const said = await readSettings({ path, shown, found: named === undefined }, ruleIds);
  const settings = inDirectory(said, relative(io.directory, dirname(path)));
  if (named !== undefined) return settings;
  const bounds = { directory: dirname(path), shown };
  // What a flag or the environment says is asked in the place of the file.
  const asked = (key: BoundKey) => flags[key] === undefined && environment[key] === undefined;
  checkBounds(said, asked, bounds, io.directory);
  return { ...settings, bounds };
}

/** Upwards from the working directory; a repository's top ends the search. */
function findConfig({ config }: ConfigFlags, { directory }: Io): string | undefined {
  if (config === false) return undefined;
  for (let at = directory; ; at = dirname(at)) {
    const path = join(at, configName);
    if (existsSync(path)) return path;
    if (existsSync(join(at, ".git")) || dirname(at) === at) return undefined;
  }
}

interface ConfigFile {
  readonly path: string;
  /** As messages name it. */
  readonly shown: string;
  /** It was found, and not named by whoever runs mailint. */
  readonly found: boolean;
}

async function readSettings(file: ConfigFile, ruleIds: readonly string[] | undefined): Promise<RunSettings> {
  const text = readText(file);
  const { parse } = await import("smol-toml");
  let table: Record<string, unknown>;
  try {
    table = parse(text);
  } catch (error) {
    const { line, column } = error as { line?: number; column?: number };
    const [reason] = (error as Error).message.replace(/^Invalid TOML document: /, "").split("\n");
    throw failure(`${file.shown}:${line ?? 1}:${column ?? 1}: ${reason}`);
  }
  const { settings, problems } = settingsOf(table, ruleIds);
  if (problems.length > 0) {
    const lines = text.split("\n");
    throw failure(problems.map((problem) => located(problem, lines, file.shown)).join("\n"));
  }
  return settings;
}

function readText({ path, shown, found }: ConfigFile): string {
  const read = readOwnFile(path, { limit: sizeLimit, regular: found });
  if (read.kind === "text") return read.text;
  throw failure(`${shown}: ${read.kind === "missing" ? "no such file" : read.reason}`, exit.input);
}

function located({ key, value, message }: SettingsProblem, lines: readonly string[], shown: string): string {
  const bare = (line: string) => line.trimStart().replace(/^["'[]+/, "");
  const at = lines.findIndex((line) => bare(line).startsWith(key));
  const column = at === -1 ? 1 : (lines[at] ?? "").indexOf(key) + 1;
  if (value !== undefined) {
    // As TOML writes it between its quotes, on the line of the key or below it.
    const quoted = [`'${value}'`, JSON.stringify(value)];
    const line = lines.findIndex((one, index) => index >= at && quoted.some((form) => one.includes(form)));
    const start = Math.max(...quoted.map((form) => lines[line]?.indexOf(form) ?? -1));
    if (line !== -1) return `${shown}:${line + 1}:${start + 1}: ${message}`;
  }
  return `${shown}:${at + 1 || 1}:${column}: ${message}`;
}

/** Paths in the file count from where the file lies. */
function inDirectory(settings: RunSettings, directory: string): RunSettings {
  if (directory === "") return settings;
  const at = (path: string) => join(directory, path);
  return {
    ...settings,
    ...(settings.paths === undefined ? {} : { paths: settings.paths.map(at) }),
    ...(settings.exclude === undefined ? {} : { exclude: settings.exclude.map(patternAt(directory)) }),
    ...(settings.root === undefined ? {} : { root: at(settings.root) }),
    ...(settings.baseline === undefined ? {} : { baseline: at(settings.baseline) }),
  };
}

/** A pattern with a slash counts from the directory of its file, whose own name holds no wildcards. */
function patternAt(directory: string): (pattern: string) => string {
  const literal = directory.replace(/[\\*?[{}]/g, "\\$&");
  return (pattern) =>
    pattern.startsWith("/") || !withoutLastSlashes(pattern).includes("/") ? pattern : `${literal}/${pattern}`;
}
