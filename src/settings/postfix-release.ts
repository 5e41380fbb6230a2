// Releases of Postfix, and facts that changed from release to release.

/** `patch` counts within the minor release: 3.7.11 is `{ minor: 7, patch: 11 }`. */
export interface Release {
  readonly minor: number;
  readonly patch: number;
}

/** A value that never changed, or its values by the release that brought them ("3.7", "3.7.9"); `null` = taken away. */
export type History<T> = T | { readonly [version: string]: T | null };

/** The oldest and newest minor releases of Postfix 3 that the data knows. */
export const oldestMinor = 5;
export const newestMinor = 11;

/**
 * Releases that a version leaves possible: "3.7.11" is one, "3.7" means its newest patch release, and without a version
 * it is the newest patch release of each known minor release. A version beyond the known ones counts as the nearest.
 */
export function possibleReleases(
  version: string | undefined,
  newestPatch: Readonly<Record<string, number>>,
): readonly Release[] {
  const newest = (minor: number): Release => ({ minor, patch: newestPatch[`3.${minor}`] ?? 0 });
  const [, major, minor, patch] = version?.match(/^(\d+)(?:\.(\d+))?(?:\.(\d+))?/) ?? [];
  if (major === undefined) {
    const all: Release[] = [];
    for (let known = oldestMinor; known <= newestMinor; known++) all.push(newest(known));
    return all;
  }
  if (Number(major) < 3) return [{ minor: oldestMinor, patch: 0 }];
  if (Number(major) > 3) return [newest(newestMinor)];
  const known = Math.min(newestMinor, Math.max(oldestMinor, Number(minor ?? newestMinor)));
  return [
    patch === undefined || known !== Number(minor) ? newest(known) : { minor: known, patch: Number(patch) },
  ];
}

/** The fact in a release. A patch release's step counts in its own minor release only: it was ported back. */
export function factIn<T>(history: History<T>, release: Release): T | undefined {
  if (typeof history !== "object" || history === null) return history;
  let found: T | null | undefined;
  let best = -1;
  for (const [version, value] of Object.entries(history)) {
    const [, minor, patch = "0"] = version.split(".");
    const step = { minor: Number(minor), patch: Number(patch) };
    const counts =
      step.minor < release.minor
        ? step.patch === 0
        : step.minor === release.minor && step.patch <= release.patch;
    const rank = step.minor * 1000 + step.patch;
    if (counts && rank > best) {
      best = rank;
      found = value;
    }
  }
  return found ?? undefined;
}

/** The first release that has the fact: "3.8"; `undefined` when the oldest known release has it. */
export function sinceOf<T>(history: History<T>): string | undefined {
  if (typeof history !== "object" || history === null) return undefined;
  const versions = Object.keys(history).filter((version) => version.split(".").length === 2);
  const [first] = versions;
  return first === `3.${oldestMinor}` ? undefined : first;
}
