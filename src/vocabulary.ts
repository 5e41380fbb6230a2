// The words rules are written in: systems by daemon, places of values, problems of the resolvers, fixes.

import type { Fix, Related } from "./finding.ts";
import { groupBy } from "./group-by.ts";
import { oncePer } from "./once.ts";
import type { RuleContext } from "./rule.ts";
import { lineOf, linesOf, type Span } from "./source.ts";
import type {
  CourierSystem,
  DovecotSystem,
  Origin,
  PostfixSystem,
  Problem,
  Setting,
  System,
} from "./system.ts";

export function dovecotSystems({ systems }: RuleContext): readonly DovecotSystem[] {
  return systems.filter((system) => system.daemon === "dovecot");
}

export function postfixSystems({ systems }: RuleContext): readonly PostfixSystem[] {
  return systems.filter((system) => system.daemon === "postfix");
}

export function courierSystems({ systems }: RuleContext): readonly CourierSystem[] {
  return systems.filter((system) => system.daemon === "courier");
}

const problemsByKind = oncePer(({ problems }: System) => groupBy(problems, ({ kind }) => kind));

/** Problems of one kind in all systems, each with its system. */
export function* problemsOf({ systems }: RuleContext, kind: string): Generator<[Problem, System]> {
  for (const system of systems)
    for (const problem of problemsByKind(system).get(kind) ?? []) yield [problem, system];
}

interface Ranked {
  readonly rank: number;
  readonly setting: Setting;
}

const settingsByName = oncePer((system: System) =>
  groupBy(
    system.settings().map((setting, rank): Ranked => ({ rank, setting })),
    ({ setting }) => setting.name,
  ),
);

/** The statements of a system that set one of these names, in the order read. */
export function settingsOf(system: System, names: readonly string[]): readonly Setting[] {
  const known = settingsByName(system);
  const found = names.flatMap((name) => known.get(name) ?? []);
  if (names.length > 1) found.sort((one, other) => one.rank - other.rank);
  return found.map(({ setting }) => setting);
}

/** Reports every problem of this kind as it was found: the check of rules that parsing and resolving feed. */
export function reportProblems(context: RuleContext, kind: string): void {
  for (const [problem] of problemsOf(context, kind)) {
    const { span, message, severity, related = [], fix } = problem;
    context.report({ span, message, severity, related, ...(fix === undefined ? {} : { fix }) });
  }
}

/** The place of a value; a default has none, so the first line of the root file stands for it, or `instead`. */
export function spanOf(origin: Origin, system: System, instead?: Origin): Span {
  if (origin.kind === "file") return origin.span;
  if (instead?.kind === "file") return instead.span;
  return firstLine(system);
}

export function firstLine({ root }: System): Span {
  const end = linesOf(root)[1];
  return { file: root, start: 0, end: end === undefined ? root.text.length : end - 1 };
}

/** "included from here" for each file on the way to a value. */
export function viaRelated(origin: Origin): readonly Related[] {
  return origin.kind === "file" ? origin.via.map((span) => ({ span, message: "included from here" })) : [];
}

export function isDefault(origin: Origin): boolean {
  return origin.kind === "default";
}

/** Puts `text` in the place of `span`. */
export function replaceFix(title: string, span: Span, text: string, safety: Fix["safety"] = "safe"): Fix {
  return { title, safety, edits: [{ span, text }] };
}

/** Takes out the lines `span` stands on, with their line ends. */
export function deleteLinesFix(title: string, span: Span, safety: Fix["safety"] = "safe"): Fix {
  const starts = linesOf(span.file);
  const start = starts[lineOf(span.file, span.start) - 1] ?? 0;
  const end = starts[lineOf(span.file, Math.max(span.start, span.end - 1))] ?? span.file.text.length;
  return { title, safety, edits: [{ span: { file: span.file, start, end }, text: "" }] };
}

/** Puts a line of its own above the line of `span`, indented like it. */
export function insertLineFix(title: string, span: Span, line: string, safety: Fix["safety"] = "safe"): Fix {
  const start = linesOf(span.file)[lineOf(span.file, span.start) - 1] ?? 0;
  const indent = /^[ \t]*/.exec(span.file.text.slice(start, span.start))?.[0] ?? "";
  return {
    title,
    safety,
    edits: [{ span: { file: span.file, start, end: start }, text: `${indent}${line}\n` }],
  };
}
