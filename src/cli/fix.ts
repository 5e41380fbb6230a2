// `--fix` and `--diff`: fixes in memory until none is left, checked by linting again, then written file by file.

import type { Finding, Fix } from "../finding.ts";
import { applyEdits, type FixMode, fixable } from "../fix.ts";
import type { Host } from "../host.ts";
import { type LintReport, type LintRequest, lint } from "../lint.ts";
import { oncePer } from "../once.ts";
import { displayPath } from "../report/report.ts";
import { visible } from "../report/visible.ts";
import { createMasker } from "../secrets.ts";
import { lineOf, type SourceFile } from "../source.ts";
import { printed, unifiedDiff } from "./diff.ts";
import type { Io } from "./io.ts";
import { changesOf, replaceFiles } from "./replace-file.ts";
import { withFiles } from "./tree.ts";

interface FixOptions {
  readonly mode: FixMode;
  /** Print the changes instead of making them. */
  readonly diff: boolean;
}

/** One fix can make room for the next; more rounds than this mean that two undo each other. */
const rounds = 10;

/** The report of the tree as it is afterwards; with `diff`, as it would be. */
export async function fixTree(request: LintRequest, { mode, diff }: FixOptions, io: Io): Promise<LintReport> {
  const { texts, report, before } = await fixInMemory(request, mode, io);
  const unsafe =
    mode === "safe"
      ? fixable(report.findings, "unsafe").filter(({ fix }) => fix.safety === "unsafe").length
      : 0;
  const changed = [...texts].filter(([path, text]) => before.get(path)?.text !== text);
  if (diff) {
    const hide = createMasker([...before.values()]);
    for (const [path, text] of changed) {
      const shown = visible(displayPath(path, io.directory));
      io.stdout.write(printed(hide(unifiedDiff(shown, before.get(path)?.text ?? "", text)), io));
    }
    tellUnsafe(unsafe, io);
    return report;
  }
  const files = changed.map(([path]) => before.get(path)).filter((file) => file !== undefined);
  replaceFiles(changesOf(files, texts, request.host), (path) => displayPath(path, io.directory));
  if (changed.length > 0)
    io.stderr.write(`mailint: fixed ${changed.length} file${changed.length === 1 ? "" : "s"}\n`);
  tellUnsafe(unsafe, io);
  return report;
}

/** Why `--fix` left findings that have a fix. */
function tellUnsafe(count: number, io: Io): void {
  if (count === 0) return;
  const fixes = count === 1 ? "1 fix is" : `${count} fixes are`;
  io.stderr.write(`mailint: ${fixes} left for \`--fix=unsafe\`: what works may change\n`);
}

async function fixInMemory(request: LintRequest, mode: FixMode, io: Io) {
  const texts = new Map<string, string>();
  const before = new Map<string, SourceFile>();
  const refused = new Set<string>();
  let report = await lint(request);
  for (let round = 0; round < rounds; round++) {
    for (const file of report.systems.flatMap(({ files }) => files))
      if (!before.has(file.path)) before.set(file.path, file);
    const wanted = fixable(report.findings, mode).filter((finding) => !refused.has(nameOf(finding)));
    if (wanted.length === 0) break;
    const { sound, after, all } = await soundFixes(wanted, report, request, texts);
    for (const finding of wanted) {
      if (sound.has(finding)) continue;
      refused.add(nameOf(finding));
      tellRefused(finding, io);
    }
    for (const [path, text] of all) texts.set(path, text);
    report = after;
  }
  return { texts, report, before };
}

type Fixable = Finding & { readonly fix: Fix };

/** The fixes that leave no more refusals of the daemon than before: all together, else what halves and halves of them do. */
async function soundFixes(
  wanted: readonly Fixable[],
  report: LintReport,
  request: LintRequest,
  texts: ReadonlyMap<string, string>,
) {
  const attempt = async (findings: readonly Fixable[]) => {
    const all: ReadonlyMap<string, string> = new Map([
      ...texts,
      ...applyEdits(findings.flatMap(({ fix }) => fix.edits)),
    ]);
    const after = await lint({ ...request, host: overlay(request.host, all) });
    return { sound: new Set(findings), all, after };
  };
  type Attempt = Awaited<ReturnType<typeof attempt>>;
  const withSound = async (more: readonly Fixable[], before: Attempt): Promise<Attempt> => {
    if (more.length === 0) return before;
    const together = await attempt([...before.sound, ...more]);
    if (fatalCount(together.after) <= fatalCount(report)) return together;
    if (more.length === 1) return before;
    const half = more.length >> 1;
    return withSound(more.slice(half), await withSound(more.slice(0, half), before));
  };
  return withSound(wanted, { sound: new Set<Fixable>(), all: texts, after: report });
}

function overlay(host: Host, texts: ReadonlyMap<string, string>): Host {
  return withFiles(host, texts);
}

function fatalCount({ systems }: LintReport): number {
  return systems.reduce((sum, { problems }) => sum + problems.filter(({ fatal }) => fatal).length, 0);
}

function nameOf({ rule, fix, span }: Fixable): string {
  return `${rule}\n${span.file.path}\n${fix.title}`;
}

const hiddenIn = oncePer((file: SourceFile) => createMasker([file]));

function tellRefused({ span, rule, fix }: Fixable, io: Io): void {
  const place = `${visible(displayPath(span.file.path, io.directory))}:${lineOf(span.file, span.start)}`;
  const title = hiddenIn(span.file)(fix.title);
  io.stderr.write(
    `mailint: ${place}: the fix of ${rule} (${visible(title)}) would leave a tree that the daemon refuses; not applied\n`,
  );
}
