// Which releases of Dovecot 2.2 and 2.3 had a setting: names only, of the core without Pigeonhole.

import { once } from "../once.ts";
import data from "./data/dovecot-2.2.json" with { type: "json" };

export interface Releases {
  /** The first and the last release that had it, "2.2.0" and "2.3.10". */
  readonly first: string;
  readonly last: string;
}

const byName = once(() => {
  const rows = data.names as unknown as readonly (readonly [name: string, first: string, last: string])[];
  return new Map(rows.map(([name, first, last]): [string, Releases] => [name, { first, last }]));
});

export function releasesWith(name: string): Releases | undefined {
  return byName().get(name);
}

/** "since 2.3.5", "until 2.2.36", or both; "" for a setting that all of these releases have. */
export function inReleases({ first, last }: Releases): string {
  const since = first === data.oldest ? "" : `since ${first}`;
  const until = last === data.newest ? "" : `until ${last}`;
  return [since, until].filter((part) => part !== "").join(" ");
}
