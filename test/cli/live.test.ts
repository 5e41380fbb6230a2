// `--live` and `--now` on the command line.

import { execFileSync } from "node:child_process";
import { randomFillSync } from "node:crypto";
import { symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openssl, pairIn } from "./certificates.ts";
import { directoryWith, mailint } from "./harness.ts";

const tree = { "main.cf": "myhostname = mail.example.org\n" };

test("a date without a look at the machine does nothing, and is refused", async () => {
  const { code, stderr } = await mailint(directoryWith(tree), ["--now", "2026-12-31"]);
  expect(stderr).toBe("mailint: `--now` dates a look at the machine; give `--live` too\n");
  expect(code).toBe(2);
});

test.each(["tomorrow", "2026-13-01", "31.12.2026"])("`--now %s` is no date", async (date) => {
  const { code, stderr } = await mailint(directoryWith(tree), ["--live", "--now", date]);
  expect(stderr).toBe(`mailint: \`--now ${date}\` is no date; write one such as 2026-12-31\n`);
  expect(code).toBe(2);
});

test.each(["2026-12-31", "2026-12-31T23:59Z", "2026-12-31T23:59:59+02:00"])("`--now %s`", async (date) => {
  const { code } = await mailint(directoryWith(tree), ["--live", "--now", date, "--only", "syntax"]);
  expect(code).toBe(0);
});

test("a configuration file cannot ask for it", async () => {
  const { code, stderr } = await mailint(directoryWith({ ...tree, "mailint.toml": "live = true\n" }), []);
  expect(stderr).toContain("unknown key `live`");
  expect(code).toBe(2);
});

/** A machine below a directory: its configuration, and a certificate for 90 days from 2026-01-01. */
function machineWith(files: Readonly<Record<string, string>>): string {
  const directory = directoryWith({ ...files, "etc/ssl/README": "" });
  const ssl = join(directory, "etc/ssl");
  pairIn(ssl, "mail", { dates: ["2026-01-01", "2026-04-01"] });
  return directory;
}

const dovecot = {
  "etc/dovecot/dovecot.conf":
    "protocols = imap\nssl = required\nssl_cert = </etc/ssl/mail.pem\nssl_key = </etc/ssl/mail.key\n",
};
const live = (now: string, ...more: readonly string[]) => [
  ...["etc/dovecot", "--live", "--root", ".", "--now", now, "--only", "cert-expired", ...more],
];

test("certificates are those below --root, on the day of --now", async () => {
  const directory = machineWith(dovecot);
  const place = "etc/dovecot/dovecot.conf:3:12:";
  const said = "`ssl_cert = </etc/ssl/mail.pem`: the certificate for `mail.example.org`";
  const on = async (now: string) => (await mailint(directory, live(now, "-f", "compact"))).stdout;
  expect(await on("2026-02-01")).toBe("");
  expect(await on("2026-03-15")).toMatch(`${place} warning: ${said} expires on 2026-04-01`);
  expect(await on("2026-04-02")).toMatch(`${place} error: ${said} expired on 2026-04-01`);
  expect(await on("2025-12-31")).toMatch(`${place} error: ${said} is valid from 2026-01-01 on, and not yet`);
});

test("a finding is the same from day to day, and another once the certificate has expired", async () => {
  const directory = machineWith(dovecot);
  const print = async (now: string) => {
    const { stdout } = await mailint(directory, live(now, "-f", "sarif"));
    const { runs } = JSON.parse(stdout) as {
      runs: { results: { partialFingerprints: object; locations: object[] }[] }[];
    };
    const [result] = runs[0]?.results ?? [];
    expect(JSON.stringify(result?.locations)).toContain('"uri":"etc/dovecot/dovecot.conf"');
    return result?.partialFingerprints;
  };
  const first = await print("2026-03-15");
  expect(first).toBeDefined();
  expect(await print("2026-03-20")).toEqual(first);
  expect(await print("2026-04-02")).not.toEqual(first);
  await mailint(directory, live("2026-03-15", "--baseline", "known.json", "--update-baseline"));
  expect((await mailint(directory, live("2026-03-20", "--baseline", "known.json"))).code).toBe(0);
  expect((await mailint(directory, live("2026-04-02", "--baseline", "known.json"))).code).toBe(1);
});

test("nothing is looked at without it", async () => {
  const directory = machineWith(dovecot);
  const { stdout } = await mailint(directory, ["etc/dovecot", "--root", ".", "-f", "compact"]);
  expect(stdout).not.toMatch(/\[cert-(?:expired|file-missing)\]/);
});

test("files that are no certificates, and no files", { timeout: 60_000 }, async () => {
  const directory = machineWith({
    "etc/postfix/main.cf": `smtpd_tls_security_level = may
smtpd_tls_chain_files = /etc/ssl/junk, /etc/ssl/large, /etc/ssl/loop, /etc/ssl/fifo, /etc, /etc/ssl/gone
`,
  });
  const at = (name: string) => join(directory, "etc/ssl", name);
  writeFileSync(at("junk"), randomFillSync(new Uint8Array(1_000_000)));
  writeFileSync(at("large"), "");
  truncateSync(at("large"), 100 * 1024 * 1024);
  symlinkSync("loop", at("loop"));
  execFileSync("mkfifo", [at("fifo")]);
  const args = ["etc/postfix", "--live", "--root", ".", "-f", "compact", "--only", "cert-file-missing"];
  const { stdout, code } = await mailint(directory, args);
  expect(stdout.split("\n").map((line) => /… (\S+)`: ([^:]+):/.exec(line)?.slice(1))).toEqual([
    ["/etc/ssl/junk", "there is no certificate and no private key in PEM form in it"],
    ["/etc/ssl/large", "it is larger than the limit of 4 MiB"],
    ["/etc/ssl/loop", "its symbolic links form a loop"],
    ["/etc/ssl/fifo", "it is no regular file"],
    ["/etc", "it is a directory"],
    ["/etc/ssl/gone", "there is no such file"],
    undefined,
  ]);
  expect(code).toBe(1);
});

test("private keys are not shown, whatever is wrong with them", async () => {
  const directory = machineWith(dovecot);
  const key = openssl(["genpkey", "-algorithm", "ed25519"]);
  writeFileSync(join(directory, "etc/ssl/mail.key"), key);
  for (const format of ["text", "json", "sarif", "html"]) {
    const args = ["etc/dovecot", "--live", "--root", ".", "--now", "2026-02-01", "-f", format];
    const { stdout } = await mailint(directory, args);
    expect(stdout).toContain("is not that of the certificate");
    expect(stdout).not.toContain(key.split("\n")[1]);
  }
});
