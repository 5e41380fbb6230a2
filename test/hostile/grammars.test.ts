// Any text goes through every grammar: nothing is thrown, every span lies inside of the file, braces do not pile up a stack.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decode, type Span } from "../../src/source.ts";
import { files, values } from "./every-grammar.ts";

const seed = Number(process.env.MAILINT_SEED ?? 7001);

const words = fc.constantFrom(
  ..."ab=:,;#!<>%$@~{}()[]'\"\\/*?&|- \t\r\n\0".split(""),
  "\ufeff",
  "\udc80",
  "ssl = no\n",
  "protocol imap {\n",
  "}\n",
  "!include x\n",
  "$mail_plugins",
  "${a?{b}:{c}}",
  "smtp inet n - y - - smtpd\n",
  "  -o x=y\n",
  " \\\n",
  "__proto__",
  "constructor",
  "inline:{a=b}",
  "check_client_access",
);
const hostile = fc.array(words, { maxLength: 60 }).map((parts) => parts.join(""));

/** Spans of an AST that do not lie inside of the span around them, as `start..end in start..end`. */
function strays(node: unknown, within: Pick<Span, "start" | "end">): string[] {
  if (typeof node !== "object" || node === null) return [];
  if (Array.isArray(node)) return node.flatMap((one) => strays(one, within));
  const { span, file, start, end } = node as Partial<Span> & { readonly span?: Span };
  if (file !== undefined && start !== undefined && end !== undefined)
    return start >= within.start && end <= within.end && start <= end
      ? []
      : [`${start}..${end} in ${within.start}..${within.end}`];
  const own = strays(span, within);
  const inner = own.length === 0 && span !== undefined ? span : within;
  // A statement of Postfix keeps its logical line, blanks at the end among it.
  const parts = Object.entries(node).filter(([key, one]) => one !== span && key !== "line");
  return [...own, ...parts.flatMap(([, one]) => strays(one, inner))];
}

describe.each(files)("%s", (_, dialect, parse) => {
  test("any text: spans lie inside of the file and nest", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const ast = parse({ path: "x", text, dialect });
        expect(strays(ast, { start: 0, end: text.length })).toEqual([]);
        let end = 0;
        for (const { span } of ast.statements) {
          expect(span.start).toBeGreaterThanOrEqual(end);
          end = span.end;
        }
      }),
      { seed, numRuns: 1000 },
    );
  });

  test("any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        const text = decode(bytes);
        expect(strays(parse({ path: "x", text, dialect }), { start: 0, end: text.length })).toEqual([]);
      }),
      { seed, numRuns: 500 },
    );
  });

  test.each([
    ["a line of ten megabytes", `a = ${"x".repeat(10_000_000)}\n`],
    ["a word of megabytes", "x".repeat(4_000_000)],
    ["megabytes in quotes", `a = "${"x".repeat(4_000_000)}`],
    ["a name of megabytes in quotes", `"${"x".repeat(4_000_000)}" = y\n`],
    ["megabytes of backslashes", `a = ${"\\".repeat(4_000_000)}`],
    ["a quoted name of escapes", `"${"\\a".repeat(4_000_000)}" = y\n`],
    ["an open name of escaped quotes", `"${'\\"'.repeat(4_000_000)} = y\n`],
    ["backslashes in quotes", `"${"\\\\".repeat(300_000)}`],
    ["quoted backslashes in a value", `a="${"\\\\".repeat(300_000)}"`],
    ["megabytes of braces and dollars", `a=${"${".repeat(300_000)}`],
    ["a million quotes", `a=${"''".repeat(500_000)}`],
    ["megabytes of blanks", `a =${" \t".repeat(300_000)}`],
    ["megabytes of comment", `#${" #".repeat(300_000)}`],
    ["half a million short words", `a = ${"b ".repeat(500_000)}`],
    ["a hundred thousand opening braces, a line each", "a {\n".repeat(100_000)],
    ["a million opening braces on a line", `a ${"{".repeat(1_000_000)}\n`],
    ["a hundred thousand quotes", `a = ${"\"'".repeat(50_000)}\n`],
    ["a hundred thousand continued lines", "a = b \\\n".repeat(100_000)],
    ["a hundred thousand indented lines", `a =\n${"  b\n".repeat(100_000)}`],
    ["a megabyte of NUL bytes", "\0".repeat(1_000_000)],
  ])("%s", (_, text) => {
    expect(parse({ path: "x", text, dialect }).statements.length).toBeLessThanOrEqual(100_001);
  });
});

describe.each(values)("%s", (_, parse) => {
  test("any text", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(() => parse(text)).not.toThrow();
      }),
      { seed, numRuns: 1000 },
    );
  });

  test.each([
    ["ten thousand nested braces", "${a?{".repeat(10_000)],
    ["a hundred thousand braces", "{".repeat(100_000)],
    ["nested tables", "proxy:".repeat(10_000)],
    ["a long list", "permit, ".repeat(100_000)],
    ["dollars", "$".repeat(100_001)],
    ["a word of megabytes", "x".repeat(3_000_000)],
    ["megabytes in quotes", `"${"x".repeat(3_000_000)}`],
    ["megabytes of backslashes", "\\".repeat(3_000_000)],
    ["megabytes in braces", `{${"x".repeat(3_000_000)}}`],
    ["a name of megabytes", `\${${"x".repeat(3_000_000)}}`],
  ])("%s", (_, text) => {
    expect(() => parse(text)).not.toThrow();
  });
});
