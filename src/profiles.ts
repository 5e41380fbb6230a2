// Standards as sets of rules: each clause with the rules that find where a configuration misses it.

import type { Finding } from "./finding.ts";
import { standards } from "./standards.ts";
import type { Daemon, System } from "./system.ts";

interface Clause {
  /** As the standard numbers it, or its words where it numbers nothing. */
  readonly id: string;
  readonly title: string;
  readonly rules: readonly string[];
  /** It is about this daemon only: without a configuration of it nothing is judged. */
  readonly daemon?: Daemon;
}

export interface Profile {
  readonly id: string;
  readonly title: string;
  readonly url: string;
  readonly clauses: readonly Clause[];
  /** What of the standard is not among the clauses, and why. */
  readonly left: string;
}

/** Clauses about a server's configuration only: what needs the machine or the network is none of them. */
export const profiles: readonly Profile[] = standards;

export interface Judged {
  readonly clause: Clause;
  /** `met` as far as the configuration tells; `open` when there is nothing to judge it by. */
  readonly verdict: "met" | "missed" | "open";
  /** What misses it. */
  readonly findings: readonly Finding[];
}

export function judge(
  { clauses }: Profile,
  findings: readonly Finding[],
  systems: readonly Pick<System, "daemon">[],
): Judged[] {
  return clauses.map((clause) => {
    const isAbout = (what: string) => clause.daemon === undefined || what.startsWith(clause.daemon);
    const missing = findings.filter(
      ({ rule, span }) => clause.rules.includes(rule) && isAbout(span.file.dialect),
    );
    if (missing.length > 0) return { clause, verdict: "missed", findings: missing };
    const verdict = systems.some(({ daemon }) => isAbout(daemon)) ? "met" : "open";
    return { clause, verdict, findings: [] };
  });
}

export function rulesOf({ clauses }: Profile): ReadonlySet<string> {
  return new Set(clauses.flatMap(({ rules }) => rules));
}

/** Names for `--profile`: all rules but those off by default, all rules, or those of a standard. */
export const profileNames: readonly string[] = ["default", "strict", ...profiles.map(({ id }) => id)];
