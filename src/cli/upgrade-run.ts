// What `mailint upgrade` does, apart from the command itself so that no other command loads it.

import { dirname, join, resolve } from "node:path";
import { applyEdits } from "../fix.ts";
import type { Host } from "../host.ts";
import { loadSystems } from "../lint.ts";
import { displayPath, maskerOf, placeOf } from "../report/report.ts";
import { visible } from "../report/visible.ts";
import { createMasker } from "../secrets.ts";
import type { Span } from "../source.ts";
import type { DovecotSystem } from "../system.ts";
import { knownIn24 } from "../upgrade/known.ts";
import { upgradeDovecot } from "../upgrade/upgrade.ts";
import { changedLines, printed, unifiedDiff } from "./diff.ts";
import { exit, failure, type Io, tellFailures } from "./io.ts";
import { changesOf, replaceFiles } from "./replace-file.ts";
import { treeOf, withFiles, withSettings } from "./tree.ts";
import type { UpgradeFlags } from "./upgrade.ts";
import { checkEmpty, newPlaces, writeNewTree } from "./upgrade-output.ts";

/** The version Debian 13 has; later 2.4 releases read its configuration as it means it. */
const newest = "2.4.1";

/** The exit code. */
export async function upgrade(path: string, flags: UpgradeFlags, io: Io): Promise<number> {
  const version = targetOf(flags);
  const settled = await withSettings(flags, io);
  // A version in mailint.toml may be that of the tree to come.
  const tree = await treeOf([path], { ...settled, dovecot: flags.dovecot ?? "2.3" }, io);
  const { systems, failures } = await loadSystems(tree);
  tellFailures(failures, io);
  const trees = systems.filter((system): system is DovecotSystem => system.daemon === "dovecot");
  if (trees.length === 0) throw failure(`no Dovecot configuration in ${visible(path)}`, exit.input);
  if (flags.output !== undefined) {
    const roots = trees.map(({ root }) => visible(displayPath(root.path, io.directory)));
    if (roots.length > 1)
      throw failure(
        `${visible(path)} holds ${roots.length} Dovecot configurations, ${roots.join(", ")}: name one`,
      );
    checkEmpty(resolve(io.directory, flags.output), io.directory, visible(flags.output));
  }
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
  const refused = system.problems.filter(({ fatal }) => fatal);
  for (const problem of refused)
    tell(problem.span, "error", `Dovecot 2.3 refuses this: ${problem.message}`, io, system);
  if (flags.inPlace === true && refused.length > 0)
    throw failure("nothing was changed: mend what Dovecot 2.3 refuses first, or use `--output`", exit.input);
  const { edits, notes } = upgradeDovecot(system, { version, knows: knownIn24 });
  const texts = applyEdits(edits);
  write(system, texts, flags, host, io);
  for (const { span, message } of notes) tell(span, "note", message, io, system);
  const left = await leftOver(system, texts, host, version, io);
  const open = refused.length + notes.length + left;
  summarize(system, texts, { flags, version, open }, io);
  return open;
}

function write(
  system: DovecotSystem,
  texts: ReadonlyMap<string, string>,
  { output, inPlace }: UpgradeFlags,
  host: Host,
  io: Io,
): void {
  if (inPlace === true) {
    replaceFiles(changesOf(system.files, texts, host), (path) => displayPath(path, io.directory));
    return;
  }
  if (output !== undefined) {
    const places = newPlaces(system.root.path, system.files);
    writeNewTree(
      resolve(io.directory, output),
      places.map(({ file, place, outside }) => ({
        place,
        text: texts.get(file.path) ?? file.text,
        like: host.real?.(file.path),
        likeDirectory: outside ? undefined : host.real?.(dirname(file.path)),
      })),
      visible(output),
    );
    for (const { file, place, outside } of places)
      if (outside)
        io.stderr.write(
          `mailint: ${visible(displayPath(file.path, io.directory))} lies outside of the tree and is written as ${visible(place)}: put it in its place\n`,
        );
    return;
  }
  for (const file of system.files) {
    const text = texts.get(file.path) ?? file.text;
    // `a/etc/dovecot/…`, which `patch -p1 -d /` finds.
    const shown = visible(displayPath(file.path, io.directory)).replace(/^\/+/, "");
    io.stdout.write(printed(createMasker(system.files)(unifiedDiff(shown, file.text, text)), io));
  }
}

interface Done {
  readonly flags: UpgradeFlags;
  readonly version: string;
  readonly open: number;
}

/** What was done, what is left, and how to go on. */
function summarize(
  system: DovecotSystem,
  texts: ReadonlyMap<string, string>,
  { flags: { output, inPlace }, version, open }: Done,
  io: Io,
): void {
  const changed = system.files.filter(({ path, text }) => (texts.get(path) ?? text) !== text);
  const lines = changed.reduce((sum, { path, text }) => sum + changedLines(text, texts.get(path) ?? text), 0);
  const root = displayPath(system.root.path, io.directory);
  const place = output === undefined ? root : join(output, system.root.path.split("/").at(-1) ?? "");
  const ofAll = `${changed.length} of ${count(system.files.length, "file")}`;
  const what =
    output !== undefined
      ? `${count(system.files.length, "file")} written to ${visible(output)}, ${changed.length} of them changed`
      : inPlace === true
        ? `${ofAll} changed in place`
        : `${ofAll} would change; nothing is written yet`;
  const left =
    open === 0
      ? "nothing is left to do by hand"
      : `${count(open, "place")} to look at, listed above and marked with \`# mailint-upgrade:\``;
  const next =
    output === undefined && inPlace !== true
      ? "write it with `--output DIR` or `--in-place`"
      : `with Dovecot ${version} run \`doveconf -n -c ${visible(place)}\``;
  io.stderr.write(`mailint: ${what} (${count(lines, "new line")}); ${left}; next, ${next}\n`);
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
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
  const hide = maskerOf({ systems: [system] });
  io.stderr.write(visible(hide(`${file}:${line}:${column}: ${severity}: ${message} [upgrade]`)).concat("\n"));
}
