// Suggestions for misspelled names.

import { expect, test } from "vitest";
import { editDistance, nearest } from "../src/nearest.ts";

test.each([
  ["", "", 0],
  ["ssl", "ssl", 0],
  ["ssl", "sls", 1],
  ["mail_locatoin", "mail_location", 1],
  ["ssl_crt", "ssl_cert", 1],
  ["abc", "", 3],
  ["kitten", "sitting", 3],
])("from %s to %s it takes %i", (a, b, distance) => {
  expect(editDistance(a, b)).toBe(distance);
  expect(editDistance(b, a)).toBe(distance);
});

test.each([
  ["mail_locaton", "mail_location"],
  ["SSL_CERT", "ssl_cert"],
  ["ssl_kye", "ssl_key"],
  ["quite_different", undefined],
  ["x", undefined],
])("%s suggests %s", (name, known) => {
  expect(nearest(name, ["ssl", "ssl_cert", "ssl_key", "mail_location", "listen"])).toBe(known);
});
