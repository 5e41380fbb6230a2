// Which rules run, and how severe their findings count.

import type { Finding, Severity } from "./finding.ts";
import { oncePer, oncePerKey } from "./once.ts";
import type { Rule } from "./rule.ts";
import type { Daemon } from "./system.ts";

export interface Selection {
  /** Rules that do not run. */
  readonly off: ReadonlySet<string>;
  /** Opt-in rules that run. */
  readonly on: ReadonlySet<string>;
  /** Only these run, when given. */
  readonly only?: ReadonlySet<string> | undefined;
  readonly severities: ReadonlyMap<string, Severity>;
  /** Opt-in rules run as well. */
  readonly strict?: boolean;
}

export const everyRule: Selection = { off: new Set(), on: new Set(), severities: new Map() };

export function isActive(rule: Pick<Rule, "id" | "optIn">, selection: Selection): boolean {
  if (selection.only !== undefined) return selection.only.has(rule.id);
  if (selection.off.has(rule.id)) return false;
  return !rule.optIn || selection.strict === true || selection.on.has(rule.id);
}

/** The rules that run where there are systems of these daemons: of those with a daemon in their names only its own. */
export function activeRules(
  rules: readonly Rule[],
  selection: Selection,
  daemons: ReadonlySet<Daemon>,
): readonly Rule[] {
  return activeFor(selection)(rules)([...daemons].sort().join());
}

const activeFor = oncePer((selection: Selection) =>
  oncePer((rules: readonly Rule[]) =>
    oncePerKey((daemons: string) => {
      const others = ["dovecot/", "postfix/", "courier/"].filter(
        (one) => !daemons.includes(one.slice(0, -1)),
      );
      return rules.filter(
        (rule) => isActive(rule, selection) && !others.some((other) => rule.id.startsWith(other)),
      );
    }),
  ),
);

/** The findings with the severities that the user gave their rules. */
export function withSeverities(findings: readonly Finding[], { severities }: Selection): Finding[] {
  return findings.map((finding) => {
    const severity = severities.get(finding.rule);
    return severity === undefined ? finding : { ...finding, severity };
  });
}
