import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { diskHost, sizeLimit } from "../../src/host-disk.ts";
import { directoryWith } from "../cli/harness.ts";

test("files inside are read, relative to the working directory or absolute", () => {
  const directory = directoryWith({ "etc/main.cf": "a" });
  const host = diskHost({ roots: ["etc"], directory });
  expect(host.read("etc/main.cf")).toEqual({ kind: "text", text: "a" });
  expect(host.read(join(directory, "etc/main.cf"))).toEqual({ kind: "text", text: "a" });
  expect(host.read("etc/other.cf")).toEqual({ kind: "missing" });
  expect(host.list("etc")).toEqual(["main.cf"]);
});

test("a file that is given opens its directory, and no other", () => {
  const directory = directoryWith({ "etc/main.cf": "a", "etc/master.cf": "b", "other/x": "c" });
  const host = diskHost({ roots: ["etc/main.cf"], directory });
  expect(host.read("etc/master.cf").kind).toBe("text");
  expect(host.read("other/x")).toEqual({ kind: "outside" });
  expect(host.read("etc/../other/x")).toEqual({ kind: "outside" });
  expect(host.kind("other/x")).toBe("missing");
  expect(host.list("other")).toBeUndefined();
});

test("names that only begin like a root lie outside", () => {
  const directory = directoryWith({ "etc/a": "a", "etc2/b": "b" });
  expect(diskHost({ roots: ["etc"], directory }).read("etc2/b")).toEqual({ kind: "outside" });
});

test("links inside are followed, links to outside are not unless asked", () => {
  const directory = directoryWith({ "etc/a": "a", "secret/b": "b" });
  symlinkSync("a", join(directory, "etc/inside"));
  symlinkSync("../secret/b", join(directory, "etc/outside"));
  symlinkSync("../secret", join(directory, "etc/folder"));
  const host = diskHost({ roots: ["etc"], directory });
  expect(host.read("etc/inside")).toEqual({ kind: "text", text: "a" });
  expect(host.read("etc/outside")).toEqual({ kind: "outside" });
  expect(host.read("etc/folder/b")).toEqual({ kind: "outside" });
  expect(host.list("etc/folder")).toBeUndefined();
  expect(diskHost({ roots: ["etc"], directory, follow: true }).read("etc/outside")).toEqual({
    kind: "text",
    text: "b",
  });
});

test("a directory that stands for / holds what absolute paths name", () => {
  const directory = directoryWith({ "image/etc/dovecot/x.conf": "x", "given/y": "y" });
  const host = diskHost({ roots: ["given"], root: "image", directory });
  expect(host.read("/etc/dovecot/x.conf")).toEqual({ kind: "text", text: "x" });
  expect(host.list("/etc/dovecot")).toEqual(["x.conf"]);
  expect(host.read(join(directory, "given/y"))).toEqual({ kind: "text", text: "y" });
  expect(host.read("/etc/passwd")).toEqual({ kind: "missing" });
});

test("what is no regular file, too large or a loop is refused with the reason", () => {
  const directory = directoryWith({ "etc/big": "" });
  truncateSync(join(directory, "etc/big"), sizeLimit + 1);
  execFileSync("mkfifo", [join(directory, "etc/fifo")]);
  mkdirSync(join(directory, "etc/main.cf"));
  symlinkSync("loop", join(directory, "etc/loop"));
  symlinkSync("/dev/zero", join(directory, "etc/device"));
  const host = diskHost({ roots: ["etc"], directory, follow: true });
  expect(host.read("etc/big")).toEqual({ kind: "unreadable", reason: "larger than the limit of 16 MiB" });
  expect(host.read("etc/fifo")).toEqual({ kind: "unreadable", reason: "is no regular file" });
  expect(host.read("etc/main.cf")).toEqual({ kind: "unreadable", reason: "is a directory" });
  expect(host.read("etc/loop")).toEqual({ kind: "unreadable", reason: "its symbolic links form a loop" });
  expect(host.read("etc/device")).toEqual({ kind: "unreadable", reason: "is no regular file" });
  expect(host.kind("etc/fifo")).toBe("other");
});

test("bytes that are no UTF-8 are kept", () => {
  const directory = directoryWith({});
  writeFileSync(join(directory, "main.cf"), Uint8Array.of(0x61, 0xff, 0x62));
  expect(diskHost({ roots: ["."], directory }).read("main.cf")).toEqual({ kind: "text", text: "a\udcffb" });
});

test("a directory that was listed gives the same answers as the disk", () => {
  const directory = directoryWith({ "etc/a.conf": "a", "etc/sub/b.conf": "b", "secret/c": "c" });
  symlinkSync("a.conf", join(directory, "etc/link.conf"));
  symlinkSync("sub", join(directory, "etc/folder"));
  symlinkSync("../secret/c", join(directory, "etc/outside"));
  symlinkSync("nowhere", join(directory, "etc/broken"));
  execFileSync("mkfifo", [join(directory, "etc/fifo")]);
  const notUtf8 = Buffer.concat([Buffer.from(join(directory, "etc/")), Buffer.from([0xff, 0x61])]);
  writeFileSync(notUtf8, "x");
  const fresh = () => diskHost({ roots: ["etc"], directory });
  const knowing = fresh();
  for (const path of ["etc", "etc/sub", "etc/folder"]) expect(knowing.list(path)).toBeDefined();
  const names = [...(knowing.list("etc") ?? []), "missing", "sub/b.conf", "folder/b.conf"];
  expect(names).toContain("\ufffda");
  for (const path of names.map((name) => `etc/${name}`))
    for (const ask of ["kind", "real", "read"] as const)
      expect([path, knowing[ask]?.(path)]).toEqual([path, fresh()[ask]?.(path)]);
});

test("a file that a repository keeps encrypted is refused with the reason", () => {
  const directory = directoryWith({
    "etc/main.cf": "\0GITCRYPT\0\x12\x34",
    "etc/dovecot.conf": "$ANSIBLE_VAULT;1.1;AES256\n3361\n",
    "etc/late.conf": "# not $ANSIBLE_VAULT;\n",
  });
  const host = diskHost({ roots: ["etc"], directory });
  const reason = (name: string) => `encrypted with ${name}, decrypt it first`;
  expect(host.read("etc/main.cf")).toEqual({ kind: "unreadable", reason: reason("git-crypt") });
  expect(host.read("etc/dovecot.conf")).toEqual({ kind: "unreadable", reason: reason("Ansible Vault") });
  expect(host.read("etc/late.conf").kind).toBe("text");
});

const utf16 = (text: string, from = "\ufeff") => Buffer.from(`${from}${text}`, "utf16le");

test.each<[string, Uint8Array, string]>([
  [
    "a program",
    Buffer.from(`\x7fELF\x02\x01\x01${"\0".repeat(9)}\x03\0>\0\x01\n`),
    "is not text but a program (ELF)",
  ],
  ["gzip", gzipSync("biff = no\n"), "is not text but compressed with gzip, unpack it first"],
  ["zip", Buffer.from("PK\x03\x04\x14\0\0\0\x08\0abc"), "is not text but a zip archive, unpack it first"],
  ["UTF-16", utf16("biff = no\n"), "is written in UTF-16, which no mail server reads; convert it to UTF-8"],
  [
    "UTF-16 with the high byte first",
    utf16("biff = no\n").swap16(),
    "is written in UTF-16, which no mail server reads; convert it to UTF-8",
  ],
  [
    "UTF-16 without a mark",
    utf16("biff = no\n", ""),
    "is written in UTF-16, which no mail server reads; convert it to UTF-8",
  ],
  ["bytes", Uint8Array.from({ length: 900 }, (_, at) => (at * 7919) % 256), "is not text"],
])("%s is not read as a configuration", (_, bytes, reason) => {
  const directory = directoryWith({ "etc/main.cf": bytes });
  const host = diskHost({ roots: ["etc"], directory });
  expect(host.read("etc/main.cf")).toEqual({ kind: "unreadable", reason });
});

test.each<[string, Uint8Array]>([
  [
    "Latin-1 and KOI8-R",
    Buffer.from("# \xf0\xd2\xc9\xd7\xc5\xd4, \xfcbung\nbiff = no\n".repeat(20), "latin1"),
  ],
  ["a NUL, at which a daemon ends the line", Buffer.from("biff = no\0\nmyhostname = x\n\0\n")],
  ["NULs behind the text, as a crash leaves them", Buffer.from(`biff = no\n${"\0".repeat(5000)}`)],
  ["control characters in a value", Buffer.from(`smtpd_banner = \x01\x02\x7f\x03\x04 ${"x".repeat(100)}\n`)],
  ["an escape, a form feed, a backspace", Buffer.from("\x1b[1m\f\b\x1b[0m\x1b\x1b\n")],
  ["UTF-8 with its mark", Buffer.from("\ufeffbiff = no\n")],
  ["nothing", Buffer.from("")],
])("%s: text", (_, bytes) => {
  const directory = directoryWith({ "etc/main.cf": bytes });
  expect(diskHost({ roots: ["etc"], directory }).read("etc/main.cf").kind).toBe("text");
});

test("files of any size are read whole, one after the other", () => {
  const sizes = [0, 1, 65_535, 65_536, 65_537, 200_000, 3];
  const contents = sizes.map((size, index) => String.fromCharCode(97 + index).repeat(size));
  const directory = directoryWith(Object.fromEntries(contents.map((text, index) => [`etc/${index}`, text])));
  const host = diskHost({ roots: ["etc"], directory });
  for (const [index, text] of contents.entries())
    expect(host.read(`etc/${index}`)).toEqual({ kind: "text", text });
});
