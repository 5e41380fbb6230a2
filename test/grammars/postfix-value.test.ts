// The value languages of Postfix, against what mystrtokq() and its users make of the same text.

import { describe, expect, test } from "vitest";
import {
  PostfixValueParser,
  parseCiphers,
  parseMatchList,
  parseProtocols,
  parseRestrictions,
  parseWords,
} from "../../grammars/postfix-value/parser.ts";
import { parseTable, parseTableArgument } from "../../grammars/postfix-value/table.ts";

test("the grammar is unambiguous", () => {
  expect(() => new PostfixValueParser(false)).not.toThrow();
});

const short = (text: string): string[] =>
  parseRestrictions(text).map((step) => {
    if (step.kind === "call") return `${step.name.text}(${step.argument?.text ?? ""})`;
    return step.kind === "table" ? `table ${step.table.text}` : `${step.kind} ${step.name.text}`;
  });

describe("restriction lists", () => {
  test.each([
    ["permit_mynetworks,reject", ["name permit_mynetworks", "name reject"]],
    [" , permit_mynetworks ,\n reject,,", ["name permit_mynetworks", "name reject"]],
    ["Warn_If_Reject reject", ["warn Warn_If_Reject", "name reject"]],
    ["check_client_access hash:/x permit", ["check_client_access(hash:/x)", "name permit"]],
    ["check_client_access", ["check_client_access()"]],
    ["check_client_access permit reject", ["check_client_access(permit)", "name reject"]],
    ["reject_rbl_client zen.example=127.0.0.2", ["reject_rbl_client(zen.example=127.0.0.2)"]],
    ["hash:/x, reject", ["table hash:/x", "name reject"]],
    ["sleep 5 permit", ["sleep(5)", "name permit"]],
    ["check_foo_access hash:/x", ["name check_foo_access", "table hash:/x"]],
    [
      "check_policy_service { unix:private/p, timeout=10s } reject",
      ["check_policy_service({ unix:private/p, timeout=10s })", "name reject"],
    ],
    ["check_helo_access inline:{a=b, {c = d e}} x", ["check_helo_access(inline:{a=b, {c = d e}})", "name x"]],
    ["a}b {c d", ["name a}b", "name {c d"]],
    ["日本, \u{1f4e7} \ud800 \udcff", ["name 日本", "name \u{1f4e7}", "name \ud800", "name \udcff"]],
    ["", []],
  ])("%j", (text, expected) => {
    expect(short(text)).toEqual(expected);
  });

  test("positions are offsets into the value", () => {
    const text = "permit, check_sender_access hash:/a";
    const [, call] = parseRestrictions(text);
    expect(call?.kind === "call" && text.slice(call.argument?.start, call.argument?.end)).toBe("hash:/a");
  });
});

describe("tables", () => {
  test("type and name", () => {
    expect(parseTable("hash:/etc/postfix/access", 10)).toMatchObject({
      type: "hash",
      name: { text: "/etc/postfix/access", start: 15, end: 34 },
    });
    expect(parseTable("nothing")).toMatchObject({ type: "", name: { text: "nothing" } });
  });
  test("nesting", () => {
    expect(parseTable("proxy:unionmap:{hash:/a, proxy:ldap:/b}").nested[0]?.nested).toMatchObject([
      { type: "hash" },
      { type: "proxy", nested: [{ type: "ldap", name: { text: "/b" } }] },
    ]);
  });
  test.each([
    ["inline:{a=OK, {b.c = REJECT go away}}", ["a>OK", "b.c>REJECT go away"]],
    ["cidr:{{0.0.0.0/0 OK} {!::/0 REJECT no}}", ["0.0.0.0/0>OK", "!::/0>REJECT no"]],
    ["regexp:{{/./ DUNNO}, {junk}}", ["/./>DUNNO", "junk>"]],
    ["inline:{}", []],
  ])("entries of %s", (text, expected) => {
    expect(parseTable(text).entries?.map((entry) => `${entry.key.text}>${entry.value.text}`)).toEqual(
      expected,
    );
  });
  test("a file has no entries, static has a result", () => {
    expect(parseTable("cidr:/a").entries).toBeUndefined();
    expect(parseTable("static:{ 550 no }").result).toBe("550 no");
    expect(parseTable("static:OK").result).toBe("OK");
  });
  test("an argument in braces", () => {
    const [word] = parseWords("{ lmdb:/a, search_order = x }");
    expect(word && parseTableArgument(word)).toMatchObject({ type: "lmdb", name: { text: "/a", start: 7 } });
  });
});

test("match lists", () => {
  const items = parseMatchList("127.0.0.0/8 !10.0.0.1, !!x /etc/nets !hash:/a [::1]/128 ::1");
  expect(items.map((item) => `${item.negated ? "not " : ""}${item.kind} ${item.pattern.text}`)).toEqual([
    "pattern 127.0.0.0/8",
    "not pattern 10.0.0.1",
    "pattern x",
    "file /etc/nets",
    "not table hash:/a",
    "pattern [::1]/128",
    "table ::1",
  ]);
});

test("protocol lists", () => {
  const kinds = (text: string) => parseProtocols(text).map((item) => `${item.kind} ${item.version.text}`);
  expect(kinds("!SSLv2, !SSLv3:>=TLSv1.2 <=0304")).toEqual([
    "exclude SSLv2",
    "exclude SSLv3",
    "at-least TLSv1.2",
    "at-most 0304",
  ]);
  expect(kinds("TLSv1.2 ! >=")).toEqual(["include TLSv1.2", "exclude ", "at-least "]);
});

test("cipher strings", () => {
  const kinds = parseCiphers("aNULL:-aNULL:HIGH:+RC4:!MD5:@STRENGTH").map(
    (item) => `${item.kind} ${item.name.text}`,
  );
  expect(kinds).toEqual([
    "add aNULL",
    "remove aNULL",
    "add HIGH",
    "move RC4",
    "remove MD5",
    "command STRENGTH",
  ]);
});
