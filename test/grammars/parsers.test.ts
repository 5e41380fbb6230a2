// Every Chevrotain parser and lexer, built with all validations on; the product skips them for speed. Flat languages have a lexer only.

import { readdirSync } from "node:fs";
import { Lexer } from "chevrotain";
import { expect, test } from "vitest";
import { CourierParser, createCourierLexer } from "../../grammars/courier/parser.ts";
import { AccessParser, createAccessLexer } from "../../grammars/courier-access/parser.ts";
import { AuthrcParser, createAuthrcLexer } from "../../grammars/courier-authrc/parser.ts";
import { buildDovecotEngine } from "../../grammars/dovecot/parser.ts";
import { DovecotExtParser } from "../../grammars/dovecot-ext/parser.ts";
import { allTokens as extTokens } from "../../grammars/dovecot-ext/tokens.ts";
import { createMacroLexer } from "../../grammars/postfix-macro/tokens.ts";
import { LineParser } from "../../grammars/postfix-main/lines.ts";
import { createLineLexer } from "../../grammars/postfix-main/tokens.ts";
import { createServiceLexer } from "../../grammars/postfix-master/tokens.ts";
import { PostfixValueParser } from "../../grammars/postfix-value/parser.ts";
import { allTokens as valueTokens } from "../../grammars/postfix-value/tokens.ts";

const builders: Record<string, () => unknown> = {
  courier: () => [new CourierParser(false), createCourierLexer(false)],
  "courier-access": () => [new AccessParser(false), createAccessLexer(false)],
  "courier-authrc": () => [new AuthrcParser(false), createAuthrcLexer(false)],
  dovecot: () => [buildDovecotEngine("2.3", true), buildDovecotEngine("2.4", true)],
  "dovecot-ext": () => [
    new DovecotExtParser(false),
    new Lexer(extTokens, { positionTracking: "onlyOffset", ensureOptimizations: true }),
  ],
  "postfix-macro": () => [createMacroLexer(false)],
  "postfix-main": () => [new LineParser(false), createLineLexer(false)],
  "postfix-master": () => [createServiceLexer(false)],
  "postfix-value": () => [
    new PostfixValueParser(false),
    new Lexer([...valueTokens], { positionTracking: "onlyOffset", ensureOptimizations: true }),
  ],
};

/** They read the logical lines of postfix-main. */
const withoutParser = ["postfix-map"];

test.each(Object.entries(builders))("%s", (_, build) => {
  expect(build()).not.toHaveLength(0);
});

test("no grammar is left out", () => {
  const folders = readdirSync(new URL("../../grammars", import.meta.url), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
  expect(folders.filter((folder) => !withoutParser.includes(folder)).sort()).toEqual(
    Object.keys(builders).sort(),
  );
});
