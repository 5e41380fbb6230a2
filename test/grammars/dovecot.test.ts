// The grammar of dovecot.conf: what each line is, in both flavours, and that any text parses.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { DovecotStatement, Flavour } from "../../grammars/dovecot/ast.ts";
import { buildDovecotEngine, continueDovecot, parseDovecot } from "../../grammars/dovecot/parser.ts";
import { readLabel, readValue } from "../../grammars/dovecot/value.ts";
import { type SourceFile, textOf } from "../../src/source.ts";

const flavours: readonly Flavour[] = ["2.3", "2.4"];
const seed = Number(process.env.MAILINT_SEED ?? 23);

function fileOf(text: string): SourceFile {
  return { path: "dovecot.conf", text, dialect: "dovecot" };
}

/** One line a statement: `name=value`, `name label{`, `}`, `!pattern`, `?pattern` (include_try), `junk: start of reason`. */
function shown(statement: DovecotStatement): string {
  if (statement.kind === "setting") return `${statement.name.text}=${statement.value.text}`;
  if (statement.kind === "close") return "}";
  if (statement.kind === "include") return `${statement.optional ? "?" : "!"}${statement.pattern.text}`;
  if (statement.kind === "junk") return `junk: ${statement.reason.slice(0, 7)}`;
  const words = [statement.name, statement.group, statement.label].filter((word) => word !== undefined);
  return `${words.map((word) => word.text).join(" ")}{`;
}

function parsed(text: string, flavour: Flavour): string[] {
  return parseDovecot(fileOf(text), flavour).statements.map(shown);
}

describe.each(flavours)("lines of %s", (flavour) => {
  const rows: readonly (readonly [string, string, readonly string[]])[] = [
    ["plain", "a = b c\n", ["a=b c"]],
    ["no blanks, no line feed", "a=b", ["a=b"]],
    ["blanks and tabs around", " \ta \t = \t b \t\n", ["a=b"]],
    ["inner blanks stay", "a = b  c\n", ["a=b  c"]],
    ["empty value", "a =\nb = \nc=", ["a=", "b=", "c="]],
    ["no name", "= b\n", ["=b"]],
    ["second = is value", "a = b = c\n", ["a=b = c"]],
    ["comment lines and empty lines", "# x\n\n \t # y\na = b\n#z", ["a=b"]],
    ["comment after a value", "a = b # c\nd = e\t# f\n", ["a=b", "d=e"]],
    ["comment without a space", "a = b#c\nd =#e\n", ["a=b", "d="]],
    ["# in quotes is value", "a = \"b # c\" # d\ne = 'f # g'\n", ['a="b # c"', "e='f # g'"]],
    ["a quote anywhere protects", "a = it's # b\nc = d # e\n", ["a=it's # b", "c=d"]],
    ["escaped quote", 'a = "b \\" # c" # d\n', ['a="b \\" # c"']],
    ["a quote in the name protects", "'a # b' = c # d\n", ["junk: neither"]],
    ["continuation", "a = b \\\n  c\\\n\td\n", ["a=b c d"]],
    ["continued name", "a\\\n= b\n", ["a=b"]],
    ["continued header and include", "a \\\n b {\n!include \\\n c\n", ["a b{", "!c"]],
    ["continuation behind a comment", "a = b \\ # c\n d\n", ["a=b d"]],
    ["# after the backslash", "a = b \\# c\n d\n", ["a=b d"]],
    ["two backslashes", "a = b\\\\\n c\n", ["a=b\\ c"]],
    ["nothing but a backslash", "\\\na = b\\\n \\\n c\n", ["a=b c"]],
    ["a comment drops a continuation", "a = b \\\n# c\nd = e\n", ["d=e"]],
    ["an empty line drops a continuation", "a = b \\\n \nd = e\n", ["d=e"]],
    ["continuation at the end", "d = e\na = b \\\n", ["d=e"]],
    ["a quote ends with its line", 'a = "b \\\n # c" # d\ne = f\n', ["e=f"]],
    ["backslash inside", "a = b\\c\n", ["a=b\\c"]],
    ["CRLF", "a = b\r\n# c\r\n\r\nd \\\r\n{\r\n}\r\ne\r\n", ["a=b", "d{", "}", "junk: neither"]],
    ["NUL cuts", "a = b\0c\nd\0 = e\n\0f = g\nh = i", ["a=b", "junk: neither", "h=i"]],
    ["sections", 'a {\n b "c d" {\n}\n }\n', ["a{", 'b "c d"{', "}", "}"]],
    ["brace after a quote", 'a "b"{\n', ['a "b"{']],
    ["comment after a brace", "a { # b\n} # c\n", ["a{", "}"]],
    ["brace needs a blank", "a{\nb c{\n", ["junk: neither", "junk: neither"]],
    [
      "garbage after a brace",
      "a {}\na { b = c }\na b { }\n",
      ["junk: nothing", "junk: nothing", "junk: nothing"],
    ],
    [
      "labels hold no blank",
      'a b c {\na "b" c {\na "b {\n',
      ["junk: neither", "junk: neither", "junk: neither"],
    ],
    ["closing with more", "} a\n}}\na = }\n} {\n", ["junk: neither", "junk: neither", "a=}", "}{"]],
    ["includes", "!include a b.conf # c\n !include_try c\n!include\n", ["!a b.conf", "?c", "!"]],
    ["no include", "!includea\n! include\n!include=b\n", ["junk: neither", "junk: neither", "!include=b"]],
    ["lone word", "a\nb\n = c\n", ["junk: neither", "junk: neither", "=c"]],
    ["byte order mark", "\ufeffa = b\n\ufeff# c\n", ["\ufeffa=b", "junk: neither"]],
    ["bytes that are no UTF-8", "a = \udce9 \u{1f600}\n", ["a=\udce9 \u{1f600}"]],
  ];
  test.each(rows)("%s", (_title, text, expected) => {
    expect(parsed(text, flavour)).toEqual(expected);
  });

  test("a line of 200,000 characters", () => {
    const long = "x".repeat(200_000);
    expect(parsed(`a = ${long}\n${long}\nb = c\n`, flavour)).toEqual([`a=${long}`, "junk: neither", "b=c"]);
  });

  test("any text parses, in order, and words lie where they say", () => {
    const pieces = [
      "a",
      " ",
      "\t",
      "\n",
      "\r",
      "\0",
      "=",
      "{",
      "}",
      '"',
      "'",
      "\\",
      "#",
      "!include",
      "group",
      "\v",
      "é",
    ];
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 3 })), { maxLength: 40 }),
        (parts) => {
          const file = fileOf(parts.join(""));
          let at = 0;
          for (const statement of parseDovecot(file, flavour).statements) {
            expect(statement.span.start).toBeGreaterThanOrEqual(at);
            expect(statement.span.end).toBeGreaterThanOrEqual(statement.span.start);
            expect(statement.span.end).toBeLessThanOrEqual(file.text.length);
            at = statement.span.end;
            if (statement.kind === "setting") {
              const { name, value } = statement;
              for (const word of flavour === "2.3" ? [name, value] : [value])
                if (!textOf(word.span).includes("\n")) expect(textOf(word.span)).toBe(word.text);
            }
          }
        },
      ),
      { seed, numRuns: 2000 },
    );
  });

  test("Chevrotain finds no fault in the grammar", () => {
    const { lexer } = buildDovecotEngine(flavour, true);
    expect(lexer.lexerDefinitionErrors).toEqual([]);
  });
});

describe("where the flavours differ", () => {
  test.each([
    ["quoted name", '"a b" = c\n"d"="e"\n', ["junk: neither", '"d"="e"'], ["a b=c", 'd="e"']],
    ["group", "group @a b {\n", ["junk: neither"], ["group @a b{"]],
    ["group without a label", "group @a {\ngroup {\n", ["group @a{", "group{"], ["junk: neither", "group{"]],
    ["white", "a\v= b\f\n", ["a\v=b\f"], ["a=b"]],
    ["lone CR", "\ra = b\r \n", ["\ra=b\r"], ["a=b"]],
  ])("%s", (_title, text, old, modern) => {
    expect(parsed(text, "2.3")).toEqual(old);
    expect(parsed(text, "2.4")).toEqual(modern);
  });
});

describe("places", () => {
  const file = fileOf("# c\n  mail_location \\\n  = a \\ # x\n  b # y\nfoo#bar\nlast = \\\n 1\\");
  const ast = parseDovecot(file, "2.3");
  const first = ast.statements[0];

  test("a continued value spans its lines", () => {
    expect(first?.kind === "setting" && [first.name.text, first.value.text]).toEqual([
      "mail_location",
      "a b",
    ]);
    expect(first?.kind === "setting" && textOf(first.name.span)).toBe("mail_location");
    expect(first?.kind === "setting" && textOf(first.value.span)).toBe("a \\ # x\n  b");
    expect(first && textOf(first.span)).toBe("mail_location \\\n  = a \\ # x\n  b");
  });

  test("a # without a space is told", () => {
    expect(ast.ambiguous.map((span) => file.text.slice(span.start - 3, span.end + 3))).toEqual(["foo#bar"]);
  });

  test("a file may end inside of a continuation, and the next one goes on", () => {
    expect(ast.tail?.text).toBe("last = 1");
    expect(ast.tail && textOf(ast.tail.span)).toBe("last = \\\n 1");
    const next = fileOf("x = y\n  2 \\\n 3 # z\nend = 1\n");
    const joined = continueDovecot("last = 1", next, 6, "2.3");
    expect(joined.statement && shown(joined.statement)).toBe("last=1 2 3");
    expect(joined.statement && textOf(joined.statement.span)).toBe("  2 \\\n 3");
    expect(next.text.slice(joined.end)).toBe("\nend = 1\n");
  });

  test.each([
    ["a comment drops it", "# 2\nx = y\n", undefined, undefined],
    ["an empty line drops it", "\nx = y\n", undefined, undefined],
    ["an empty file passes it on", "", undefined, "last = 1"],
    ["a lone backslash adds nothing", "\\\n", undefined, "last = 1"],
    ["it may go on further", "2 \\\n 3\\", undefined, "last = 1 2 3"],
  ])("%s", (_title, text, statement, tail) => {
    expect(continueDovecot("last = 1", fileOf(text), 0, "2.3")).toMatchObject({ statement, tail });
  });
});

describe("values", () => {
  const word = (text: string) => ({ text, span: { file: fileOf(""), start: 0, end: 0 } });
  test.each([
    ["a b", { kind: "text", text: "a b", quoted: false }],
    ['"a b "', { kind: "text", text: "a b ", quoted: true }],
    ["'a $b'", { kind: "text", text: "a $b", quoted: true }],
    ['"a" "b"', { kind: "text", text: 'a" "b', quoted: true }],
    ['"a\\"\\\\\\n"', { kind: "text", text: 'a"\\n', quoted: true }],
    ["\"a'", { kind: "text", text: "\"a'", quoted: false }],
    ['"', { kind: "text", text: "", quoted: true }],
    ['"$a', { kind: "text", text: '"$a', quoted: false }],
    ["$a b", { kind: "variable", text: "$a b" }],
    ["<  /etc/x y", { kind: "file", path: "/etc/x y" }],
    ['"<x"', { kind: "text", text: "<x", quoted: true }],
    ["", { kind: "text", text: "", quoted: false }],
  ])("%s", (text, value) => {
    expect(readValue(word(text))).toEqual(value);
  });

  test.each([
    ["imap", "imap"],
    ['"a b"', "a b"],
    ['"a\\b\\"', "ab"],
    ["'a'", "'a'"],
  ])("label %s", (text, label) => {
    expect(readLabel(word(text))).toBe(label);
  });
});
