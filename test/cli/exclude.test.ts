import { expect, test } from "vitest";
import { directoryWith, mailint } from "./harness.ts";

const insecure = "smtpd_relay_restrictions = permit\n";
const files = {
  "etc/postfix/main.cf": insecure,
  "vendor/postfix/main.cf": insecure,
  "etc/postfix/old/main.cf": insecure,
};

/** Files that have findings, in the order of the report. */
async function judged(directory: string, args: readonly string[] = []): Promise<string[]> {
  const { stdout } = await mailint(directory, ["-f", "compact", ...args]);
  return [...new Set(stdout.split("\n").flatMap((line) => /^(.*?):\d/.exec(line)?.[1] ?? []))];
}

test("`exclude` and `--exclude` leave out what a search meets, both together", async () => {
  const directory = directoryWith({ ...files, "mailint.toml": 'exclude = ["vendor"]\n' });
  expect(await judged(directory)).toEqual(["etc/postfix/main.cf", "etc/postfix/old/main.cf"]);
  expect(await judged(directory, ["--exclude", "etc/*/old/"])).toEqual(["etc/postfix/main.cf"]);
  expect(await judged(directory, ["--no-config", "--exclude", "old", "--exclude", "etc"])).toEqual([
    "vendor/postfix/main.cf",
  ]);
});

test("patterns count from where mailint.toml lies; `MAILINT_EXCLUDE` stands in its place", async () => {
  const directory = directoryWith({ ...files, "mailint.toml": 'exclude = ["etc/postfix/old"]\n' });
  expect(await judged(`${directory}/etc`, ["."])).toEqual(["postfix/main.cf"]);
  const { stdout } = await mailint(`${directory}/etc`, ["-f", "compact", "."], {
    env: { MAILINT_EXCLUDE: "nothing,postfix/main.cf" },
  });
  expect(stdout).toMatch(/^postfix\/old\/main\.cf:/);
  expect(stdout).not.toMatch(/^postfix\/main\.cf:/m);
});

test("a path that is given is linted all the same; with `--force-exclude` it is not", async () => {
  const directory = directoryWith({ ...files, "mailint.toml": 'exclude = ["vendor", "old"]\n' });
  expect(await judged(directory, ["vendor"])).toEqual(["vendor/postfix/main.cf"]);
  expect(await judged(directory, ["vendor/postfix/main.cf"])).toEqual(["vendor/postfix/main.cf"]);
  expect(await judged(directory, ["--force-exclude", "vendor/postfix/main.cf", "etc"])).toEqual([
    "etc/postfix/main.cf",
  ]);
  const none = await mailint(directory, ["-f", "compact", "--force-exclude", "vendor/postfix/main.cf"]);
  expect(none).toMatchObject({ code: 0, stdout: "", stderr: "" });
  const stdin = ["-f", "compact", "-", "--stdin-filename", "vendor/main.cf"];
  expect((await mailint(directory, stdin, { stdin: insecure })).code).toBe(1);
  expect(await mailint(directory, [...stdin, "--force-exclude"], { stdin: insecure })).toMatchObject({
    code: 0,
    stdout: "",
  });
});

test("what a glob on the command line finds is not given by name", async () => {
  const directory = directoryWith(files);
  expect(await judged(directory, ["**/main.cf", "--exclude", "vendor"])).toEqual([
    "etc/postfix/main.cf",
    "etc/postfix/old/main.cf",
  ]);
});

const split = {
  "dovecot.conf": "!include conf.d/*.conf\nunknown_one = 1\n",
  "conf.d/10.conf": "disable_plaintext_auth = no\nunknown_two = 2\n",
};

test("an included file that is excluded is read and not reported", async () => {
  const directory = directoryWith(split);
  const args = ["--exclude", "conf.d"];
  expect(await judged(directory, args)).toEqual(["dovecot.conf"]);
  const listeners = JSON.parse((await mailint(directory, ["listeners", ".", "-f", "json", ...args])).stdout);
  expect(listeners.map((one: { cleartextLogin: string }) => one.cleartextLogin)).toContain("anyone");
});

test("a fix changes no excluded file", async () => {
  const directory = directoryWith(split);
  const diff = async (args: readonly string[]) => (await mailint(directory, ["--diff", ...args])).stdout;
  expect(await diff([])).toMatch(/\+\+\+ .*conf\.d\/10\.conf/);
  expect(await diff(["--exclude", "conf.d"])).not.toMatch(/conf\.d/);
});

test("listeners, relay, show, report and upgrade pass over what is excluded, also by mailint.toml", async () => {
  const dovecot = "protocols = imap\n";
  const directory = directoryWith({
    ...files,
    "etc/dovecot/dovecot.conf": dovecot,
    "vendor/dovecot/dovecot.conf": dovecot,
    "mailint.toml": 'exclude = ["vendor", "old"]\n',
  });
  const ask = async (command: string, ...args: string[]) =>
    (await mailint(directory, [command, ".", ...args])).stdout;
  for (const command of ["listeners", "relay", "show"]) {
    const text = await ask(command);
    expect(text, command).toContain("etc/postfix/main.cf");
    expect(text, command).not.toMatch(/vendor|old/);
    expect(await ask(command, "--no-config"), command).toContain("vendor");
  }
  expect(await ask("report", "--profile", "rfc8314")).not.toMatch(/vendor|old/);
  const upgraded = await ask("upgrade", "--target", "dovecot=2.4");
  expect(upgraded).toContain("etc/dovecot/dovecot.conf");
  expect(upgraded).not.toContain("vendor");
});

test("a tree of which all is excluded says so", async () => {
  const directory = directoryWith({ "etc/main.cf": insecure });
  const lint = await mailint(directory, ["--exclude", "etc"]);
  expect(lint).toMatchObject({ code: 3 });
  expect(lint.stderr).toBe(
    "mailint: nothing to lint: no configuration of Dovecot, Postfix or Courier was found below the working directory (1 path is excluded); name what to lint, such as `mailint /etc/dovecot /etc/postfix`\n",
  );
  expect((await mailint(directory, ["listeners", ".", "--exclude", "*.cf"])).stderr).toContain(
    "(1 path is excluded)",
  );
});

test("a malformed pattern is wrong use, with its place", async () => {
  const config = 'exclude = [\n  "fine",\n  "a[b",\n]\n';
  const directory = directoryWith({ "etc/main.cf": insecure, "mailint.toml": config });
  const { code, stderr } = await mailint(directory, []);
  expect(code).toBe(2);
  expect(stderr).toMatch(/^mailint: mailint\.toml:3:3: the pattern `a\[b` has a `\[` that no `\]` closes/);
  const flag = await mailint(directory, ["--no-config", "--exclude", "!etc"]);
  expect(flag).toMatchObject({ code: 2 });
  expect(flag.stderr).toContain("`--exclude !etc`: the pattern would take an exclusion back");
  const wrong = await mailint(directoryWith({ "mailint.toml": "exclude = [1]\n" }), []);
  expect(wrong.stderr).toBe("mailint: mailint.toml:1:1: `exclude` takes an array of strings\n");
});

test("fleet leaves out hosts by name or path, and directories of hosts", async () => {
  const directory = directoryWith({
    "hosts/mx1/etc/postfix/main.cf": insecure,
    "hosts/mx1/srv/backup/main.cf": insecure,
    "hosts/mx2/etc/postfix/main.cf": insecure,
    "hosts/old-mx/etc/postfix/main.cf": insecure,
    "hosts/web.tgz": "",
    list: "hosts/mx1\nhosts/old-mx\n",
    "mailint.toml": 'exclude = ["old-*", "web", "hosts/mx2", "backup"]\n',
  });
  const fleet = async (...args: string[]) => {
    const { stdout } = await mailint(directory, ["fleet", "--jobs", "0", "--summary", "none", ...args]);
    return stdout
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line))
      .map(({ host, systems }) => [host, systems.length]);
  };
  expect(await fleet("hosts")).toEqual([["mx1", 1]]);
  expect(await fleet("list")).toEqual([["mx1", 1]]);
  expect(await fleet("hosts/old-mx")).toEqual([["old-mx", 1]]);
});
