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

const byDaemon = oncePer((systems: readonly System[]) => ({
  dovecot: systems.filter((system) => system.daemon === "dovecot"),
  postfix: systems.filter((system) => system.daemon === "postfix"),
  courier: systems.filter((system) => system.daemon === "courier"),
}));

export function dovecotSystems({ systems }: RuleContext): readonly DovecotSystem[] {
  return byDaemon(systems).dovecot;
}

export function postfixSystems({ systems }: RuleContext): readonly PostfixSystem[] {
  return byDaemon(systems).postfix;
}

export function courierSystems({ systems }: RuleContext): readonly CourierSystem[] {
  return byDaemon(systems).courier;
}

const problemsByKind = oncePer(({ problems }: System) => groupBy(problems, ({ kind }) => kind));

/** Problems of one kind in all systems, each with its system. */
export function problemsOf({ systems }: RuleContext, kind: string): readonly [Problem, System][] {
  const found: [Problem, System][] = [];
  for (const system of systems)
    for (const problem of problemsByKind(system).get(kind) ?? []) found.push([problem, system]);
  return found;
}

const settingsByName = oncePer((system: System) => groupBy(system.settings(), ({ name }) => name));

const rankOf = oncePer(
  (system: System) => new Map(system.settings().map((setting, rank) => [setting, rank])),
);

/** The statements of a system that set one of these names, in the order read. */
export function settingsOf(system: System, names: readonly string[]): readonly Setting[] {
  const known = settingsByName(system);
  const [first = [], ...others] = names.flatMap((name) => {
    const those = known.get(name);
    return those === undefined ? [] : [those];
  });
  if (others.length === 0) return first;
  const ranks = rankOf(system);
  return [first, ...others].flat().sort((one, other) => (ranks.get(one) ?? 0) - (ranks.get(other) ?? 0));
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

/** Names in a message, each once: `a`, `b` and `c`. */
export function listed(names: readonly string[]): string {
  const unique = [...new Set(names)];
  const last = unique.at(-1) ?? "";
  return unique.length < 2 ? last : `${unique.slice(0, -1).join(", ")} and ${last}`;
}

/** The verb that agrees with what `listed` made: `offers` with one name, `offer` with several. */
export function agreeing(names: string, one: string, many: string): string {
  return names.includes(" and ") ? many : one;
}
