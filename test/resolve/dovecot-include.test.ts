// Globbing of includes over a host in memory.

import { expect, test } from "vitest";
import { memoryHost } from "../../src/host.ts";
import { includedFiles } from "../../src/resolve/dovecot-include.ts";

const names = [
  "dovecot.conf",
  "conf.d/10-b.conf",
  "conf.d/10-a.conf",
  "conf.d/9.conf",
  "conf.d/.hidden.conf",
];
const more = [
  "conf.d/x.conf~",
  "conf.d/B.conf",
  "sub/one/a.conf",
  "sub/two/a.conf",
  "root/etc/dovecot/z.conf",
];
const host = memoryHost(Object.fromEntries([...names, ...more].map((name) => [name, ""])));
const includer = { path: "dovecot.conf", name: "dovecot.conf" };

function found(pattern: string, root?: string): string | readonly string[] {
  const result = includedFiles(pattern, includer, host, root === undefined ? {} : { root });
  return result.kind === "files" ? result.files.map((file) => file.path) : result.kind;
}

test.each([
  ["conf.d/*.conf", ["conf.d/10-a.conf", "conf.d/10-b.conf", "conf.d/9.conf", "conf.d/B.conf"]],
  ["conf.d/9.conf", ["conf.d/9.conf"]],
  ["conf.d/.*.conf", ["conf.d/.hidden.conf"]],
  ["conf.d/?.con[a-f]", ["conf.d/9.conf", "conf.d/B.conf"]],
  ["conf.d/[!0-9].conf", ["conf.d/B.conf"]],
  ["conf.d/{B,10-{b,a},none}.conf", ["conf.d/B.conf", "conf.d/10-b.conf", "conf.d/10-a.conf"]],
  ["conf.d/x.c*", ["conf.d/x.conf~"]],
  ["s*/*/a.conf", ["sub/one/a.conf", "sub/two/a.conf"]],
  ["./conf.d/../conf.d/9.conf", ["conf.d/9.conf"]],
  ["conf.d", ["conf.d"]],
  ["conf.d/\\9.conf", ["conf.d/9.conf"]],
  ["conf.d/[9.conf", "none"],
  ["conf.d/{9.conf", "none"],
  ["none/*.conf", "none"],
  ["/etc/dovecot/*.conf", "outside"],
])("%s", (pattern, files) => {
  expect(found(pattern)).toEqual(files);
});

test("an absolute include is looked up below the root", () => {
  expect(found("/etc/dovecot/*.conf", "root")).toEqual(["root/etc/dovecot/z.conf"]);
  expect(found("/etc/dovecot/y.conf", "root")).toBe("none");
});

test("what the host may not read is outside", () => {
  const closed = { ...host, read: () => ({ kind: "outside" }) as const };
  expect(includedFiles("conf.d/*.conf", includer, closed, {})).toEqual({
    kind: "outside",
    why: "lies outside of what was given",
  });
});

test("many wildcards end", () => {
  const long = memoryHost({ ["a".repeat(300)]: "" });
  expect(includedFiles(`${"*a".repeat(60)}b`, includer, long, {})).toEqual({ kind: "none" });
  expect(includedFiles(`${"*a".repeat(60)}*`, includer, long, {})).toMatchObject({ kind: "files" });
});

test("many braces end", () => {
  const limited = { kind: "files", files: [], limit: "1000 alternatives in braces" };
  expect(includedFiles("{a,b}".repeat(40), includer, host, {})).toEqual(limited);
});
