// Any text goes through every grammar: nothing is thrown, every span lies inside of the file, braces do not pile up a stack.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseDovecot } from "../../grammars/dovecot/parser.ts";
import { parseDovecotExt } from "../../grammars/dovecot-ext/parser.ts";
import { parseMacro } from "../../grammars/postfix-macro/parser.ts";
import { parseMain } from "../../grammars/postfix-main/parser.ts";
import { parseMaster } from "../../grammars/postfix-master/parser.ts";
import {
  parseCiphers,
  parseMatchList,
  parseProtocols,
  parseRestrictions,
} from "../../grammars/postfix-value/parser.ts";
import { parseTable } from "../../grammars/postfix-value/table.ts";
import type { Dialect, SourceFile, Span } from "../../src/source.ts";

const seed = Number(process.env.MAILINT_SEED ?? 7001);

type Parse = (file: SourceFile) => { readonly statements: readonly { readonly span: Span }[] };

const files: readonly (readonly [string, Dialect, Parse])[] = [
  ["dovecot 2.3", "dovecot", (file) => parseDovecot(file, "2.3")],
  ["dovecot 2.4", "dovecot", (file) => parseDovecot(file, "2.4")],
  ["dovecot-ext", "dovecot-ext", parseDovecotExt],
  ["postfix-main", "postfix-main", parseMain],
  ["postfix-master", "postfix-master", parseMaster],
];

const values: readonly (readonly [string, (text: string) => unknown])[] = [
  ["macros", (text) => parseMacro(text)],
  ["restrictions", parseRestrictions],
  ["match list", parseMatchList],
  ["protocols", parseProtocols],
  ["ciphers", parseCiphers],
  ["table", (text) => parseTable(text)],
];

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

describe.each(files)("%s", (_, dialect, parse) => {
  test("any text", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        for (const { span } of parse({ path: "x", text, dialect }).statements) {
          expect(span.start).toBeGreaterThanOrEqual(0);
          expect(span.end).toBeLessThanOrEqual(text.length);
          expect(span.start).toBeLessThanOrEqual(span.end);
        }
      }),
      { seed, numRuns: 1000 },
    );
  });

  test.each([
    ["a line of ten megabytes", `a = ${"x".repeat(10_000_000)}\n`],
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
  ])("%s", (_, text) => {
    expect(() => parse(text)).not.toThrow();
  });
});
