// The pipeline: paths to entries, entries to systems, systems to findings, findings to what is left to say.

import { applyBaseline, type Baseline, type StaleEntry } from "./baseline.ts";
import { type Discovery, discover, type InputFailure, isLimit } from "./discover.ts";
import { inOrder, runRules } from "./engine.ts";
import type { Exclusion } from "./exclude.ts";
import type { Finding } from "./finding.ts";
import { groupBy } from "./group-by.ts";
import { basename, type Host } from "./host.ts";
import { applyIgnores, type Ignored, type IgnoreOptions, type Suppressed } from "./ignores.ts";
import type { Machine } from "./machine.ts";
import { oncePer } from "./once.ts";
import type { LintOptions } from "./options.ts";
import { resolvers } from "./resolve/index.ts";
import type { Entry } from "./resolve/resolve.ts";
import type { Rule } from "./rule.ts";
import { templateRule } from "./run-rules.ts";
import { activeRules, isActive, type Selection, withSeverities } from "./selection.ts";
import type { Span } from "./source.ts";
import type { Daemon, System } from "./system.ts";

export interface LintRequest {
  readonly paths: readonly string[];
  readonly host: Host;
  readonly options: LintOptions;
  /** All rules there are; `selection` says which of them run. */
  readonly rules: readonly Rule[];
  readonly selection: Selection;
  readonly ignores: IgnoreOptions;
  readonly baseline?: Baseline | undefined;
  /** The machine that the configuration is that of; absent = nothing is asked of one. */
  readonly machine?: Machine | undefined;
  /** A steady clock in milliseconds: with it `timing` says what each stage took. */
  readonly clock?: (() => number) | undefined;
  /** Called before each system is resolved, for a progress line. */
  readonly progress?: ((done: number, all: number, entry: Entry) => void) | undefined;
}

export interface LintReport {
  readonly systems: readonly System[];
  /** What is left to say, in order. */
  readonly findings: readonly Finding[];
  /** What an ignore or the baseline hides. */
  readonly suppressed: readonly Suppressed[];
  /** Baseline entries that no finding has any more. */
  readonly stale: readonly StaleEntry[];
  readonly failures: readonly InputFailure[];
  readonly templates: readonly string[];
  /** How many files and directories a search has left out because they are excluded. */
  readonly excluded: number;
  /** Milliseconds a stage took, in the order of the stages; empty without a clock. */
  readonly timing: readonly (readonly [stage: string, milliseconds: number])[];
}

/** Never throws on any configuration; a path that cannot be linted is among the `failures`. */
export async function lint(request: LintRequest): Promise<LintReport> {
  const watch = stopwatch(request.clock);
  const discovered = discover(request.paths, request.host, request.options);
  watch.lap("discover");
  const { systems, unread } = await resolveAll(discovered.entries, request);
  watch.lap("resolve");
  const limits = [...discovered.limits, ...unread.filter(isLimit)];
  const found = findingsOf(systems, { ...discovered, limits }, request);
  watch.lap("rules");
  const heard = applyIgnores(found, systems, request.ignores);
  const { kept, suppressed } = outsideOf(request.options.exclusion, heard);
  const judged = applyBaseline(kept, request.baseline);
  watch.lap("ignores");
  return {
    systems,
    findings: inOrder(judged.kept),
    suppressed: [...suppressed, ...judged.suppressed],
    stale: judged.stale,
    failures: [...discovered.failures, ...unread.filter((one) => !limits.includes(one))],
    templates: discovered.templates,
    excluded: discovered.excluded,
    timing: watch.laps,
  };
}

/** Systems of the paths, for the commands that only look: `show`, `listeners`, `relay`. */
export async function loadSystems({
  paths,
  host,
  options,
}: Pick<LintRequest, "paths" | "host" | "options">): Promise<Discovery & { systems: System[] }> {
  const discovered = discover(paths, host, options);
  const { systems, unread } = await resolveAll(discovered.entries, { host, options });
  return { ...discovered, systems, failures: [...discovered.failures, ...discovered.limits, ...unread] };
}

async function resolveAll(
  entries: readonly Entry[],
  { host, options, progress }: Pick<LintRequest, "host" | "options" | "progress">,
): Promise<{ readonly systems: System[]; readonly unread: readonly InputFailure[] }> {
  const systems: System[] = [];
  const refused = new Map<string, string>();
  const noting: Host = {
    ...host,
    read: (path) => {
      const found = host.read(path);
      if (found.kind === "unreadable") refused.set(path, found.reason);
      return found;
    },
  };
  for (const entry of entries) {
    progress?.(systems.length, entries.length, entry);
    const dialect = entry.dialect ?? options.dialect;
    const own = dialect === undefined ? options : { ...options, dialect };
    const system = await resolvers[entry.daemon](entry, noting, own);
    // Without its root a system would be judged by what is not there.
    if (!refused.has(entry.root)) systems.push(system);
  }
  const named = new Set(entries.flatMap(({ root, files }) => [root, ...files]));
  const unread = [...refused].filter(([path]) => named.has(path));
  return { systems, unread: unread.map(([path, reason]) => ({ path, reason })) };
}

/** `daemons`: of the whole host, when not all of its systems are given. */
export function findingsOf(
  systems: readonly System[],
  { templates, limits }: Pick<Discovery, "templates" | "limits">,
  { rules, selection, machine }: LintRequest,
  daemons?: ReadonlySet<Daemon>,
): readonly Finding[] {
  const active = activeRules(rules, selection, new Set(systems.map(({ daemon }) => daemon)));
  const found = [
    ...runRules(active, systems, machine, daemons),
    ...problemsWithoutRule(systems, rules, selection),
    ...(isActive({ id: templateRule }, selection) ? templates.map(templateFinding) : []),
    ...(isActive({ id: "limit" }, selection) ? limits.map(limitFinding) : []),
  ];
  return limited(inOrder(withSeverities(found, selection)), selection);
}

/** Findings of one rule in one file: who has more of them has no configuration, and reads none of them. */
const findingLimit = 1000;

/** Those up to the limit, and at the first of the others, that it is reached. */
function limited(findings: readonly Finding[], selection: Selection): readonly Finding[] {
  if (findings.length <= findingLimit) return findings;
  const byRule = groupBy(findings, ({ rule, span }) => `${rule}\n${span.file.path}`);
  const over = [...byRule.values()].filter(({ length }) => length > findingLimit);
  if (over.length === 0) return findings;
  const left = new Set(over.flatMap((those) => those.slice(findingLimit)));
  const told = isActive({ id: "limit" }, selection) ? over.flatMap(findingsLimit) : [];
  return inOrder([...findings.filter((finding) => !left.has(finding)), ...told]);
}

function findingsLimit(those: readonly Finding[]): Finding[] {
  const first = those[findingLimit];
  if (first === undefined) return [];
  const more = those.length - findingLimit;
  return [
    {
      rule: "limit",
      severity: "error",
      message: `the limit of ${findingLimit} findings of \`${first.rule}\` in one file is reached: ${more} more from here on are left out`,
      span: first.span,
      related: [],
    },
  ];
}

const idsOf = oncePer((rules: readonly Rule[]) => new Set(rules.map(({ id }) => id)));

/** What the resolvers say and no rule reports. */
function problemsWithoutRule(
  systems: readonly System[],
  rules: readonly Rule[],
  selection: Selection,
): Finding[] {
  return systems
    .flatMap(({ problems }) => problems)
    .filter(({ kind }) => !idsOf(rules).has(kind) && isActive({ id: kind }, selection))
    .map(({ kind, severity, message, span, related, fix }) => ({
      rule: kind,
      severity,
      message,
      span,
      related: related ?? [],
      ...(fix === undefined ? {} : { fix }),
    }));
}

/** What an excluded file holds is read, as the daemon reads it, and neither reported nor fixed. */
function outsideOf(exclusion: Exclusion | undefined, heard: Ignored): Ignored {
  if (exclusion === undefined) return heard;
  const hides = ({ span }: { readonly span: Span }) => exclusion.hides(span.file.path);
  const kept = heard.kept.filter((finding) => !hides(finding));
  return {
    kept: kept.map(({ fix, ...finding }) =>
      fix === undefined || fix.edits.some(hides) ? finding : { ...finding, fix },
    ),
    suppressed: heard.suppressed.filter(({ finding }) => !hides(finding)),
  };
}

function templateFinding(path: string): Finding {
  const suffix = basename(path).slice(basename(path).lastIndexOf("."));
  return {
    rule: templateRule,
    severity: "note",
    message: `\`${suffix}\` is a template and is not linted; lint what the template engine writes`,
    span: { file: { path, text: "", dialect: "dovecot" }, start: 0, end: 0 },
    related: [],
  };
}

function limitFinding({ path, reason }: InputFailure): Finding {
  return {
    rule: "limit",
    severity: "error",
    message: `this is not read: ${reason}`,
    span: { file: { path, text: "", dialect: "dovecot" }, start: 0, end: 0 },
    related: [],
  };
}

function stopwatch(clock: LintRequest["clock"]) {
  const laps: [string, number][] = [];
  let last = clock?.() ?? 0;
  return {
    laps,
    lap(stage: string) {
      if (clock === undefined) return;
      const now = clock();
      laps.push([stage, now - last]);
      last = now;
    },
  };
}
