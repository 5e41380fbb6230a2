// Releases of Postfix, and facts that changed from release to release.

import { oncePer } from "../once.ts";

/** `patch` counts within the minor release: 3.7.11 is `{ major: 3, minor: 7, patch: 11 }`. */
export interface Release {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
}

/** A value that never changed, or its values by the release that brought them ("3.7", "3.7.9"); `null` = taken away. */
export type History<T> = T | { readonly [version: string]: T | null };

/** The minor releases that the data knows, oldest first. */
const minorReleases: readonly (readonly [major: number, minor: number])[] = [
  [2, 10],
  [2, 11],
  ...Array.from({ length: 12 }, (_, minor) => [3, minor] as const),
];

/** Without a version a tree may run on one that distributions still ship: 3.5 (Debian 11, RHEL 8 and 9) or newer. */
const oldestAssumed = 5;

/** Below zero when `one` is the earlier minor release. */
function compareMinor(one: readonly [number, number], other: readonly [number, number]): number {
  return one[0] === other[0] ? one[1] - other[1] : one[0] - other[0];
}

/**
 * Releases that a version leaves possible: "3.7.11" is one, "3.7" means its newest patch release, and without a version
 * it is the newest patch release of each minor release that is still in wide use. A version beyond the known ones
 * counts as the nearest.
 */
export function possibleReleases(
  version: string | undefined,
  newestPatch: Readonly<Record<string, number>>,
): readonly Release[] {
  const newest = ([major, minor]: readonly [number, number]): Release => ({
    major,
    minor,
    patch: newestPatch[`${major}.${minor}`] ?? 0,
  });
  const [, major, minor, patch] = version?.match(/^(\d+)(?:\.(\d+))?(?:\.(\d+))?/) ?? [];
  if (major === undefined)
    return minorReleases.filter(([of, known]) => of === 3 && known >= oldestAssumed).map(newest);
  const wanted = [Number(major), minor === undefined ? Number.POSITIVE_INFINITY : Number(minor)] as const;
  const [first = [3, 0] as const] = minorReleases;
  const known = minorReleases.findLast((one) => compareMinor(one, wanted) <= 0);
  if (known === undefined) return [{ major: first[0], minor: first[1], patch: 0 }];
  return [
    patch !== undefined && compareMinor(known, wanted) === 0
      ? { major: known[0], minor: known[1], patch: Number(patch) }
      : newest(known),
  ];
}

interface Step {
  readonly minorRelease: readonly [major: number, minor: number];
  readonly patch: number;
  readonly rank: number;
  readonly value: unknown;
}

const stepsOf = oncePer((history: object): readonly Step[] =>
  Object.entries(history).map(([version, value]: [string, unknown]): Step => {
    const [major = 0, minor = 0, patch = 0] = version.split(".").map(Number);
    return { minorRelease: [major, minor], patch, rank: (major * 100 + minor) * 1000 + patch, value };
  }),
);

/** The fact in a release. A patch release's step counts in its own minor release only: it was ported back. */
export function factIn<T>(history: History<T>, { major, minor, patch }: Release): T | undefined {
  if (typeof history !== "object" || history === null) return history;
  let found: T | null | undefined;
  let best = -1;
  for (const { minorRelease, patch: ofPatch, rank, value } of stepsOf(history)) {
    const order = compareMinor(minorRelease, [major, minor]);
    const counts = order < 0 ? ofPatch === 0 : order === 0 && ofPatch <= patch;
    if (counts && rank > best) {
      best = rank;
      found = value as T | null;
    }
  }
  return found ?? undefined;
}

/** The first minor release that has the fact: "3.8"; `undefined` when the oldest known release has it. */
export function sinceOf<T>(history: History<T>): string | undefined {
  if (typeof history !== "object" || history === null) return undefined;
  const first = minorsOf(history).find(([, value]) => value !== null)?.[0];
  return first === minorReleases[0]?.join(".") ? undefined : first;
}

/** The minor release that took the fact away for good: "3.6"; `undefined` when the newest known one has it. */
export function removedIn<T>(history: History<T>): string | undefined {
  if (typeof history !== "object" || history === null) return undefined;
  const last = minorsOf(history).at(-1);
  return last?.[1] === null ? last[0] : undefined;
}

/** Steps of minor releases, oldest first. */
function minorsOf(history: object): readonly [version: string, value: unknown][] {
  return Object.entries(history)
    .filter(([version]) => version.split(".").length === 2)
    .sort(([one], [other]) => compareMinor(minorOf(one), minorOf(other)));
}

function minorOf(version: string): readonly [number, number] {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return [major, minor];
}

/** The release is at least `major.minor`. */
export function isAtLeast(release: Release, major: number, minor: number): boolean {
  return compareMinor([release.major, release.minor], [major, minor]) >= 0;
}
