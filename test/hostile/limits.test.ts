// Input larger or deeper than any configuration: each limit that is hit is a finding that names it, and the run goes on.

import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, onTestFinished, test } from "vitest";
import { rules } from "../../rules/index.ts";
import { memoryHost } from "../../src/host.ts";
import { lint } from "../../src/lint.ts";
import type { LintOptions } from "../../src/options.ts";
import { formats } from "../../src/report/index.ts";
import { everyRule } from "../../src/selection.ts";
import { directoryWith, mailint } from "../cli/harness.ts";

interface Said {
  readonly rule: string;
  readonly message: string;
}

async function findingsOf(files: Record<string, string>, options: LintOptions = {}): Promise<Said[]> {
  const report = await lint({
    paths: ["."],
    host: memoryHost(files),
    options,
    rules,
    selection: everyRule,
    ignores: {},
  });
  expect(report.systems.length).toBeGreaterThan(0);
  expect(report.findings.filter(({ rule }) => rule === "internal-error")).toEqual([]);
  return report.findings.map(({ rule, message }) => ({ rule, message }));
}

const limits = (found: readonly Said[]) =>
  found.filter(({ rule }) => rule === "limit").map(({ message }) => message);
const numbered = (count: number, line: (at: number) => string) =>
  Array.from({ length: count }, (_, at) => line(at)).join("");

describe.each(["2.3", "2.4"])("Dovecot %s", (dovecot) => {
  const head = dovecot === "2.4" ? "dovecot_config_version = 2.4.1\ndovecot_storage_version = 2.4.1\n" : "";
  const run = (files: Record<string, string>) =>
    findingsOf({ ...files, "dovecot.conf": head + files["dovecot.conf"] }, { dovecot });

  test("ten thousand includes", async () => {
    const files = Object.fromEntries(
      Array.from({ length: 10_000 }, (_, at) => [`c/${at}.conf`, "ssl = no\n"]),
    );
    const found = await run({
      ...files,
      "dovecot.conf": numbered(10_000, (at) => `!include c/${at}.conf\n`),
    });
    expect(limits(found)).toEqual([expect.stringContaining("the limit of 5000 included files is reached")]);
    const one = await run({ ...files, "dovecot.conf": "!include c/*.conf\n" });
    expect(limits(one)).toEqual([expect.stringContaining("the limit of 5000 included files is reached")]);
  });

  test("each file includes the next twice", async () => {
    const files = Object.fromEntries(
      Array.from({ length: 64 }, (_, at) => [`${at}.conf`, `!include ${at + 1}.conf\n`.repeat(2)]),
    );
    const found = await run({ ...files, "64.conf": "", "dovecot.conf": "!include 0.conf\n" });
    expect(limits(found)).toEqual([expect.stringContaining("the limit of 5000 included files is reached")]);
  });

  test("a chain of a thousand includes", async () => {
    const files = Object.fromEntries(
      Array.from({ length: 1000 }, (_, at) => [`${at}.conf`, `!include ${at + 1}.conf\n`]),
    );
    const found = await run({ ...files, "1000.conf": "", "dovecot.conf": "!include 0.conf\n" });
    expect(limits(found)).toEqual([expect.stringContaining("the limit of 400 nested includes is reached")]);
  });

  test("cycles of one, two and three files", async () => {
    const found = await run({
      "dovecot.conf": "!include dovecot.conf\n!include a.conf\n!include c.conf\n",
      "a.conf": "!include b.conf\n",
      "b.conf": "!include a.conf\n",
      "c.conf": "!include *.conf\n",
    });
    const cycles = found.filter(({ rule }) => rule === "include-cycle");
    expect(cycles.length).toBeGreaterThanOrEqual(3);
    expect(limits(found)).toEqual([]);
  });

  test("a million opening braces", async () => {
    const found = await run({ "dovecot.conf": "a {\n".repeat(1_000_000) });
    expect(limits(found)).toEqual([expect.stringMatching(/the limit of 100 \w+ in one another is reached/)]);
    expect(found.length).toBeLessThan(250);
  });

  test("more alternatives in braces than a directory can hold", async () => {
    const found = await run({ "a.conf": "", "dovecot.conf": `!include_try ${"{a,b}".repeat(30)}.conf\n` });
    expect(limits(found)).toEqual([
      expect.stringContaining("the limit of 1000 alternatives in braces is reached"),
    ]);
    expect(limits(await run({ "dovecot.conf": `!include_try ${"{a,".repeat(100_000)}\n` }))).toEqual([]);
  });

  test("includes longer than a path can be", async () => {
    const long = "a/".repeat(500_000);
    const found = await run({ "dovecot.conf": `!include_try ${long}x.conf\n!include_try ${long}*.conf\n` });
    expect(limits(found)).toEqual([]);
    const needed = await run({ "dovecot.conf": `!include ${long}x.conf\n` });
    expect(needed.filter(({ message }) => message.startsWith("no file matches"))).toHaveLength(1);
  });

  test("wildcards and links that lead up: each level has twice as many paths", async () => {
    const directory = directoryWith({ "dovecot.conf": `${head}!include ${"*/".repeat(30)}x.conf\n` });
    for (const name of ["p", "q"]) symlinkSync(".", join(directory, name));
    const { stdout } = await mailint(directory, ["dovecot.conf", "-f", "compact"]);
    expect(stdout).toMatch(
      /^dovecot.conf:\d+:\d+: error: the limit of 100000 names that wildcards are compared with/m,
    );
  });

  test("a line of ten megabytes", async () => {
    const found = await run({
      "dovecot.conf": `ssl_cipher_list = ${"A:".repeat(5_000_000)}\nmail_debug = yes\n`,
    });
    expect(limits(found)).toEqual([]);
  });
});

test("of a mistake that a file makes again and again the first thousand are told, and how many more there are", async () => {
  const found = await findingsOf({
    "dovecot.conf": `ssl = no\n${"}\n".repeat(3000)}`,
    "other/dovecot.conf": "}\n".repeat(999),
  });
  expect(found.filter(({ rule }) => rule === "syntax")).toHaveLength(1999);
  expect(limits(found)).toEqual([
    "the limit of 1000 findings of `syntax` in one file is reached: 2000 more from here on are left out",
  ]);
  expect(found.some(({ rule }) => rule === "tls-disabled")).toBe(true);
});

describe("Postfix", () => {
  const services = "smtp inet n - y - - smtpd\n";

  test("values that double at each step", async () => {
    const main = `a0 = 0123456789\n${numbered(200, (at) => `a${at + 1} = $a${at}$a${at}\n`)}smtpd_banner = $a200\n`;
    const found = limits(await findingsOf({ "main.cf": main, "master.cf": services }));
    expect(found.length).toBeGreaterThan(0);
    for (const message of found) expect(message).toMatch(/limit/);
  });

  test("conditions nested ten thousand deep", async () => {
    const nested = `${"${a?{".repeat(10_000)}x${"}}".repeat(10_000)}`;
    const short = `${"${a?".repeat(10_000)}x${"}".repeat(10_000)}`;
    const main = `a = 1\nsmtpd_banner = ${nested}\nmyhostname = ${short}\n`;
    const found = await findingsOf({ "main.cf": main, "master.cf": services });
    expect(found).toContainEqual({
      rule: "syntax",
      message: expect.stringContaining("unreasonable macro call nesting"),
    });
  });

  test("names that use themselves and each other", async () => {
    const main = "a = $a\nb = $c\nc = $b\nmyhostname = $a$b\n";
    const found = await findingsOf({ "main.cf": main, "master.cf": services });
    expect(found.length).toBeGreaterThan(0);
  });

  test("a million braces and a hundred thousand options", async () => {
    const main = `relayhost = ${"{".repeat(1_000_000)}\n`;
    const found = await findingsOf({
      "main.cf": main,
      "master.cf": `smtp inet n - y - - smtpd${" -o a=b".repeat(100_000)}\n`,
    });
    expect(found.length).toBeGreaterThan(0);
  });
});

describe("Courier", () => {
  test("expansions nested ten thousand deep, a line of ten megabytes, a million braces", async () => {
    const imapd = [
      `A=${"${a:-".repeat(10_000)}${"}".repeat(10_000)}`,
      `B="${"x".repeat(10_000_000)}"`,
      `C=${"{".repeat(1_000_000)}`,
      `D=${"`".repeat(100_001)}`,
      "IMAPDSTART=YES\n",
    ].join("\n");
    await findingsOf({ "courier/imapd": imapd });
  });

  test("files that read each other", async () => {
    await findingsOf({
      "courier/imapd": ". /etc/courier/other\n. /etc/courier/imapd\nIMAPDSTART=YES\n",
      "courier/other": ". /etc/courier/imapd\n. /etc/courier/other\n",
    });
    const chain = Object.fromEntries(
      Array.from({ length: 40 }, (_, at) => [`courier/x${at}`, `. /etc/courier/x${at + 1}\n`.repeat(2)]),
    );
    const found = await findingsOf({ ...chain, "courier/imapd": ". /etc/courier/x0\n" });
    expect(limits(found)).toContainEqual(expect.stringMatching(/the limit of 5000 files /));
  });
});

describe("on the disk", () => {
  test("files of a hundred megabytes", async () => {
    const directory = directoryWith({
      "etc/master.cf": "smtp inet n - y - - smtpd\n",
      "mail/dovecot.conf": "!include huge.conf\n",
    });
    for (const path of ["etc/main.cf", "mail/huge.conf", "courier/imapd"]) {
      mkdirSync(join(directory, path, ".."), { recursive: true });
      writeFileSync(join(directory, path), "# x\n");
      truncateSync(join(directory, path), 100 * 1024 * 1024);
    }
    const { code, stdout, stderr } = await mailint(directory, [".", "-f", "compact"]);
    const lines = stdout.split("\n").filter((line) => line.includes("limit of 16 MiB"));
    expect(lines.map((line) => line.replace(/:.*/, "")).sort()).toEqual([
      "courier/imapd",
      "etc/main.cf",
      "mail/dovecot.conf",
    ]);
    expect(stderr).toBe("");
    expect(code).toBe(1);
    const named = await mailint(directory, ["etc/main.cf", "-f", "compact"]);
    expect(named.stdout).toMatch(/^etc\/main\.cf:1:1: error: .*larger than the limit of 16 MiB/);
  });

  test("a program and an archive in the place of a configuration are a line each", async () => {
    const directory = directoryWith({
      "a/main.cf": `\x7fELF\x02\x01\x01${"\0".repeat(9)}\x03\0>\0\x01\n${"\0a=\n".repeat(5000)}`,
      "b/dovecot.conf": gzipSync("ssl = no\n"),
      "c/main.cf": "biff = no\n",
    });
    const { code, stdout, stderr } = await mailint(directory, [".", "-f", "compact"]);
    expect(stderr).toBe(
      "mailint: a/main.cf: is not text but a program (ELF)\nmailint: b/dovecot.conf: is not text but compressed with gzip, unpack it first\n",
    );
    expect(stdout).toMatch(/^c\/main.cf:/m);
    expect(stdout).not.toMatch(/^[ab]\//m);
    expect(code).toBe(3);
  });

  test("directories nested deeper than any", async () => {
    const directory = directoryWith({ "main.cf": "biff = no\n" });
    mkdirSync(join(directory, "d/".repeat(80)), { recursive: true });
    const { stdout } = await mailint(directory, [".", "-f", "compact"]);
    expect(stdout).toMatch(/^(?:d\/)+d:1:1: error: .*the limit of 64 /m);
  });

  test("what is no regular file is named, and the rest is read", async () => {
    const directory = directoryWith({ "good/main.cf": "biff = no\n", "named/main.cf/readme": "" });
    for (const name of ["fifo", "socket", "device", "loop"]) mkdirSync(join(directory, name));
    execFileSync("mkfifo", [join(directory, "fifo/dovecot.conf")]);
    symlinkSync("/dev/zero", join(directory, "device/main.cf"));
    symlinkSync("main.cf", join(directory, "loop/main.cf"));
    symlinkSync("..", join(directory, "loop/up"));
    const server = createServer();
    await new Promise<void>((listening) => server.listen(join(directory, "socket/master.cf"), listening));
    onTestFinished(() => void server.close());
    const { code, stdout, stderr } = await mailint(directory, [".", "-f", "compact"]);
    expect(stderr.trimEnd().split("\n").sort()).toEqual([
      "mailint: fifo/dovecot.conf: is no regular file",
      "mailint: loop/main.cf: its symbolic links form a loop",
      "mailint: socket/master.cf: is no regular file",
    ]);
    expect(stdout).toContain("good/main.cf");
    expect(code).toBe(3);
  });

  test("of endless names and values the beginning is shown, in every format", async () => {
    const long = (letter: string) => letter.repeat(200_000);
    const directory = directoryWith({
      "a/dovecot.conf": `${long("x")} = 1\nssl = ${long("y")}\n${long("z")} {\n}\nprotocols = ${"`v` ".repeat(30_000)}\n`,
      "b/main.cf": `${long("p")} = ${long("q")}\nsmtpd_tls_security_level = ${long("r")}\n`,
      "b/master.cf": `${long("s")} inet n - y - - smtpd\n`,
    });
    for (const format of Object.keys(formats)) {
      const { stdout } = await mailint(directory, [".", "-f", format]);
      const lines = stdout.split("\n").map(({ length }) => length);
      expect(stdout, format).toContain("xxx…");
      expect(stdout.length, format).toBeLessThan(1_000_000);
      if (format !== "html") expect(Math.max(...lines), format).toBeLessThan(12_000);
    }
  });
});
