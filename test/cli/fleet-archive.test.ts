import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { packTar, type TarEntry } from "modern-tar";
import { expect, test } from "vitest";
import { readArchive } from "../../src/cli/fleet-archive.ts";
import { archiveHost } from "../../src/host-archive.ts";
import type { HostLine } from "../../src/report/fleet-line.ts";
import { directoryWith, mailint } from "./harness.ts";

const file = (name: string, body: string): TarEntry => ({
  header: { name, size: Buffer.byteLength(body), type: "file" },
  body,
});
const link = (name: string, linkname: string, type: "symlink" | "link" = "symlink"): TarEntry => ({
  header: { name, size: 0, type, linkname },
});

async function archive(entries: readonly TarEntry[], name = "mx.tar"): Promise<string> {
  const bytes = await packTar(entries);
  return join(directoryWith({ [name]: name.endsWith(".tar") ? bytes : gzipSync(bytes) }), name);
}

async function hostOf(entries: readonly TarEntry[], root?: string) {
  return archiveHost((await readArchive(await archive(entries))).members, root);
}

async function fleetLine(path: string): Promise<HostLine> {
  const directory = path.slice(0, path.lastIndexOf("/"));
  const { stdout } = await mailint(directory, ["fleet", "--jobs", "0", path.slice(directory.length + 1)]);
  return JSON.parse(stdout) as HostLine;
}

const tree = {
  "etc/dovecot/dovecot.conf": "!include /etc/dovecot/conf.d/*.conf\n",
  "etc/dovecot/conf.d/10-auth.conf": "disable_plaintext_auth = no\n",
  "etc/postfix/main.cf": "smtpd_helo_requird = yes\n",
};

test.each(["mx.tar", "mx.tar.gz", "mx.tgz"])("%s says what the directory says", async (name) => {
  const directory = directoryWith(
    Object.fromEntries(Object.entries(tree).map(([path, text]) => [`fleet/mx/${path}`, text])),
  );
  const flags = name.endsWith(".tar") ? "-cf" : "-czf";
  execFileSync("tar", [flags, join(directory, name), "-C", join(directory, "fleet/mx"), "."]);
  const fromArchive = await fleetLine(join(directory, name));
  const { stdout } = await mailint(directory, ["fleet", "--jobs", "0", "fleet"]);
  expect(fromArchive).toEqual({ ...(JSON.parse(stdout) as HostLine), path: name });
  expect(fromArchive.status).toBe("linted");
});

test("a directory in the archive that holds `etc` stands for `/`", async () => {
  const line = await fleetLine(
    await archive(Object.entries(tree).map(([path, text]) => file(`mx1/${path}`, text))),
  );
  expect(line).toMatchObject({ status: "linted", exposure: { cleartextLogin: 4 } });
});

test("names of any length and spelling are found", async () => {
  const long = `${"d".repeat(90)}/${"e".repeat(90)}/${"f".repeat(90)}.conf`;
  const directory = directoryWith({ [`tree/${long}`]: "a", "tree/grün.cf": "b", "tree/__proto__": "c" });
  for (const format of ["gnu", "pax"]) {
    const path = join(directory, `${format}.tar`);
    execFileSync("tar", [`--format=${format}`, "-cf", path, "-C", join(directory, "tree"), "."]);
    const host = archiveHost((await readArchive(path)).members, undefined);
    expect([long, "grün.cf", "./__proto__"].map((name) => host.read(name))).toEqual(
      ["a", "b", "c"].map((text) => ({ kind: "text", text })),
    );
    expect(host.list("")).toEqual(["__proto__", "d".repeat(90), "grün.cf"]);
    expect(host.kind("constructor")).toBe("missing");
  }
});

test("links lead into the archive or nowhere", async () => {
  const host = await hostOf(
    [
      file("etc/real/main.cf", "in\n"),
      link("etc/postfix", "real"),
      link("etc/absolute", "/etc/real/main.cf"),
      link("etc/passwd", "../../../etc/passwd"),
      link("etc/shadow", "/../etc/shadow"),
      link("etc/loop", "loop"),
      link("etc/gone", "nothing"),
      link("etc/hard", "etc/real/main.cf", "link"),
      link("etc/hardout", "/etc/group", "link"),
      link("etc/up", ".."),
    ],
    ".",
  );
  const read = (path: string) => host.read(path);
  expect(read("etc/postfix/main.cf")).toEqual({ kind: "text", text: "in\n" });
  expect(read("/etc/postfix/main.cf")).toEqual({ kind: "text", text: "in\n" });
  expect(read("etc/absolute")).toEqual({ kind: "text", text: "in\n" });
  expect(read("etc/hard")).toEqual({ kind: "text", text: "in\n" });
  expect(read("etc/up/etc/real/main.cf")).toEqual({ kind: "text", text: "in\n" });
  expect(host.real?.("etc/postfix/main.cf")).toBe("etc/real/main.cf");
  expect(host.list("etc/postfix")).toEqual(["main.cf"]);
  expect(host.kind("etc/postfix")).toBe("directory");
  expect(read("etc/passwd")).toEqual({ kind: "outside" });
  expect(read("etc/shadow")).toEqual({ kind: "outside" });
  expect(read("etc/loop")).toEqual({ kind: "unreadable", reason: "its symbolic links form a loop" });
  expect(read("etc/gone")).toEqual({ kind: "missing" });
  expect(read("etc/hardout")).toEqual({ kind: "unreadable", reason: "its link leads nowhere" });
  expect(read("../outside")).toEqual({ kind: "outside" });
  expect(read("etc")).toEqual({ kind: "unreadable", reason: "is a directory" });
});

test("without a root an absolute path lies outside", async () => {
  const host = await hostOf([file("main.cf", "a = b\n"), link("out", "/main.cf")]);
  expect(host.read("/main.cf")).toEqual({ kind: "outside" });
  expect(host.read("out")).toEqual({ kind: "outside" });
});

test("a member whose name climbs out is left out and said", async () => {
  const path = await archive([file("../../etc/evil.cf", "x"), file("main.cf", "ssl = yes\n")]);
  expect(await fleetLine(path)).toMatchObject({
    status: "linted",
    failures: [{ file: "../../etc/evil.cf", reason: "leads out of the archive and is left out" }],
  });
});

test("a member deeper than configuration is searched for is left out and said", async () => {
  const deep = `${"d/".repeat(2000)}main.cf`;
  const path = await archive([file(deep, "x"), file("main.cf", "ssl = yes\n")]);
  expect(await fleetLine(path)).toMatchObject({
    status: "linted",
    failures: [
      {
        file: `${"d/".repeat(150)}…`,
        reason: "lies deeper than the limit of 100 directories and is left out",
      },
    ],
  });
  const host = await hostOf([
    link("far", "d/".repeat(2000)),
    link("farther", "d/".repeat(3000)),
    file("a.cf", "x"),
  ]);
  expect(host.kind("far")).toBe("missing");
  expect(host.read("farther")).toEqual({ kind: "unreadable", reason: "its link is too long" });
});

test("of many failures a hundred are told, and how many more there are", async () => {
  const outside = Array.from({ length: 250 }, (_, at) => file(`../${at}.cf`, "x"));
  const line = await fleetLine(await archive([...outside, file("main.cf", "ssl = yes\n")]));
  const failures = line.status === "linted" ? line.failures : [];
  expect(failures).toHaveLength(101);
  expect(failures.at(-1)).toEqual({ file: ".", reason: "150 more could not be read" });
});

test("devices, pipes and large members are there and cannot be read", async () => {
  const host = await hostOf([
    { header: { name: "main.cf", size: 0, type: "fifo" } },
    { header: { name: "master.cf", size: 0, type: "character-device" } },
    file("large.conf", "a".repeat(17 << 20)),
    file("after.conf", "b"),
  ]);
  expect(host.read("main.cf")).toEqual({ kind: "unreadable", reason: "is no regular file" });
  expect(host.kind("master.cf")).toBe("other");
  expect(host.read("large.conf")).toEqual({ kind: "unreadable", reason: "larger than the limit of 16 MiB" });
  expect(host.read("after.conf")).toEqual({ kind: "text", text: "b" });
});

test("an archive that unpacks to more than the limits is refused", async () => {
  const many = Array.from({ length: 6 }, (_, at) => file(`${at}.conf`, "a".repeat(12 << 20)));
  expect(await fleetLine(await archive(many, "bomb.tgz"))).toMatchObject({
    status: "failed",
    reason: "holds more than the limit of 64 MiB",
  });
}, 180_000);

test("zeros without end are refused", async () => {
  const header = (await packTar([file("zero", "")])).subarray(0, 512);
  const size = Buffer.from(header);
  // A member of 8 GiB less one byte, as large as an octal size can say, whose data a small file unpacks to.
  size.write("77777777777\0", 124);
  size.write("        ", 148);
  const sum = size.reduce((all, byte) => all + byte, 0);
  size.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  const piece = gzipSync(Buffer.alloc(64 << 20));
  const bomb = Buffer.concat([gzipSync(size), ...Array.from({ length: 9 }, () => piece)]);
  const directory = directoryWith({ "bomb.tgz": bomb });
  expect(await fleetLine(join(directory, "bomb.tgz"))).toMatchObject({
    status: "failed",
    reason: "unpacks to more than the limit of 512 MiB",
  });
}, 180_000);

test("what is no archive is an error line with a reason", async () => {
  const whole = gzipSync(await packTar([file("main.cf", "a = b\n".repeat(2000))]));
  const directory = directoryWith({
    "fleet/empty.tar": "",
    "fleet/text.tar": "this is no archive\n".repeat(100),
    "fleet/text.tgz": "this is no archive\n",
    "fleet/torn.tgz": whole.subarray(0, whole.length >> 1),
  });
  const { stdout, code } = await mailint(directory, ["fleet", "--jobs", "0", "fleet"]);
  const lines = stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as HostLine);
  expect(lines.map(({ status }) => status)).toEqual(["failed", "failed", "failed", "failed"]);
  for (const line of lines) expect("reason" in line && line.reason).toMatch(/^\S.*[^.]$/);
  expect(code).toBe(3);
});

test("random bytes behind a good header never end the run", async () => {
  const good = Buffer.from(await packTar([file("main.cf", "a = b\n"), link("x", "main.cf")]));
  const directory = directoryWith({});
  let state = 7;
  const random = (below: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
  for (let turn = 0; turn < 60; turn++) {
    const bytes = Buffer.from(good);
    for (let change = 0; change <= random(6); change++) bytes[random(bytes.length)] = random(256);
    writeFileSync(join(directory, `${turn}.tar`), bytes);
  }
  const { stdout } = await mailint(directory, ["fleet", "--jobs", "0", "."]);
  expect(stdout.trimEnd().split("\n")).toHaveLength(60);
});

test("an archive that is packed otherwise is refused by name, in a directory, in a list and alone", async () => {
  const directory = directoryWith({
    "fleet/mx.tar.xz": "\u00fd7zXZ\0",
    "fleet/web.zip": "PK\0",
    list: "fleet/mx.tar.xz\n",
  });
  const lines = async (source: string) => {
    const { stdout, code } = await mailint(directory, ["fleet", "--jobs", "0", "--summary", "none", source]);
    expect(code).toBe(3);
    return stdout
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line))
      .map(({ host, reason }) => `${host}: ${reason}`);
  };
  const refused = "mx: `.tar.xz` is not read; pack it as .tar.gz or .tar";
  expect(await lines("fleet")).toEqual([refused, "web: `.zip` is not read; pack it as .tar.gz or .tar"]);
  expect(await lines("fleet/mx.tar.xz")).toEqual([refused]);
  expect(await lines("list")).toEqual([refused]);
});

test("a damaged archive says what is wrong with it", async () => {
  const path = await archive([file("etc/postfix/main.cf", "x = ".repeat(5000))], "mx.tgz");
  const whole = readFileSync(path);
  writeFileSync(path, whole.subarray(0, whole.length / 2));
  expect(await fleetLine(path)).toMatchObject({ status: "failed", reason: "the gzip archive breaks off" });
  writeFileSync(path, "nothing");
  expect(await fleetLine(path)).toMatchObject({ reason: "is no gzip archive, or a damaged one" });
});

test("a list that is no text is refused whole", async () => {
  const directory = directoryWith({ list: "one\0two\nthree\n" });
  const { code, stdout, stderr } = await mailint(directory, ["fleet", "list"]);
  expect({ code, stdout }).toEqual({ code: 3, stdout: "" });
  expect(stderr).toBe("mailint: list: is neither a tar archive nor a list with the path of a host a line\n");
});
