// Address arithmetic against values worked out by hand from RFC 4291 and RFC 4632.

import { describe, expect, test } from "vitest";
import {
  covers,
  formatAddress,
  hasHostBits,
  isLoopback,
  isPrivate,
  type Network,
  parseAddress,
  parseNetwork,
} from "../../src/model/networks.ts";

const network = (text: string): Network => {
  const parsed = parseNetwork(text);
  if (parsed === undefined) throw new Error(`no network: ${text}`);
  return parsed;
};

describe("addresses", () => {
  test.each([
    ["0.0.0.0", 0n],
    ["127.0.0.1", 0x7f000001n],
    ["255.255.255.255", 0xffffffffn],
    ["::", 0n],
    ["::1", 1n],
    ["::ffff:1.2.3.4", 0xffff01020304n],
    ["1::", 1n << 112n],
    ["1:2:3:4:5:6:7:8", 0x00010002000300040005000600070008n],
    ["FE80::a", (0xfe80n << 112n) | 10n],
  ])("%s", (text, value) => {
    expect(parseAddress(text)?.value).toBe(value);
  });
  test.each([
    "",
    "1.2.3",
    "1.2.3.4.5",
    "256.0.0.1",
    "01.2.3.4",
    "a.b.c.d",
    ":",
    ":::",
    "1::2::3",
    "1:2:3:4:5:6:7",
    "1:2:3:4:5:6:7:8:9",
    "12345::",
    "1.2.3.4::",
  ])("%j is none", (text) => {
    expect(parseAddress(text)).toBeUndefined();
  });
  test.each(["1.2.3.4", "::", "::1", "fe80::a", "1:2:3:4:5:6:7:8", "2001:db8::1:0:0:1"])(
    "%s prints back",
    (text) => {
      const address = parseAddress(text);
      const printed = address === undefined ? "" : formatAddress(address);
      expect(parseAddress(printed)).toEqual(address);
    },
  );
});

describe("networks", () => {
  test.each(["10.0.0.0/33", "::/129", "[::1", "::1]", "10.0.0.0/", "10/8", "x/8", "10.0.0.0/-1"])(
    "%j is none",
    (text) => {
      expect(parseNetwork(text)).toBeUndefined();
    },
  );
  test("brackets and prefixes", () => {
    expect(network("[2001:db8::]/32").prefix).toBe(32);
    expect(network("192.0.2.7").prefix).toBe(32);
    expect(network("[::1]").prefix).toBe(128);
  });
  test.each([
    ["0.0.0.0/0", "203.0.113.9", true],
    ["10.0.0.0/8", "10.255.0.0/16", true],
    ["10.0.0.0/8", "0.0.0.0/0", false],
    ["10.0.0.0/8", "11.0.0.0/8", false],
    ["::/0", "10.0.0.0/8", false],
    ["fc00::/7", "fd12::/16", true],
  ])("%s covers %s: %s", (outer, inner, expected) => {
    expect(covers(network(outer), network(inner))).toBe(expected);
  });
  test("host bits", () => {
    expect(hasHostBits(network("10.0.0.1/8"))).toBe(true);
    expect(hasHostBits(network("10.0.0.0/8"))).toBe(false);
    expect(hasHostBits(network("10.0.0.1"))).toBe(false);
  });
  test("kinds", () => {
    expect(["127.0.0.0/8", "::1", "127.1.2.3"].map((text) => isLoopback(network(text)))).toEqual([
      true,
      true,
      true,
    ]);
    expect(isLoopback(network("126.0.0.0/7"))).toBe(false);
    const kinds = [
      "172.31.0.0/16",
      "172.32.0.0/16",
      "192.168.0.0/15",
      "fd00::/8",
      "2001:db8::/32",
      "0.0.0.0/0",
    ];
    expect(kinds.map((text) => isPrivate(network(text)))).toEqual([true, false, false, true, false, false]);
  });
});
