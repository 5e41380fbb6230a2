// The real machine: paths, links, owners, and what it reads of certificates and keys.

import { execFileSync } from "node:child_process";
import { chmodSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { realMachine } from "../../src/cli/machine.ts";
import { pemBlocks } from "../../src/cli/pem.ts";
import type { PemBlock } from "../../src/machine.ts";
import { joined, openssl, pairIn } from "./certificates.ts";
import { directoryWith } from "./harness.ts";

const now = Date.parse("2026-02-01");
const machineIn = (directory: string, root?: string) => realMachine({ roots: [], directory, root, now });
const blocksOf = (path: string) => pemBlocks(readFileSync(path, "latin1"));

test("a file has its mode, owner and every directory on the way", () => {
  const directory = directoryWith({ "etc/ssl/key.pem": "x" });
  chmodSync(join(directory, "etc/ssl/key.pem"), 0o640);
  chmodSync(join(directory, "etc/ssl"), 0o710);
  const file = machineIn("/", directory).file("/etc/ssl/key.pem");
  expect(file).toMatchObject({ kind: "file", path: "/etc/ssl/key.pem", mode: 0o640, size: 1 });
  const parents = "parents" in file ? file.parents : [];
  expect(parents.map(({ path }) => path)).toEqual(["/", "/etc", "/etc/ssl"]);
  expect(parents.at(-1)).toMatchObject({ kind: "directory", mode: 0o710 });
  const { id } = "owner" in file ? file.owner : { id: -1 };
  expect(id).toBe(process.getuid?.());
});

test("symbolic links stay below the directory that stands for /", () => {
  const directory = directoryWith({ "archive/cert1.pem": "x", "live/README": "" });
  symlinkSync("/archive/cert1.pem", join(directory, "live/cert.pem"));
  symlinkSync("../../../../archive", join(directory, "live/up"));
  const machine = machineIn("/", directory);
  const file = machine.file("/live/cert.pem");
  expect(file).toMatchObject({ kind: "file", path: "/archive/cert1.pem" });
  expect("parents" in file && file.parents.map(({ path }) => path)).toEqual(["/", "/live", "/archive"]);
  expect(machine.file("/live/up/cert1.pem")).toMatchObject({ kind: "file", path: "/archive/cert1.pem" });
});

test("what is not there, and links that lead nowhere or in a circle", () => {
  const directory = directoryWith({ file: "x" });
  symlinkSync("/gone", join(directory, "dangling"));
  symlinkSync("/loop2", join(directory, "loop1"));
  symlinkSync("/loop1", join(directory, "loop2"));
  const machine = machineIn("/", directory);
  expect(machine.file("/no/file")).toEqual({ kind: "missing", at: "/no", linked: false });
  expect(machine.file("/file/below")).toEqual({ kind: "missing", at: "/file", linked: false });
  expect(machine.file("/dangling")).toEqual({ kind: "missing", at: "/gone", linked: true });
  expect(machine.file("/loop1")).toEqual({ kind: "unreadable", reason: "its symbolic links form a loop" });
  expect(machine.pem("/loop1")).toEqual({ kind: "unreadable", reason: "its symbolic links form a loop" });
  expect([...machine.refused.keys()]).toEqual(["/loop1"]);
  expect(machine.file("/a\0b").kind).toBe("unreadable");
});

test("nothing but a regular file of sane size is opened", () => {
  const directory = directoryWith({ large: "" });
  execFileSync("mkfifo", [join(directory, "fifo")]);
  truncateSync(join(directory, "large"), 100 * 1024 * 1024);
  const machine = machineIn("/", directory);
  expect(machine.file("/fifo").kind).toBe("pipe");
  expect(machine.pem("/fifo")).toEqual({ kind: "unreadable", reason: "is no regular file" });
  expect(machine.pem("/")).toEqual({ kind: "unreadable", reason: "is a directory" });
  expect(machine.pem("/large")).toEqual({ kind: "unreadable", reason: "larger than the limit of 4 MiB" });
  expect(machineIn("/").pem("/dev/zero")).toEqual({ kind: "unreadable", reason: "is no regular file" });
});

test("relative paths and those of what is linted are places on this disk", () => {
  const directory = directoryWith({ "etc/dovecot/a.pem": "x", "root/etc/dovecot/b.pem": "x" });
  const machine = realMachine({ roots: [join(directory, "etc")], root: "root", directory, now });
  expect(machine.file("etc/dovecot/a.pem").kind).toBe("file");
  expect(machine.file(join(directory, "etc/dovecot/a.pem")).kind).toBe("file");
  expect(machine.file("/etc/dovecot/b.pem").kind).toBe("file");
  expect(machine.file("root/etc/dovecot/b.pem")).toMatchObject({ path: "/etc/dovecot/b.pem" });
});

test("users and groups are those of the machine", () => {
  const directory = directoryWith({
    "etc/passwd": "root:x:0:0::/:/bin/sh\ndovecot:x:110:115::/:/bin/false\nbroken\n+::::::\n",
    "etc/group": "root:x:0:\nmail:x:8:dovecot,vmail\ndovecot:x:115:\n",
  });
  const machine = machineIn("/", directory);
  expect(machine.user("dovecot")).toEqual({
    id: 110,
    groups: [
      { id: 115, name: "dovecot" },
      { id: 8, name: "mail" },
    ],
  });
  expect(machine.user("nobody")).toBeUndefined();
});

const only = (blocks: readonly PemBlock[]) => {
  expect(blocks).toHaveLength(1);
  return blocks[0];
};

test("a certificate's names, dates, key and signature", () => {
  const directory = directoryWith({});
  const ca = pairIn(directory, "ca", { names: ["ca.example.org"], authority: true });
  const names = ["mail.example.org", "*.example.org", "192.0.2.1", "2001:db8::1"];
  const { cert } = pairIn(directory, "leaf", { names, issuer: ca, digest: "sha384", newkey: ["rsa:2048"] });
  const found = only(blocksOf(cert));
  expect(found).toMatchObject({
    kind: "certificate",
    subject: "CN=mail.example.org",
    issuer: "CN=ca.example.org",
    commonName: "mail.example.org",
    key: { type: "rsa", bits: 2048 },
    digest: "sha384",
    selfSigned: false,
    authority: false,
  });
  if (found?.kind !== "certificate") return;
  expect(found.names.slice(0, 3)).toEqual(names.slice(0, 3));
  expect(found.notAfter - found.notBefore).toBe(90 * 86_400_000);
  expect(only(blocksOf(ca.cert))).toMatchObject({ selfSigned: true, authority: true, digest: "sha256" });
});

test.each([
  ["sha1", ["rsa:2048"]],
  ["sha512", ["rsa:2048"]],
  ["sha256", ["rsa-pss", "-pkeyopt", "rsa_keygen_bits:2048"]],
  ["sha1", ["ec", "-pkeyopt", "ec_paramgen_curve:P-256"]],
  ["sha384", ["ec", "-pkeyopt", "ec_paramgen_curve:P-384"]],
])("the digest %s of a key from %j", (digest, newkey) => {
  const { cert } = pairIn(directoryWith({}), "one", { digest, newkey });
  expect(only(blocksOf(cert))).toMatchObject({ digest });
});

test("kinds of keys", () => {
  const directory = directoryWith({});
  const typeOf = (name: string, newkey: readonly string[]) => {
    const block = only(blocksOf(pairIn(directory, name, { newkey }).key));
    return block?.kind === "key" ? block.key : block;
  };
  expect(typeOf("ed", ["ed25519"])).toEqual({ type: "ed25519" });
  expect(typeOf("ec", ["ec", "-pkeyopt", "ec_paramgen_curve:secp384r1"])).toEqual({
    type: "ec",
    bits: 384,
    curve: "secp384r1",
  });
  expect(typeOf("pss", ["rsa-pss", "-pkeyopt", "rsa_keygen_bits:2048"])).toEqual({ type: "rsa", bits: 2048 });
});

test("a certificate and its key have one public key, whatever the key is written as", () => {
  const directory = directoryWith({});
  const { cert, key } = pairIn(directory, "one", { newkey: ["rsa:2048"] });
  const old = join(directory, "old.key");
  openssl(["rsa", "-in", key, "-out", old, "-traditional"]);
  const [certificate, pkcs8, pkcs1] = blocksOf(joined(join(directory, "all.pem"), cert, key, old));
  const publicKey = certificate?.kind === "certificate" ? certificate.publicKey : "";
  expect(publicKey).toMatch(/^[0-9a-f]{64}$/);
  for (const block of [pkcs8, pkcs1])
    expect(block).toEqual({ kind: "key", encrypted: false, publicKey, key: { type: "rsa", bits: 2048 } });
});

test("encrypted keys, both forms", () => {
  const directory = directoryWith({});
  const { key } = pairIn(directory, "one", { newkey: ["rsa:2048"] });
  const encrypted = (name: string, ...args: string[]) => {
    const out = join(directory, name);
    openssl(["rsa", "-in", key, "-out", out, "-aes256", "-passout", "pass:secret", ...args]);
    return only(blocksOf(out));
  };
  expect(encrypted("new.key")).toEqual({ kind: "key", encrypted: true });
  expect(encrypted("old.key", "-traditional")).toEqual({ kind: "key", encrypted: true });
});

test("damage stays with its block", () => {
  const directory = directoryWith({});
  const { cert } = pairIn(directory, "one");
  const text = readFileSync(cert, "latin1");
  const damaged = text.replace(/\n.{20}/, "\nMIIB");
  const blocks = pemBlocks(
    `${damaged}junk\n-----BEGIN CERTIFICATE-----\nMIIB\n${text}-----BEGIN PRIVATE KEY-----`,
  );
  expect(blocks.map((block) => (block.kind === "broken" ? block.label : block.kind))).toEqual([
    "CERTIFICATE",
    "CERTIFICATE",
    "certificate",
    "PRIVATE KEY",
  ]);
  expect(pemBlocks("\0\xff junk")).toEqual([]);
  expect(pemBlocks("-----BEGIN CERTIFICATE-----\n".repeat(100_000))).toHaveLength(100_000);
});

test("no damage within a certificate or a key makes it throw", { timeout: 60_000 }, () => {
  const directory = directoryWith({});
  const { cert, key } = pairIn(directory, "one", { newkey: ["rsa:2048"] });
  let seed = Number(process.env.MAILINT_SEED ?? 7) >>> 0;
  const random = (below: number) => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return seed % below;
  };
  for (const path of [cert, key]) {
    const [begin = "", ...lines] = readFileSync(path, "latin1").trimEnd().split("\n");
    const end = lines.pop();
    for (let run = 0; run < 300; run++) {
      const bytes = Buffer.from(lines.join(""), "base64");
      for (let change = 0; change <= random(4); change++) bytes[random(bytes.length)] = random(256);
      const cut = bytes.subarray(0, random(3) === 0 ? random(bytes.length) : bytes.length);
      expect(pemBlocks(`${begin}\n${cut.toString("base64")}\n${end}\n`)).toHaveLength(1);
    }
  }
});

test("certificates with OpenSSL's own data behind them", () => {
  const directory = directoryWith({});
  const { cert } = pairIn(directory, "one");
  const trusted = join(directory, "trusted.pem");
  openssl(["x509", "-in", cert, "-trustout", "-addtrust", "serverAuth", "-out", trusted]);
  expect(readFileSync(trusted, "latin1")).toContain("BEGIN TRUSTED CERTIFICATE");
  expect(blocksOf(trusted)).toEqual(blocksOf(cert));
});

test("Diffie-Hellman parameters", () => {
  const directory = directoryWith({});
  const path = join(directory, "dh.pem");
  writeFileSync(path, openssl(["genpkey", "-genparam", "-algorithm", "DH", "-pkeyopt", "group:ffdhe2048"]));
  expect(only(blocksOf(path))).toEqual({ kind: "dh", bits: 2048 });
});
