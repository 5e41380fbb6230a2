// Which releases of Dovecot 2.2 and 2.3 had a setting: names only, of the core without Pigeonhole.

import data from "./data/dovecot-2.2.json" with { type: "json" };

export interface Releases {
  /** The first and the last release that had it, "2.2.0" and "2.3.10". */
  readonly first: string;
  readonly last: string;
}

const { oldest, newest } = data;
let byName: Map<string, Releases> | undefined;

export function releasesWith(name: string): Releases | undefined {
  byName ??= new Map(
    (data.names as unknown as readonly (readonly [string, string, string])[]).map(([one, first, last]) => [
      one,
      { first, last },
    ]),
  );
  return byName.get(name);
}

/** "since 2.3.5", "until 2.2.36", or both; "" for a setting that all of these releases have. */
export function inReleases({ first, last }: Releases): string {
  const since = first === oldest ? "" : `since ${first}`;
  const until = last === newest ? "" : `until ${last}`;
  return [since, until].filter((part) => part !== "").join(" ");
}
