import { execFileSync } from "node:child_process";
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { directoryWith, mailint } from "./harness.ts";

// What the resolvers say stays the same whatever rules there are.
vi.mock("../../rules/index.ts", () => ({ rules: [] }));

const main = "myhostname = mail.example.com\nmydestination = example.com\n";

describe("wrong use is one clear line and exit code 2", () => {
  test.each<[readonly string[], RegExp]>([
    [["--no-such-flag"], /^mailint: unknown option `--no-such-flag`; `mailint lint --help` lists them\n$/],
    [["-f", "txt"], /^mailint: unknown format `txt`.*text, compact/],
    [["-f", "sarif="], /names no file/],
    [["-f", "text", "-f", "json"], /cannot both go to standard output/],
    [["--fail-on", "bad"], /`--fail-on bad`: it is one of note, warning, error, never\n/],
    [["--rule", "no-such-rule=off"], /unknown rule `no-such-rule`/],
    [["--rule", "unused-ignores=off"], /did you mean `unused-ignore`\?/],
    [["--rule", "template=loud"], /a level is one of off, on, note, warning, error/],
    [["--only", "templates"], /did you mean `template`\?/],
    [["--update-baseline"], /needs `--baseline FILE`/],
    [["--update-baseline", "--baseline", "b.json", "--fix"], /cannot go together/],
    [["-", "--stdin-filename", "main.cf", "--fix"], /no file to write for `-`/],
    [["-", "--stdin-filename", "main.cf", "--watch"], /cannot watch standard input/],
    [["--stdin-filename", "main.cf"], /`-` is not given/],
    [["--diff", "-f", "json"], /in the place of a report/],
    [["--only", "template", "--profile", "rfc8314"], /both say which rules run/],
    [["--target", "dovecot=2.3", "--target", "dovecot=2.4"], /gives two versions of dovecot/],
    [["--dovecot", "9"], /the versions known are 2.3 and 2.4/],
    [["--postfix", "new"], /`--postfix new`: write a version such as 3.7/],
    [["--courier", "new"], /`--courier new`: write a version such as 1.1.5/],
    [["--target", "dovecot=2.5"], /`--target dovecot=2.5`: the versions known are 2.3 and 2.4/],
    [["--dialect", "exim"], /it is one of dovecot, /],
    [["-"], /needs `--stdin-filename NAME` or `--dialect NAME`/],
    [["--root", "missing"], /`--root missing` is no directory/],
    [["--fix=all"], /`--fix all`: it is one of safe, unsafe/],
    [["explain", "no-rule"], /`no-rule` is neither a rule nor a setting/],
    [["show"], /`mailint show` needs a path; `mailint show --help` says more/],
    [["--profile", "rfc8341"], /did you mean `rfc8314`\?/],
    [["--dialect", "postfix-mian"], /did you mean `postfix-main`\?/],
    [["--fail-on", "eror"], /did you mean `error`\?/],
    [["--fomat", "json"], /unknown option `--fomat`; did you mean `--format`\?/],
    [["completions", "tcsh"], /`tcsh`: it is one of bash, zsh, fish/],
    [["report", "main.cf"], /`mailint report` needs `--profile <name>`; `mailint report --help` says more/],
    [["explain"], /`mailint explain` needs a rule or setting; /],
    [["explain", "ssl_min_protocl"], /did you mean `ssl_min_protocol`\?/],
    [["explain", "unused-ignore", "--in", "main.cf"], /`unused-ignore` is a rule, which `mailint explain /],
    [
      ["--fail-on"],
      /^mailint: `--fail-on <severity>` is given without its value; `mailint lint --help` says/,
    ],
    [
      ["fleet", "x", "-j", "many"],
      /^mailint: `--jobs many`: write a whole number; 0 works without threads\n$/,
    ],
    [["init", "here"], /^mailint: `mailint init` takes fewer arguments; `mailint init --help` says which\n$/],
    [["listeners", "--fix"], /^mailint: unknown option `--fix`; `mailint listeners --help` lists them\n$/],
    [["--fix", ""], /^mailint: an argument is empty, .*; `.` is the working directory\n$/],
    [["upgrade", "", "--target", "dovecot=2.4"], /an argument is empty/],
    [["rules", "no-such-word"], /no rule speaks of no-such-word/],
  ])("mailint %j", async (args, line) => {
    const { code, stdout, stderr } = await mailint(directoryWith({ "main.cf": main }), args);
    expect(stderr).toMatch(line);
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  });
});

describe("what cannot be read is said, with exit code 3", () => {
  test("an empty directory", async () => {
    const { code, stdout, stderr } = await mailint(directoryWith({}), ["."]);
    expect(stderr).toBe(
      "mailint: nothing to lint: no configuration of Dovecot, Postfix or Courier was found\n",
    );
    expect({ code, stdout }).toEqual({ code: 3, stdout: "" });
  });

  test("a missing path, and the rest is linted", async () => {
    const { code, stdout, stderr } = await mailint(directoryWith({ "main.cf": main }), [
      "main.cf",
      "missing.cf",
    ]);
    expect(stderr).toBe("mailint: missing.cf: no such file or directory\n");
    expect(stdout).toMatch(/in 1 file of 1 system/);
    expect(code).toBe(3);
  });

  test("behind `--` an option is a path", async () => {
    const { code, stderr } = await mailint(directoryWith({ "main.cf": main }), ["--", "--fix"]);
    expect(stderr).toBe("mailint: --fix: no such file or directory\n");
    expect(code).toBe(3);
  });

  test("a misspelled path gets the name of its neighbour", async () => {
    const { code, stdout, stderr } = await mailint(directoryWith({ "etc/main.cf": main }), ["etc/mian.cf"]);
    expect(stderr).toMatch(
      /^mailint: etc\/mian.cf: no such file or directory; did you mean `etc\/main.cf`\?\n/,
    );
    expect({ code, stdout }).toEqual({ code: 3, stdout: "" });
  });

  test.each([["listeners"], ["relay"], ["report", "--profile=rfc8314"]])(
    "%s says nothing of a configuration that is not there",
    async (...command) => {
      const { code, stdout, stderr } = await mailint(directoryWith({}), [...command, "."]);
      expect(stderr).toBe("mailint: no configuration of Dovecot, Postfix or Courier was found\n");
      expect({ code, stdout }).toEqual({ code: 3, stdout: "" });
    },
  );

  test("a misspelled command is a path that is missing, and the command is named", async () => {
    const { code, stderr } = await mailint(directoryWith({}), ["explian", "syntax"]);
    expect(stderr).toMatch(/^mailint: explian: no such file or directory\n/);
    expect(stderr).toMatch(/\nmailint: did you mean the command `explain`\?\n$/);
    expect(code).toBe(3);
  });

  test("a file of unknown kind", async () => {
    const { code, stderr } = await mailint(directoryWith({ notes: "hello\n" }), ["notes"]);
    expect(stderr).toMatch(/^mailint: notes: neither its name nor its content tells/);
    expect(code).toBe(3);
  });

  test("a directory named as a file is searched", async () => {
    const { code, stderr } = await mailint(directoryWith({ "main.cf/readme": "x" }), ["main.cf"]);
    expect(stderr).toMatch(/nothing to lint/);
    expect(code).toBe(3);
  });

  test("a glob that matches nothing", async () => {
    const { code, stderr } = await mailint(directoryWith({}), ["etc/*.cf"]);
    expect(stderr).toBe("mailint: no file matches `etc/*.cf`\n");
    expect(code).toBe(3);
  });

  test("a FIFO is not waited for", async () => {
    const directory = directoryWith({});
    execFileSync("mkfifo", [join(directory, "main.cf")]);
    const { code, stderr } = await mailint(directory, ["main.cf"]);
    expect(stderr).toBe("mailint: main.cf: is no regular file\n");
    expect(code).toBe(3);
  });

  test("a loop of symbolic links", async () => {
    const directory = directoryWith({ "etc/main.cf": main });
    symlinkSync("../etc", join(directory, "etc/again"));
    symlinkSync("self.cf", join(directory, "etc/self.cf"));
    const { stdout } = await mailint(directory, ["--fail-on=never"]);
    expect(stdout).toMatch(/in 1 file of 1 system/);
  });

  test("an output file that cannot be written", async () => {
    const { code, stderr } = await mailint(directoryWith({ "main.cf": main }), [
      "-f",
      "json=missing/out.json",
    ]);
    expect(stderr).toBe("mailint: `missing/out.json` cannot be written (ENOENT)\n");
    expect(code).toBe(3);
  });
});

test("a symbolic link that leads outside is not read", async () => {
  const outside = directoryWith({ "main.cf": "smtpd_banner = topsecret\n" });
  const directory = directoryWith({ "etc/master.cf": "" });
  symlinkSync(join(outside, "main.cf"), join(directory, "etc/main.cf"));
  const { stdout } = await mailint(directory, ["show", "etc", "--format=json"]);
  expect(stdout).not.toContain("topsecret");
  const followed = await mailint(directory, ["show", "etc", "--format=json", "--follow"]);
  expect(followed.stdout).toContain("topsecret");
});

test("binary junk gives findings or a refusal, never a crash", async () => {
  const junk = Uint8Array.from({ length: 4096 }, (_, at) => (at * 7919 + (at >> 3)) & 0xff);
  const directory = directoryWith({ "main.cf": junk, "dovecot.conf": junk, imapd: junk });
  for (const file of ["main.cf", "dovecot.conf", "imapd"]) {
    const { code, stderr } = await mailint(directory, [file]);
    expect([1, 3]).toContain(code);
    expect(stderr).not.toMatch(/internal error|\n {4}at /);
  }
});
