// `$name` expressions: what is a literal, a name, a test, an error.

import { describe, expect, test } from "vitest";
import type { MacroPart, MacroText } from "../../grammars/postfix-macro/ast.ts";
import { parseMacro } from "../../grammars/postfix-macro/parser.ts";
import { createMacroLexer } from "../../grammars/postfix-macro/tokens.ts";

/** A short form: `name` in angle brackets, tests with their branches, errors behind an exclamation mark. */
function short(parts: MacroText | undefined): string {
  return (parts ?? []).map(shortPart).join("");
}

function shortPart(part: MacroPart): string {
  if (part.kind === "literal") return part.text;
  if (part.kind === "error") return `!${part.reason}`;
  const subject =
    part.kind === "reference"
      ? part.name
      : `${short(part.left)} ${part.operator}${part.suffix} ${short(part.right)}`;
  if (part.branches === undefined) return `<${subject}>`;
  const { whenTrue, whenFalse, garbage } = part.branches;
  const then = whenTrue === undefined ? "" : `?${short(whenTrue)}`;
  const otherwise = whenFalse === undefined ? "" : `:${short(whenFalse)}`;
  return `<${subject}${then}${otherwise}${garbage === undefined ? "" : `!${garbage.reason}`}>`;
}

test("the grammar passes Chevrotain's own validation", () => {
  expect(createMacroLexer(true).lexerDefinitionErrors).toEqual([]);
});

describe("parts", () => {
  test.each([
    ["plain text, with } and )", "plain text, with } and )"],
    ["$a-$b_c.$1", "<a>-<b_c>.<1>"],
    ["${a}$(b)${ c }", "<a><b><c>"],
    ["a$$b$$$c", "a$b$<c>"],
    ["${a?x y}", "<a?x y>"],
    ["${a:x}", "<a:x>"],
    ["${a?b:c}", "<a?b:c>"],
    ["${a?{b}:{c}}", "<a?b:c>"],
    ["${a ? {b $x} : {c} }", "<a?b <x>:c>"],
    ["${a?{b}:c}", "<a?b:c>"],
    ["${{$a} == {b} ? {c} : {d}}", "<<a> == b?c:d>"],
    ["${{a}<=level{3.6}?{x}}", "<a <=level 3.6?x>"],
    ["${{a} != {b}}", "<a != b>"],
    ["x${a?${b?{c}}}", "x<a?<b?c>>"],
    ["a $ b", "a !empty macro name"],
    ["a ${} b", "a !empty macro name"],
    ["a ${b", "a !truncated macro reference"],
    ["a $(b}", "a !truncated macro reference"],
    ["${a b}", "!attribute name syntax error"],
    ["${a-b}", "!attribute name syntax error"],
    ["${{a} =~ {b}}", "!one of == != < <= >= > expected"],
    ["${{a} == b}", '!"{expression}" expected'],
    ["${{a} == {b} c}", '!"?" or ":" expected'],
    ["${{a} <size {b}}", "!bad operator suffix `size`"],
    ["${a?{b}c}", '<a?b!":" expected>'],
    ["${a?{b}:{c}d}", "<a?b:c!unexpected input>"],
    ["a\0$b", "a"],
    ["", ""],
  ])("%j", (text, expected) => {
    expect(short(parseMacro(text))).toBe(expected);
  });
});

test("offsets count in the whole text, in branches too", () => {
  const text = "x ${a?{y $b}:{z}}";
  const [, outer] = parseMacro(text);
  if (outer?.kind !== "reference") throw new Error("a reference expected");
  expect(text.slice(outer.start, outer.end)).toBe("${a?{y $b}:{z}}");
  const inner = outer.branches?.whenTrue?.[1];
  expect(text.slice(inner?.start, inner?.end)).toBe("$b");
});

test("deep nesting gives an error, not a crash", () => {
  const deep = "${a?{".repeat(5000) + "}}".repeat(5000);
  expect(short(parseMacro(deep))).toContain("!unreasonable macro call nesting");
});
