import fc from "fast-check";
import { expect, test } from "vitest";
import { parseDovecotExt } from "../../grammars/dovecot-ext/parser.ts";
import { textOf } from "../../src/source.ts";

function parse(text: string) {
  return parseDovecotExt({ path: "dovecot-sql.conf.ext", text, dialect: "dovecot-ext" }).statements;
}

function pairs(text: string) {
  return parse(text).map((one) => (one.kind === "setting" ? [one.name.text, one.value.text] : one.kind));
}

test.each([
  ["driver = mysql\n", [["driver", "mysql"]]],
  ["driver=mysql", [["driver", "mysql"]]],
  ["  driver   =   mysql  \r\n", [["driver", "mysql"]]],
  ["# comment\n\n#x\ndriver = a # b\n", [["driver", "a"]]],
  ["connect = host=a#b\n", [["connect", "host=a"]]],
  ["connect = 'host=a#b'\n", [["connect", "host=a#b"]]],
  ['q = "a \\"b\\" c" # d\n', [["q", 'a "b" c']]],
  [
    "q = SELECT a \\\n  FROM b \\\n# comment\n\n  WHERE c\nd = e\n",
    [
      ["q", "SELECT a FROM b WHERE c"],
      ["d", "e"],
    ],
  ],
  ["q = it's # no comment\n", [["q", "it's # no comment"]]],
  ["map {\n  pattern = x\n}\n", ["open", ["pattern", "x"], "close"]],
  ["nonsense\nd = e\n", ["junk", ["d", "e"]]],
  ["!include other.conf.ext\n", ["include"]],
  ["d = lost \\\n", []],
  ["d =\n", [["d", ""]]],
  ["ж = 中\n", [["ж", "中"]]],
])("%j", (text, expected) => {
  expect(pairs(text)).toEqual(expected);
});

test("spans lie on name and value", () => {
  const [first] = parse("  connect = host=a \\\n   password=b # c\n");
  expect(first?.kind).toBe("setting");
  if (first?.kind !== "setting") return;
  expect(textOf(first.name.span)).toBe("connect");
  expect(textOf(first.value.span)).toBe("host=a \\\n   password=b");
});

test("any text is taken", () => {
  const text = fc.string({
    unit: fc.constantFrom("a", "=", " ", "\n", "#", "'", '"', "\\", "{", "}", "\r", "\0", "!"),
  });
  fc.assert(
    fc.property(text, (input) => {
      for (const one of parse(input)) {
        expect(one.span.start).toBeGreaterThanOrEqual(0);
        expect(one.span.end).toBeLessThanOrEqual(input.length);
        expect(one.span.start).toBeLessThanOrEqual(one.span.end);
      }
    }),
    { seed: 19, numRuns: 500 },
  );
});
