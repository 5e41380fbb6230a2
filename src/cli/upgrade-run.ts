// What `mailint upgrade` does, apart from the command itself so that no other command loads it.

import { mkdirSync } from "node:fs";
import { join, dirname as parentOf, relative } from "node:path";
import { applyEdits } from "../fix.ts";
import { dirname, type Host } from "../host.ts";
import { loadSystems } from "../lint.ts";
import { displayPath, placeOf } from "../report/report.ts";
import { visible } from "../report/visible.ts";
import { createMasker } from "../secrets.ts";
import type { Span } from "../source.ts";
import type { DovecotSystem } from "../system.ts";
import { knownIn24 } from "../upgrade/known.ts";
import { upgradeDovecot } from "../upgrade/upgrade.ts";
import { printed, unifiedDiff } from "./diff.ts";
import { exit, failure, type Io } from "./io.ts";
import { changesOf, replaceFiles, writeWhole } from "./replace-file.ts";
import { treeOf, withFiles } from "./tree.ts";
import type { UpgradeFlags } from "./upgrade.ts";

/** The version Debian 13 has; later 2.4 releases read its configuration as it means it. */
const newest = "2.4.1";

/** The exit code. */
export async function upgrade(path: string, flags: UpgradeFlags, io: Io): Promise<number> {
  const version = targetOf(flags);
  const tree = await treeOf([path], { ...flags, dovecot: flags.dovecot ?? "2.3" }, io);
  const { systems, failures } = await loadSystems(tree);
  for (const failed of failures) io.stderr.write(`mailint: ${visible(failed.path)}: ${failed.reason}\n`);
  const trees = systems.filter((system): system is DovecotSystem => system.daemon === "dovecot");
  if (trees.length === 0) throw failure(`no Dovecot configuration in ${visible(path)}`, exit.input);
  let open = 0;
  for (const system of trees) open += await upgradeOne(system, { version, flags, host: tree.host }, io);
  if (failures.length > 0) return exit.input;
  return open > 0 ? exit.findings : exit.clean;
}

function targetOf({ target, output, diff, inPlace }: UpgradeFlags): string {
  const version = /^dovecot=(2\.4(?:\.\d+)?)$/.exec(target)?.[1];
  if (version === undefined) throw failure(`\`--target ${target}\`: the one target known is dovecot=2.4`);
  if ([output !== undefined, diff === true, inPlace === true].filter(Boolean).length > 1)
    throw failure("only one of `--output`, `--diff` and `--in-place` can be given");
  return version === "2.4" ? newest : version;
}

interface Job {
  readonly version: string;
  readonly flags: UpgradeFlags;
  readonly host: Host;
}

/** How many places are left to people. */
async function upgradeOne(system: DovecotSystem, { version, flags, host }: Job, io: Io): Promise<number> {
  if (/^[ \t]*dovecot_config_version\b/m.test(system.root.text)) {
    const root = displayPath(system.root.path, io.directory);
    io.stderr.write(`mailint: ${visible(root)}: is written for Dovecot 2.4 already\n`);
    return 0;
  }
  for (const problem of system.problems.filter(({ fatal }) => fatal))
    tell(problem.span, "error", `Dovecot 2.3 refuses this: ${problem.message}`, io, system);
  const { edits, notes } = upgradeDovecot(system, { version, knows: knownIn24 });
  const texts = applyEdits(edits);
  write(system, texts, flags, host, io);
  for (const { span, message } of notes) tell(span, "note", message, io, system);
  const left = await leftOver(system, texts, host, version, io);
  return notes.length + left;
}

function write(
  system: DovecotSystem,
  texts: ReadonlyMap<string, string>,
  { output, inPlace }: UpgradeFlags,
  host: Host,
  io: Io,
): void {
  const base = dirname(system.root.path);
  if (inPlace === true) {
    replaceFiles(changesOf(system.files, texts, host), (path) => displayPath(path, io.directory));
    return;
  }
  for (const file of system.files) {
    const text = texts.get(file.path) ?? file.text;
    if (output !== undefined) writeBelow(join(io.directory, output), relative(base, file.path), text);
    else {
      // `a/etc/dovecot/…`, which `patch -p1 -d /` finds.
      const shown = visible(displayPath(file.path, io.directory)).replace(/^\/+/, "");
      io.stdout.write(printed(createMasker(system.files)(unifiedDiff(shown, file.text, text)), io));
    }
  }
}

/** A file that the tree includes from outside of its directory keeps its name only. */
function writeBelow(directory: string, path: string, text: string): void {
  const inside = path.startsWith("..") ? (path.split("/").at(-1) ?? path) : path;
  const full = join(directory, inside);
  try {
    mkdirSync(parentOf(full), { recursive: true });
  } catch (error) {
    throw failure(
      `${visible(full)}: cannot be written (${(error as NodeJS.ErrnoException).code})`,
      exit.input,
    );
  }
  writeWhole(full, text, full);
}

/** What 2.4 would refuse of the result: said, so that nobody finds out at the restart. */
async function leftOver(
  system: DovecotSystem,
  texts: ReadonlyMap<string, string>,
  host: Host,
  version: string,
  io: Io,
): Promise<number> {
  const { systems } = await loadSystems({
    paths: [system.root.path],
    host: withFiles(host, texts),
    options: { dovecot: version },
  });
  const problems = systems.flatMap((one) => one.problems.filter(({ fatal }) => fatal));
  for (const { span, message } of problems)
    tell(span, "error", `in the new file, Dovecot ${version} refuses this: ${message}`, io, system);
  return problems.length;
}

function tell(span: Span, severity: string, message: string, io: Io, system: DovecotSystem): void {
  const { file, line, column } = placeOf(span, io.directory);
  const hide = createMasker(system.files);
  io.stderr.write(visible(hide(`${file}:${line}:${column}: ${severity}: ${message} [upgrade]`)).concat("\n"));
}
