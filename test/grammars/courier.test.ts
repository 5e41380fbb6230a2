// The grammars of Courier's files: statements told from each other, and nothing that takes them down.

import fc from "fast-check";
import { expect, test } from "vitest";
import { parseCourier } from "../../grammars/courier/parser.ts";
import { parseAccess } from "../../grammars/courier-access/parser.ts";
import { parseAuthrc } from "../../grammars/courier-authrc/parser.ts";
import { networkOf } from "../../src/model/courier-access.ts";
import type { SourceFile } from "../../src/source.ts";

const seed = Number(process.env.MAILINT_SEED ?? 77);
const file = (text: string): SourceFile => ({ path: "imapd", text, dialect: "courier" });
const kinds = (text: string) => parseCourier(file(text)).statements.map(({ kind }) => kind);

test.each([
  ["A=1\nB='x y' C=\"$A\"\n", ["assign", "assign"]],
  ["export A=1 B\nunset A\n", ["export", "unset"]],
  [". /etc/courier/local\nA = 1\n", ["source", "command"]],
  ["if x\nthen\nA=1\nfi\nB=2\n", ["unsupported", "assign"]],
  ["A=1\nreturn\nB=2\n", ["assign", "unsupported"]],
  ['A="${"\nB=2\n', ["unsupported"]],
  ["A='x\nB=2\n", ["broken"]],
  ["fi\nA=1\n", ["broken"]],
  ["# nothing\n\n ;", ["broken"]],
  ["", []],
])("%j", (text, expected) => {
  expect(kinds(text)).toEqual(expected);
});

test("any text gives statements that lie within it", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 60 }), (text) => {
      for (const { span } of parseCourier(file(text)).statements) {
        expect(span.start).toBeGreaterThanOrEqual(0);
        expect(span.end).toBeLessThanOrEqual(text.length);
      }
      parseAuthrc(file(text));
    }),
    { seed, numRuns: 500 },
  );
});

test("long runs before something that is not understood take no time", { timeout: 20_000 }, () => {
  expect(kinds(`A="${"x ".repeat(200_000)}\${`)).toEqual(["unsupported"]);
  expect(kinds(`A="${"$B".repeat(100_000)}`)).toEqual(["broken"]);
  expect(kinds("x ".repeat(200_000))).toEqual(["command"]);
  expect(kinds("if ".repeat(40_000))).toEqual(["unsupported"]);
});

test("an access file", () => {
  const text = `# nobody
127.0.0.1\tallow,RELAYCLIENT
10 allow
192.168.0.0/16  allow, A="1,2",B='x'y
5\tdeny,RELAYCLIENT
6
.
7\tdeny
`;
  const { statements } = parseAccess({ ...file(text), dialect: "courier-access" });
  const shown = statements.map((one) =>
    one.kind === "end"
      ? "."
      : [one.key, one.hasValue, one.allow, ...one.variables.map(({ name, value }) => `${name}=${value}`)],
  );
  expect(shown).toEqual([
    ["127.0.0.1", true, true, "RELAYCLIENT="],
    ["10 allow", false, true],
    ["192.168.0.0/16", true, true, "A=1,2", "B=xy"],
    ["5", true, false],
    ["6", false, true],
    ".",
    ["7", true, false],
  ]);
});

test.each([
  ["*", 0],
  ["10", 8],
  ["192.168", 16],
  ["127.0.0.1", 32],
  [":2001:0db8", 32],
  ["192.168.0.0-192.168.3.255", 22],
  ["2001:db8::/32", 32],
  ["300", undefined],
  ["10 allow", undefined],
])("the network of %s", (key, prefix) => {
  expect(networkOf(key)?.prefix).toBe(prefix);
});

test("an rc file of authlib", () => {
  const { statements } = parseAuthrc(file("A b c \r\n#D e\nF\nG x\\\ny\n##NAME: MARKER:0\n"));
  expect(statements.map((one) => (one.kind === "setting" ? [one.name, one.value] : one.kind))).toEqual([
    ["A", "b c"],
    ["F", ""],
    ["G", "xy"],
    "marker",
  ]);
});
