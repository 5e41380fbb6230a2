// A setting that this version of Dovecot does not have, and another has: which, and what stands for it here.

import { topLevelNames } from "../settings/dovecot-23.ts";
import { setting24 } from "../settings/dovecot-24.ts";
import { inReleases, releasesWith } from "../settings/dovecot-releases.ts";
import { partsOfLocation } from "../upgrade/mail-location.ts";
import { convertTopLevel } from "../upgrade/settings.ts";

/** Old names of 2.2 whose settings 2.3 has under another. */
const renamedIn23: readonly (readonly [RegExp, string])[] = [
  [/^stats_/, "old_stats_"],
  [/^mail_cache_compress_/, "mail_cache_purge_"],
];

/** What to say of a name that Dovecot 2.3 does not know, after its own words; `undefined`: no version knows it. */
export function otherVersionThan23(name: string): string | undefined {
  const releases = releasesWith(name);
  const until = releases === undefined ? "" : inReleases(releases);
  if (until !== "" && ![...topLevelNames()].includes(name)) {
    const [pattern, prefix] = renamedIn23.find(([one]) => one.test(name)) ?? [];
    const instead = pattern === undefined ? "" : `, and is \`${name.replace(pattern, prefix ?? "")}\` now`;
    return `it was there ${until}${instead}`;
  }
  if (setting24(name) === undefined) return undefined;
  if (partsOfLocation.has(name)) return "it is there since 2.4; in 2.3 this is a part of `mail_location`";
  const old = oldNameOf(name);
  return `it is there since 2.4${old === undefined ? "" : `; in 2.3 this is \`${old}\``}`;
}

/** What to say of a name that Dovecot 2.4 does not know. */
export function otherVersionThan24(name: string): string | undefined {
  const releases = releasesWith(name);
  if (releases === undefined && ![...topLevelNames()].includes(name)) return undefined;
  return releases?.last.startsWith("2.2")
    ? `it was there until ${releases.last}`
    : "2.3 had it, and 2.4 has it no more";
}

let oldNames: Map<string, string> | undefined;

/** The setting of 2.3 that the upgrade turns into this one of 2.4. */
function oldNameOf(name: string): string | undefined {
  if (oldNames === undefined) {
    oldNames = new Map();
    for (const old of topLevelNames())
      for (const value of ["yes", "</file"]) {
        const converted = convertTopLevel(old, value);
        const [first = "", ...more] = converted.kind === "lines" ? converted.lines : [];
        const found = /^([a-z_0-9]+) =/.exec(first)?.[1];
        if (more.length === 0 && found !== undefined && found !== old) oldNames.set(found, old);
      }
  }
  return oldNames.get(name);
}
