// master.cf: fields, options and the places they have in the file.

import { describe, expect, test } from "vitest";
import { parseMaster } from "../../grammars/postfix-master/parser.ts";
import { createServiceLexer } from "../../grammars/postfix-master/tokens.ts";
import { textOf } from "../../src/source.ts";

const parse = (text: string) =>
  parseMaster({ path: "master.cf", text, dialect: "postfix-master" }).statements;

function service(text: string) {
  const [first] = parse(text);
  if (first?.kind !== "service") throw new Error(`a service expected, not ${first?.reason}`);
  return first;
}

test("the grammar passes Chevrotain's own validation", () => {
  expect(createServiceLexer(true).lexerDefinitionErrors).toEqual([]);
});

test("eight fields, tabs or blanks between them", () => {
  const found = service("smtp\tinet  n y - 60? 5 smtpd -v\r\n");
  const { name, type, private: priv, unprivileged, chroot, wakeup, maxproc, command } = found;
  const fields = [name, type, priv, unprivileged, chroot, wakeup, maxproc, command];
  expect(fields.map(({ text }) => text)).toEqual(["smtp", "inet", "n", "y", "-", "60?", "5", "smtpd"]);
  expect(textOf(command.span)).toBe("smtpd");
  expect(found.args.map(({ text }) => text)).toEqual(["-v"]);
});

test("what is no service", () => {
  const reasons = parse(" x\nsmtp inet n - y - smtpd\nsmtp\n").map((found) =>
    found.kind === "junk" ? [found.reason, found.fatal] : "service",
  );
  expect(reasons).toEqual([
    ["logical line must not start with whitespace", false],
    ["bad field count", true],
    ["bad field count", true],
  ]);
});

describe("overrides", () => {
  const head = "smtp inet n - y - - smtpd ";
  test.each<[string, string, [string, string][]]>([
    ["the short form", "-o a=b", [["a", "b"]]],
    [
      "glued to its letter",
      "-oa=b -vod=e",
      [
        ["a", "b"],
        ["d", "e"],
      ],
    ],
    [
      "braces",
      "-o { a = b, c } -o {d=e}",
      [
        ["a", "b, c"],
        ["d", "e"],
      ],
    ],
    ["nested braces", "-o { a = inline:{ {b = c} } }", [["a", "inline:{ {b = c} }"]]],
    [
      "over several lines",
      "\n  -o a=b\n# -o c=d\n  -o e=f",
      [
        ["a", "b"],
        ["e", "f"],
      ],
    ],
    [
      "twice the same",
      "-o a=b -o a=c",
      [
        ["a", "b"],
        ["a", "c"],
      ],
    ],
    ["blanks around the equals sign", "-o a = b -o c=d", []],
    ["a list that is not quoted", "-o a=b, c -o d=e", [["a", "b,"]]],
    ["no equals sign", "-o a", []],
    ["no word at all", "-o", []],
    ["behind the end of options", "-- -o a=b", []],
  ])("%s", (_, text, expected) => {
    const { overrides } = service(head + text);
    expect(overrides.map(({ name, value }) => [name.text, value.text])).toEqual(expected);
    for (const { name, value, locate } of overrides) {
      expect(textOf(name.span)).toBe(name.text);
      expect(textOf(locate(0, value.text.length))).toBe(value.text);
    }
  });

  test("span from the option to its closing brace", () => {
    expect(service(`${head}-v -o { a = b } x`).overrides.map(({ span }) => textOf(span))).toEqual([
      "-o { a = b }",
    ]);
  });
});

test("operands lose their braces", () => {
  const { operands, braceErrors } = service("f unix - n n - - pipe flags=R argv=/bin/x { a b } ${sender} {c");
  expect(operands.map(({ text }) => text)).toEqual(["flags=R", "argv=/bin/x", "a b", "${sender}", "c"]);
  expect(braceErrors.map(({ reason }) => reason)).toEqual(["missing '}'"]);
});
