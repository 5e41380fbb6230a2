// Every Chevrotain parser and lexer, built with all validations on; the product skips them for speed. Flat languages have a lexer only.

import { readdirSync } from "node:fs";
import type { Lexer } from "chevrotain";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createLexer } from "../../grammars/base-lexer.ts";
import { createCourierLexer } from "../../grammars/courier/parser.ts";
import { createAccessLexer } from "../../grammars/courier-access/parser.ts";
import { createAuthrcLexer } from "../../grammars/courier-authrc/parser.ts";
import { buildDovecotEngine } from "../../grammars/dovecot/parser.ts";
import { allTokens as extTokens } from "../../grammars/dovecot-ext/tokens.ts";
import { createMacroLexer } from "../../grammars/postfix-macro/tokens.ts";
import { createLineLexer } from "../../grammars/postfix-main/tokens.ts";
import { createServiceLexer } from "../../grammars/postfix-master/tokens.ts";
import {
  cipherTokens,
  protocolTokens,
  restrictionTokens,
  wordTokens,
} from "../../grammars/postfix-value/tokens.ts";
import { decisionsOf, parsers } from "../../scripts/decisions.ts";

const lexers: Record<string, (checked: boolean) => Lexer> = {
  courier: createCourierLexer,
  "courier-access": createAccessLexer,
  "courier-authrc": createAuthrcLexer,
  "dovecot 2.3": (checked) => buildDovecotEngine("2.3", checked).lexer,
  "dovecot 2.4": (checked) => buildDovecotEngine("2.4", checked).lexer,
  "dovecot-ext": (checked) => createLexer(extTokens, checked),
  "postfix-macro": createMacroLexer,
  "postfix-main": createLineLexer,
  "postfix-master": createServiceLexer,
  "postfix-value restrictions": (checked) => createLexer(restrictionTokens, checked),
  "postfix-value words": (checked) => createLexer(wordTokens, checked),
  "postfix-value protocols": (checked) => createLexer(protocolTokens, checked),
  "postfix-value ciphers": (checked) => createLexer(cipherTokens, checked),
};

/** They read the logical lines of postfix-main. */
const withoutParser = ["postfix-map"];

describe.each(Object.entries(parsers))("the parser of %s", (_, build) => {
  test("decides as Chevrotain's analysis has it", () => {
    expect(decisionsOf(build(false))).toEqual(decisionsOf(build(true)));
  });
});

test("Dovecot 2.3 decides as its own analysis has it", () => {
  const decisions = (checked: boolean) => decisionsOf(buildDovecotEngine("2.3", checked).parser);
  expect(decisions(false)).toEqual(decisions(true));
});

describe.each(Object.entries(lexers))("the lexer of %s", (_, build) => {
  const checked = build(true);

  test("has no fault", () => {
    expect(checked.lexerDefinitionErrors).toEqual([]);
  });

  test("reads the same with and without the analysis of first characters", () => {
    const plain = build(false);
    const seen = (lexer: Lexer, text: string) =>
      lexer
        .tokenize(text)
        .tokens.map(({ tokenType, startOffset, image }) => [tokenType.name, startOffset, image]);
    const text = fc.string({
      unit: fc.constantFrom(..." \t\v\f\r\n\0#=\"'\\\\{}()[]<>!$&|;:,@%*-+./`ab9_~\u00e9\u4e2d\udc80"),
      maxLength: 24,
    });
    fc.assert(
      fc.property(text, (text) => {
        expect(seen(plain, text)).toEqual(seen(checked, text));
      }),
      { numRuns: 3000, seed: Number(process.env.MAILINT_SEED ?? 7) },
    );
  });
});

test("no grammar is left out", () => {
  const folders = readdirSync(new URL("../../grammars", import.meta.url), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
  const built = new Set([...Object.keys(parsers), ...Object.keys(lexers)].map((name) => name.split(" ")[0]));
  expect(folders.filter((folder) => !withoutParser.includes(folder)).sort()).toEqual([...built].sort());
});
