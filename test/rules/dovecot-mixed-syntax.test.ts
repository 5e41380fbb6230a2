// The names that dovecot/mixed-syntax takes for marks of one version are known to that version, and not to the other.

import { expect, test } from "vitest";
import { onlyNew, onlyOld } from "../../rules/settings/dovecot-mixed-syntax.ts";
import { roots } from "../../src/settings/dovecot-23.ts";
import { infos24 } from "../../src/settings/dovecot-24.ts";

const old = new Set(roots().flatMap(({ fields }) => fields.map(({ name }) => name)));
const now = new Set(infos24().flatMap(({ settings }) => settings.map(({ name }) => name)));

test("names of 2.3 alone", () => {
  expect([...onlyOld].filter((name) => !old.has(name) || now.has(name))).toEqual([]);
});

test("names of 2.4 alone", () => {
  expect([...onlyNew].filter((name) => !now.has(name) || old.has(name))).toEqual([]);
});
