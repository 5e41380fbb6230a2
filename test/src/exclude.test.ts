import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { exclusionOf, patternProblem } from "../../src/exclude.ts";

const seed = Number(process.env.MAILINT_SEED ?? 7003);

function hidden(pattern: string, path: string, given: readonly string[] = ["."]): boolean | undefined {
  return exclusionOf([pattern], { base: "/work dir/[x]", given })?.hides(path);
}

describe("which files a pattern hides", () => {
  test.each<[string, readonly string[], readonly string[]]>([
    ["vendor", ["vendor", "vendor/a.cf", "etc/vendor/b/c.cf"], ["vendors/a.cf", "etc/my-vendor.cf"]],
    ["*.bak", ["main.cf.bak", "a/b.bak/main.cf", "a/.bak"], ["main.cf", "bak"]],
    ["vendor/", ["vendor/a.cf", "a/vendor/b.cf"], ["vendor", "a/vendor"]],
    ["etc/old", ["etc/old/main.cf", "etc/old"], ["a/etc/old/main.cf", "etc/older/main.cf"]],
    ["./vendor", ["vendor/a.cf"], ["a/vendor/a.cf"]],
    ["etc/*/main.cf", ["etc/a/main.cf"], ["etc/main.cf", "etc/a/b/main.cf"]],
    ["etc/**/main.cf", ["etc/main.cf", "etc/a/b/main.cf"], ["main.cf", "etc/main.cf.d/x"]],
    ["**/old", ["old/a", "a/b/old/c"], ["a/older"]],
    ["a?c", ["abc", "x/abc/y"], ["ac", "a/c"]],
    ["[a-c]x", ["ax", "d/bx"], ["dx", "a/x"]],
    ["[!a]x", ["bx"], ["ax"]],
    ["{a,b/c}", ["a/x", "b/c/x", "z/a/x"], ["z/b/c/x", "c"]],
    ["\\*", ["*/a"], ["a"]],
    ["/work dir/[[]x]/etc", ["etc/main.cf", "/work dir/[x]/etc/main.cf"], ["etcetera"]],
    ["/srv/*/old", ["/srv/a/old/main.cf"], ["/srv/old", "srv/a/old"]],
    ["../beside", ["../beside/main.cf", "/work dir/beside/a"], ["beside/main.cf"]],
    ["etc/../old", ["old/main.cf"], ["etc/old/main.cf"]],
    ["__proto__", ["__proto__/main.cf"], ["proto"]],
  ])("%s", (pattern, yes, no) => {
    expect(yes.filter((path) => hidden(pattern, path))).toEqual(yes);
    expect(no.filter((path) => hidden(pattern, path))).toEqual([]);
  });

  test("what was given stays, with all above it", () => {
    expect(hidden("vendor", "vendor/a.cf", ["vendor"])).toBe(false);
    expect(hidden("vendor", "vendor/vendor/a.cf", ["vendor"])).toBe(true);
    expect(hidden("vendor", "vendor/conf.d/x.conf", ["vendor/dovecot.conf"])).toBe(false);
    expect(hidden("x.conf", "vendor/x.conf", ["vendor/x.conf"])).toBe(false);
    expect(hidden("srv", "/srv/host/main.cf", ["/srv/host"])).toBe(false);
    expect(hidden("srv", "/srv/host/main.cf", [])).toBe(true);
    expect(hidden("work dir", "main.cf", [])).toBe(false);
  });

  test("a search judges each name where it meets it", () => {
    const exclusion = exclusionOf(["etc/old/"], { base: "/base", start: "/base/etc", given: ["."] });
    expect(exclusion?.skips("old", true)).toBe(true);
    expect(exclusion?.skips("old", false)).toBe(false);
    expect(exclusion?.skips("old/main.cf", false)).toBe(false);
    expect(exclusionOf([], { base: "/", given: [] })).toBeUndefined();
  });
});

test.each([
  ["", /names no file/],
  ["./", /names no file/],
  ["!vendor", /take an exclusion back/],
  ["a[b", /`\[` that no `\]` closes/],
  ["[a/b]", /`\[` that no `\]` closes/],
  ["[z-a]", /runs backwards, `z-a`/],
  ["a{b,c", /`\{` that no `\}` closes/],
  ["a\\", /ends in a `\\`/],
  ["x".repeat(5000), /limit of 4096/],
  ["{a,b}".repeat(20), /limit of 1000 alternatives/],
])("%s is refused", (pattern, reason) => {
  expect(patternProblem(pattern)).toMatch(reason);
});

test.each(["a}", "[]]", "[^a]", "{a}", "\\!a", "**", "a,b", "[a-]", "\\{"])("%s is a pattern", (pattern) => {
  expect(patternProblem(pattern)).toBeUndefined();
});

test("no pattern and no path, however they are made, make it throw or run on", () => {
  const text = fc.string({ unit: fc.constantFrom(..."ab*?[]{},!^-\\/."), maxLength: 60 });
  fc.assert(
    fc.property(text, text, (pattern, path) => {
      if (patternProblem(pattern) !== undefined) return;
      const exclusion = exclusionOf([pattern], { base: "/a", given: ["b"] });
      expect(typeof exclusion?.hides(path)).toBe("boolean");
    }),
    { seed, numRuns: 2000 },
  );
  const stars = "*a".repeat(2000);
  expect(patternProblem(stars)).toBeUndefined();
  expect(hidden(`${stars}b`, "a".repeat(4000))).toBe(false);
  expect(hidden(`${"**/".repeat(1300)}b`, "a/".repeat(2000))).toBe(false);
});
