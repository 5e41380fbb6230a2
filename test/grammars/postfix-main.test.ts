// main.cf: logical lines, name and value, and the places they have in the file.

import { describe, expect, test } from "vitest";
import { LineParser } from "../../grammars/postfix-main/lines.ts";
import { parseMain } from "../../grammars/postfix-main/parser.ts";
import { createLineLexer } from "../../grammars/postfix-main/tokens.ts";
import { type SourceFile, textOf } from "../../src/source.ts";

const fileOf = (text: string): SourceFile => ({ path: "main.cf", text, dialect: "postfix-main" });

function read(text: string): unknown[] {
  return parseMain(fileOf(text)).statements.map((statement) =>
    statement.kind === "setting" ? [statement.name, statement.value] : statement.reason,
  );
}

test("the grammar passes Chevrotain's own validation", () => {
  expect(() => new LineParser(false)).not.toThrow();
  expect(createLineLexer(true).lexerDefinitionErrors).toEqual([]);
});

describe("logical lines", () => {
  const missingEquals = "missing '=' after attribute name";
  const stray = "logical line must not start with whitespace";
  test.each<[string, string, unknown[]]>([
    ["a pair", "a = b\n", [["a", "b"]]],
    ["no blanks, no line end", "a=b", [["a", "b"]]],
    ["white space around", "a\t =  b \t\r\n", [["a", "b"]]],
    [
      "an empty value",
      "a =\nb = \n",
      [
        ["a", ""],
        ["b", ""],
      ],
    ],
    ["comments and blank lines", "# c\n\n  # d\na = b # e\n", [["a", "b # e"]]],
    ["continuation keeps its blanks", "a = b\n  c\n\td\n", [["a", "b  c\td"]]],
    ["comments within a value", "a = b\n# x\n\n \t \n  # y\n  c\n", [["a", "b  c"]]],
    ["the name on a line of its own", "a\n = b\n", [["a", "b"]]],
    ["no backslash, no quotes", 'a = "b \\\n c"\n', [["a", '"b \\ c"']]],
    ["several equals signs", "a = b = c\n", [["a", "b = c"]]],
    ["no equals sign", "a b\nc = d\n", [missingEquals, ["c", "d"]]],
    ["a name of two words", "a b = c\n", [missingEquals]],
    ["no name", "= a\n", ["missing attribute name"]],
    ["nothing to continue", "  a = b\n c\nd = e\n", [stray, ["d", "e"]]],
    [
      "CRLF",
      "a = b\r\n\r\n c\r\nd = e\r\n",
      [
        ["a", "b\r c"],
        ["d", "e"],
      ],
    ],
    ["form feed and vertical tab begin a continuation", "a = b\n\fc\n\vd\n", [["a", "b\fc\vd"]]],
    [
      "a no-break space is no white space",
      "a =\u00a0b\n\u00a0c = d\n",
      [
        ["a", "\u00a0b"],
        ["\u00a0c", "d"],
      ],
    ],
    ["a byte order mark belongs to the name", "\ufeffa = b\n", [["\ufeffa", "b"]]],
    ["a NUL ends the line", "a = b\0c\n d\n", [["a", "b"]]],
    ["white space at the end of the file", "a = b\n  ", [["a", "b"]]],
    ["nothing", "", []],
  ])("%s", (_, text, expected) => {
    expect(read(text)).toEqual(expected);
  });
});

test("every part has its place in the file", () => {
  const file = fileOf("# c\nmynetworks = 127.0.0.0/8,\n# d\n   [::1]/128\nx =\n");
  const [first, second] = parseMain(file).statements;
  if (first?.kind !== "setting" || second?.kind !== "setting") throw new Error("two settings expected");
  expect(textOf(first.nameSpan)).toBe("mynetworks");
  expect(textOf(first.valueSpan)).toBe("127.0.0.0/8,\n# d\n   [::1]/128");
  const at = first.value.indexOf("[::1]");
  expect(textOf(first.locate(at, at + 5))).toBe("[::1]");
  expect(textOf(first.locate(0, 11))).toBe("127.0.0.0/8");
  expect(first.line.comments.map(textOf)).toEqual(["# d"]);
  expect(second.valueSpan).toEqual({ file, start: file.text.length - 1, end: file.text.length - 1 });
});
