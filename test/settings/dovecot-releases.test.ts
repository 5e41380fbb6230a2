// The names of Dovecot 2.2 and 2.3 out of their sources, held against the tables of the daemon itself.

import { expect, test } from "vitest";
import { otherVersionThan23, otherVersionThan24 } from "../../src/resolve/dovecot-other-version.ts";
import { topLevelNames } from "../../src/settings/dovecot-23.ts";
import { setting24 } from "../../src/settings/dovecot-24.ts";
import { inReleases, releasesWith } from "../../src/settings/dovecot-releases.ts";

test("the sources have every name that the daemon of 2.3 has, but for those of Pigeonhole", () => {
  const names = [...topLevelNames()].filter((name) => !name.startsWith("managesieve_"));
  expect(names.length).toBeGreaterThan(300);
  expect(names.filter((name) => releasesWith(name) === undefined)).toEqual([]);
});

test.each([
  ["ssl_protocols", "until 2.2.36"],
  ["ssl_min_protocol", "since 2.3.0"],
  ["event_name", "since 2.3.0 until 2.3.10"],
  ["protocols", ""],
])("%s was there %s", (name, when) => {
  const releases = releasesWith(name);
  expect(releases === undefined ? undefined : inReleases(releases)).toBe(when);
});

test("a name of another version is told apart from one of no version", () => {
  expect(otherVersionThan23("auth_allow_cleartext")).toBe(
    "it is there since 2.4; in 2.3 this is `disable_plaintext_auth`",
  );
  expect(otherVersionThan23("mail_path")).toContain("a part of `mail_location`");
  expect(otherVersionThan23("stats_memory_limit")).toContain(
    "until 2.2.36, and is `old_stats_memory_limit` now",
  );
  expect(otherVersionThan23("protcols")).toBeUndefined();
  expect(otherVersionThan24("mdbox_purge_preserve_alt")).toBe("it was there until 2.2.36");
  expect(otherVersionThan24("director_servers")).toContain("2.3 had it");
  expect(otherVersionThan24("protcols")).toBeUndefined();
});

test("no name that 2.4 has is said to be gone", () => {
  for (const name of topLevelNames())
    if (setting24(name) !== undefined) expect(otherVersionThan23(name) ?? "").not.toContain("until");
});
