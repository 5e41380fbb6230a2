// From the arguments of a command to what the core reads: paths, a host, and how to read the trees.

import { resolve } from "node:path";
import { type Command, Option } from "commander";
import type { RunSettings } from "../config-file.ts";
import { type Exclusion, exclusionOf, patternProblem } from "../exclude.ts";
import { type Host, normalizePath, textResult } from "../host.ts";
import { diskHost } from "../host-disk.ts";
import type { LintOptions } from "../options.ts";
import { type Dialect, decode } from "../source.ts";
import { type Bounds, checkPath } from "./bounds.ts";
import { type ConfigFlags, loadSettings } from "./config.ts";
import { exit, failure, type Io } from "./io.ts";

export interface TreeFlags extends ConfigFlags {
  readonly dovecot?: string;
  readonly postfix?: string;
  /** The Dovecot that runs now, where `dovecot` is that of `--target`. */
  readonly dovecotBefore?: string;
  readonly courier?: string;
  /** The Postfix that runs now, where `postfix` is that of `--target`. */
  readonly postfixBefore?: string;
  readonly root?: string;
  readonly follow?: boolean;
  readonly dialect?: Dialect;
  readonly stdinFilename?: string;
  readonly exclude?: readonly string[];
  /** What is given is excluded, too. */
  readonly forceExclude?: boolean;
}

export interface Tree {
  readonly paths: readonly string[];
  readonly host: Host;
  readonly options: LintOptions;
  /** All that was given is excluded, and that by `--force-exclude`. */
  readonly nothingLeft: boolean;
}

export const dialects: readonly Dialect[] = [
  "dovecot",
  "dovecot-ext",
  "postfix-main",
  "postfix-master",
  "postfix-map",
  "courier",
  "courier-authrc",
  "courier-access",
];

export const versionForms = {
  dovecot: /^2\.[34](?:\.\d+)*$/,
  postfix: /^[23]\.\d+(?:\.\d+)*$/,
  courier: /^\d\.\d+(?:\.\d+)*$/,
} as const;

/** What to write where a version has another form. */
export const knownVersions = {
  dovecot: "the versions known are 2.3 and 2.4",
  postfix: "write a version such as 3.7",
  courier: "write a version such as 1.1.5",
} as const;

export function withTreeOptions(command: Command): Command {
  return withExclude(command)
    .option("--dovecot <version>", "read Dovecot trees as this version: 2.3 or 2.4")
    .option("--postfix <version>", "read Postfix trees as this version, such as 3.7")
    .option(
      "--courier <version>",
      "read Courier trees as this release, such as 1.1.5, or 5.1.4 of courier-imap",
    )
    .option("--root <dir>", "directory that stands for `/`: absolute includes are looked up below it")
    .option("--follow", "read included files outside of what was given")
    .addOption(new Option("--dialect <name>", "what the given files are written in").choices(dialects))
    .option("--stdin-filename <name>", "name of what `-` reads from standard input")
    .option("--config <file>", "read this instead of looking for mailint.toml")
    .option("--no-config", "look for no mailint.toml");
}

export function withExclude(command: Command): Command {
  return command.option(
    "--exclude <glob>",
    "leave out files and directories that a search meets, besides those of mailint.toml; repeatable",
    (value: string, all: readonly string[] = []) => [...all, value],
  );
}

/** Patterns of the settings and of `--exclude`, each of which counts. */
export function excludePatterns(
  { exclude = [] }: RunSettings,
  flags: Pick<TreeFlags, "exclude">,
): readonly string[] {
  for (const pattern of flags.exclude ?? []) {
    const problem = patternProblem(pattern);
    if (problem !== undefined) throw failure(`\`--exclude ${pattern}\`: the pattern ${problem}`);
  }
  return [...exclude, ...(flags.exclude ?? [])];
}

/** The flags, and what mailint.toml and the environment say of how to read trees where they say nothing. */
export async function withSettings<Flags extends TreeFlags>(flags: Flags, io: Io): Promise<Flags> {
  const settings = await loadSettings(flags, undefined, io);
  return { ...treeFlags(settings), ...flags, exclude: excludePatterns(settings, flags) };
}

export function treeFlags({ dovecot, postfix, courier, root, follow }: RunSettings): TreeFlags {
  return {
    ...(dovecot === undefined ? {} : { dovecot }),
    ...(postfix === undefined ? {} : { postfix }),
    ...(courier === undefined ? {} : { courier }),
    ...(root === undefined ? {} : { root }),
    ...(follow === undefined ? {} : { follow }),
  };
}

/**
 * Files, directories, globs and `-`; nothing given means the working directory. `flags` hold the settings,
 * too. `bounds`: where the paths must lie.
 */
export async function treeOf(
  given: readonly string[],
  flags: TreeFlags,
  io: Io,
  bounds?: Bounds,
): Promise<Tree> {
  checkVersions(flags);
  if (flags.stdinFilename !== undefined && !given.includes("-"))
    throw failure("`--stdin-filename` names what `-` reads, and `-` is not given");
  const stdin = given.includes("-") ? await readStdin(given, flags, io) : undefined;
  const named = given.length === 0 ? ["."] : given.filter((path) => path !== "-");
  const { exclude = [], forceExclude = false } = flags;
  const wanted = exclusionOf(exclude, { base: io.directory, given: [] });
  const files = await expandGlobs(named, wanted, io);
  const stdinLeft = stdin !== undefined && !(forceExclude && wanted?.hides(stdin.path));
  const paths = forceExclude ? files.filter((path) => !wanted?.hides(path)) : files;
  if (bounds !== undefined) for (const path of files) checkPath("paths", resolve(io.directory, path), bounds);
  const disk = diskHost({
    roots: stdin === undefined ? paths : [...paths, stdin.path],
    root: flags.root,
    follow: flags.follow,
    directory: io.directory,
  });
  if (flags.root !== undefined && disk.kind(flags.root) !== "directory")
    throw failure(`\`--root ${flags.root}\` is no directory that can be read`);
  const all = stdinLeft ? [...paths, stdin.path] : paths;
  return {
    paths: all,
    host: stdin === undefined ? disk : withFile(disk, stdin.path, stdin.text),
    options: optionsOf(flags, exclusionOf(exclude, { base: io.directory, given: all })),
    nothingLeft: forceExclude && all.length === 0,
  };
}

function optionsOf(
  { dovecot, postfix, dovecotBefore, courier, postfixBefore, root, follow, dialect }: TreeFlags,
  exclusion: Exclusion | undefined,
): LintOptions {
  return {
    ...(dovecot === undefined ? {} : { dovecot }),
    ...(postfix === undefined ? {} : { postfix }),
    ...(dovecotBefore === undefined ? {} : { dovecotBefore }),
    ...(courier === undefined ? {} : { courier }),
    ...(postfixBefore === undefined ? {} : { postfixBefore }),
    ...(root === undefined ? {} : { root }),
    ...(follow === undefined ? {} : { follow }),
    ...(dialect === undefined ? {} : { dialect }),
    ...(exclusion === undefined ? {} : { exclusion }),
  };
}

export function checkVersions({ dovecot, postfix, courier }: RunSettings): void {
  if (dovecot !== undefined && !versionForms.dovecot.test(dovecot))
    throw failure(`\`--dovecot ${dovecot}\`: ${knownVersions.dovecot}`);
  if (postfix !== undefined && !versionForms.postfix.test(postfix))
    throw failure(`\`--postfix ${postfix}\`: ${knownVersions.postfix}`);
  if (courier !== undefined && !versionForms.courier.test(courier))
    throw failure(`\`--courier ${courier}\`: ${knownVersions.courier}`);
}

async function readStdin(given: readonly string[], flags: TreeFlags, io: Io) {
  if (given.filter((path) => path === "-").length > 1) throw failure("`-` can be given once only");
  if (flags.stdinFilename === undefined && flags.dialect === undefined)
    throw failure("`-` needs `--stdin-filename NAME` or `--dialect NAME`, to know what it reads");
  const path = normalizePath(flags.stdinFilename ?? "stdin");
  const read = textResult(decode(await io.stdin()));
  if (read.kind === "text") return { path, text: read.text };
  throw failure(`standard input: ${read.kind === "unreadable" ? read.reason : "cannot be read"}`, exit.input);
}

/** A host with one file in the place of what the disk has there. */
function withFile(host: Host, path: string, text: string): Host {
  return withFiles(host, new Map([[path, text]]));
}

/** A host with some files in the place of what the disk has there. */
export function withFiles(host: Host, texts: ReadonlyMap<string, string>): Host {
  const textOf = (path: string) => texts.get(path) ?? texts.get(normalizePath(path));
  return {
    ...host,
    read: (path) => {
      const text = textOf(path);
      return text === undefined ? host.read(path) : { kind: "text", text };
    },
    kind: (path) => (textOf(path) === undefined ? host.kind(path) : "file"),
  };
}

/** A path with glob characters that names no file itself is a glob: what it finds may be excluded, as it is not named. */
async function expandGlobs(
  given: readonly string[],
  exclusion: Exclusion | undefined,
  io: Io,
): Promise<string[]> {
  const paths: string[] = [];
  for (const path of given) {
    if (!/[*?[{]/.test(path) || isThere(path, io)) {
      paths.push(path);
      continue;
    }
    const { globbed, globLimit } = await import("./globs.ts");
    const found = globbed(path, io.directory);
    if (found === undefined)
      throw failure(`\`${path}\` passes the limit of ${globLimit} paths; name a directory`, exit.input);
    if (found.length === 0) throw failure(`no file matches \`${path}\``, exit.input);
    for (const one of found) if (!exclusion?.hides(one)) paths.push(one);
  }
  return paths;
}

function isThere(path: string, { directory }: Io): boolean {
  return diskHost({ roots: [path], directory }).kind(path) !== "missing";
}
