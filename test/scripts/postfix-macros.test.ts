// C macros of Postfix's headers, as far as its parameter tables need them.

import { expect, test } from "vitest";
import { evaluate, parseDefines } from "../../scripts/postfix-macros.ts";

const header = `
#define VAR_A	"a"			/* comment */
#define DEF_A	VAR_A "_b" " \\"c\\""
#define LIMIT	(50 * 1024L)
#define LONG	"one \\
two"
#ifdef HAVE
#define CHOICE	1
#else
#define CHOICE	2
#endif
#ifndef MISSING
#define OTHER	"yes"
#if defined(HAVE) && !defined(MISSING)
#define NESTED	3
#endif
#endif
#if 0
#define NEVER	1
#endif
#define FUNCTION(x)	(x)
#define FIXED	"file"
`;

const defines = (given: Record<string, string>) =>
  parseDefines(header, new Map(Object.entries(given)), given);

test.each<[string, string | number]>([
  ["VAR_A", "a"],
  ["DEF_A", 'a_b "c"'],
  ["LIMIT", 51_200],
  ["LONG", "one two"],
  ["CHOICE", 2],
  ["OTHER", "yes"],
  ["FIXED", "build"],
  ['"x" VAR_A', "xa"],
  ["7 / 2", 3],
])("%s", (name, expected) => {
  expect(evaluate(name, defines({ FIXED: '"build"' }), "test")).toBe(expected);
});

test("conditions", () => {
  const with_ = defines({ HAVE: "1" });
  expect(evaluate("CHOICE", with_, "test")).toBe(1);
  expect(evaluate("NESTED", with_, "test")).toBe(3);
  expect(with_.has("NEVER") || with_.has("FUNCTION")).toBe(false);
});

test("what is not known is told", () => {
  expect(() => evaluate("NO_SUCH", defines({}), "here.c")).toThrow("here.c: unknown macro NO_SUCH");
  expect(() => evaluate("a ? b", defines({}), "here.c")).toThrow();
});
