// Globs of the command line: what they stand for, and that none costs more than its limit.

import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { globbed } from "../../src/cli/globs.ts";
import { directoryWith } from "./harness.ts";

function tree(): string {
  const directory = directoryWith({
    "main.cf": "",
    ".hidden/main.cf": "",
    "etc/postfix/main.cf": "",
    "etc/postfix-out/main.cf": "",
    "etc/dovecot/dovecot.conf": "",
    "etc/[odd]/main.cf": "",
  });
  symlinkSync("..", join(directory, "etc/up"));
  symlinkSync("postfix", join(directory, "etc/same"));
  return directory;
}

test.each<[string, string[]]>([
  ["*.cf", ["main.cf"]],
  ["./*.cf", ["main.cf"]],
  ["e*/postfix*", ["etc/postfix", "etc/postfix-out"]],
  ["etc/{postfix,dovecot}/*", ["etc/dovecot/dovecot.conf", "etc/postfix/main.cf"]],
  ["etc/{postfix,none}", ["etc/postfix"]],
  [
    "**/main.cf",
    [".hidden/main.cf", "etc/[odd]/main.cf", "etc/postfix-out/main.cf", "etc/postfix/main.cf", "main.cf"],
  ],
  ["**/**/dovecot.conf", ["etc/dovecot/dovecot.conf"]],
  ["etc/same/*.cf", ["etc/same/main.cf"]],
  ["etc/[[]odd]/*", ["etc/[odd]/main.cf"]],
  ["etc/p[!a-n]stfix/main.c?", ["etc/postfix/main.cf"]],
  ["none/*", []],
  ["*a*a*a*a*a*a*a*a*a*a*a*a*a*a*", []],
])("%s", (pattern, paths) => {
  expect(globbed(pattern, tree())).toEqual(paths);
});

test("an absolute one", () => {
  const directory = tree();
  expect(globbed(`${directory}/e*/dovecot/*.conf`, "/")).toEqual([
    join(directory, "etc/dovecot/dovecot.conf"),
  ]);
});

test("names that make a backtracking matcher take forever", () => {
  const directory = directoryWith({ [`${"a".repeat(250)}.cf`]: "" });
  expect(globbed(`${"*a".repeat(60)}b*`, directory)).toEqual([]);
  expect(globbed(`+(${"+(a|".repeat(20)}${")".repeat(20)})b*`, directory)).toEqual([]);
});

test.each([
  ["more alternatives than a directory can hold", "{a,b}".repeat(30)],
  ["links that lead up", "*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/x"],
])("%s pass the limit", (_, pattern) => {
  const directory = directoryWith({ "main.cf": "" });
  for (const name of ["p", "q"]) symlinkSync(".", join(directory, name));
  expect(globbed(pattern, directory)).toBeUndefined();
});

test("ranges, open braces and long paths are no more than text", () => {
  const directory = directoryWith({ "main.cf": "" });
  mkdirSync(join(directory, "1..100000000"));
  expect(globbed("{1..100000000}", directory)).toEqual(["1..100000000"]);
  expect(globbed("{a,".repeat(10_000), directory)).toEqual([]);
  expect(globbed(`${"a/".repeat(500_000)}*`, directory)).toEqual([]);
});
