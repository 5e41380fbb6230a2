// Which rules a run has: from its settings and its `--rule` and `--only` to a selection.

import { type RuleLevel, type RunSettings, ruleLevels, unknownName } from "../config-file.ts";
import type { Severity } from "../finding.ts";
import { profiles, rulesOf } from "../profiles.ts";
import type { Selection } from "../selection.ts";
import { failure } from "./io.ts";

export interface SelectionFlags {
  readonly rule?: readonly string[];
  readonly only?: readonly string[];
}

/** Flags come before the settings; an unknown rule or level is a usage error. */
export function selectionOf(
  { rules = {}, profile }: RunSettings,
  flags: SelectionFlags,
  ids: readonly string[],
): Selection {
  const known = (id: string) => {
    if (!ids.includes(id)) throw failure(`${unknownName("rule", id, ids)}; \`mailint rules\` lists them`);
    return id;
  };
  const levels = new Map<string, RuleLevel>(Object.entries(rules));
  for (const spec of flags.rule ?? []) {
    const at = spec.lastIndexOf("=");
    const level = at === -1 ? "on" : spec.slice(at + 1);
    if (!ruleLevels.includes(level as RuleLevel))
      throw failure(`\`--rule ${spec}\`: a level is one of ${ruleLevels.join(", ")}`);
    levels.set(known(at === -1 ? spec : spec.slice(0, at)), level as RuleLevel);
  }
  const those = (test: (level: RuleLevel) => boolean) =>
    new Set([...levels].filter(([, level]) => test(level)).map(([id]) => id));
  const severity = (level: RuleLevel): level is Severity => level !== "off" && level !== "on";
  return {
    off: those((level) => level === "off"),
    on: those((level) => level !== "off"),
    severities: new Map([...levels].filter((pair): pair is [string, Severity] => severity(pair[1]))),
    strict: profile === "strict",
    ...onlyOf(profile, flags.only?.map(known)),
  };
}

/** Rules named one by one, else those of a standard. */
function onlyOf(profile: string | undefined, named: readonly string[] | undefined): Pick<Selection, "only"> {
  if (named !== undefined) return { only: new Set(named) };
  const standard = profiles.find(({ id }) => id === profile);
  return standard === undefined ? {} : { only: rulesOf(standard) };
}
