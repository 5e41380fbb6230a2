import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { initialConfig } from "../../src/cli/init.ts";
import { settingKeys } from "../../src/config-file.ts";
import type { Rule } from "../../src/rule.ts";
import { directoryWith, mailint } from "./harness.ts";

// One rule, so that the outcome stays the same whatever rules there are.
vi.mock("../../rules/index.ts", () => ({ rules: [unknownSetting] }));

const unknownSetting: Rule = vi.hoisted(() => ({
  id: "unknown-setting",
  since: "0.1.0",
  severity: "warning",
  precision: "high",
  cwe: [],
  summary: "",
  why: "",
  remedy: "",
  references: [],
  examples: [],
  check: ({ systems, report }) => {
    for (const { problems } of systems)
      for (const { kind, span, message } of problems)
        if (kind === "unknown-setting") report({ span, message });
  },
}));

const typo = "smtpd_helo_requird = yes\n";

describe("mailint.toml", () => {
  test("is found upwards from the working directory, and its paths count from where it lies", async () => {
    const directory = directoryWith({
      "mailint.toml": 'paths = ["etc"]\n',
      "etc/main.cf": typo,
      "deep/down/x": "",
    });
    const { code, stdout } = await mailint(`${directory}/deep/down`, ["-f", "compact"]);
    expect(stdout).toMatch(/^\.\.\/\.\.\/etc\/main\.cf:1:1: /);
    expect(code).toBe(1);
  });

  test.each([
    ["rule off", '[rules]\n"unknown-setting" = "off"\n', 0],
    ["rule as a note", '[rules]\n"unknown-setting" = "note"\n', 0],
    ["fail-on", 'fail-on = "error"\n', 0],
    ["fail-on never", 'fail-on = "never"\n', 0],
    ["nothing said", "", 1],
  ])("decides the exit code: %s", async (_, config, wanted) => {
    const { code } = await mailint(directoryWith({ "mailint.toml": config, "main.cf": typo }), [
      "-f",
      "compact",
    ]);
    expect(code).toBe(wanted);
  });

  test("is left alone with --no-config, and another is read with --config", async () => {
    const directory = directoryWith({
      "mailint.toml": 'fail-on = "never"\n',
      "other.toml": 'fail-on = "error"\n',
      "main.cf": typo,
    });
    expect((await mailint(directory, ["--no-config"])).code).toBe(1);
    expect((await mailint(directory, ["--config", "other.toml"])).code).toBe(0);
  });

  test.each([
    [
      "fial-on = 1\n",
      "mailint.toml:1:1: unknown key `fial-on` (did you mean `fail-on`?); there are paths, exclude, dovecot, postfix, courier, root, follow, profile, fail-on, format, baseline, require-reasons, ignores, rules",
    ],
    ["\nfollow = 1\n", "mailint.toml:2:1: `follow` takes true or false"],
    ["paths = [1]\n", "mailint.toml:1:1: `paths` takes an array of strings"],
    ['fail-on = "loud"\n', 'mailint.toml:1:1: `fail-on = "loud"`: it is one of note, warning, error, never'],
    [
      '[rules]\nunused-ignores = "off"\n',
      "mailint.toml:2:1: unknown rule `unused-ignores` (did you mean `unused-ignore`?)",
    ],
    [
      '[rules]\n"template" = "loud"\n',
      'mailint.toml:2:2: `template = "loud"`: it is one of off, on, note, warning, error',
    ],
    ["a = \n", /^mailint: mailint\.toml:1:\d+: /],
  ])("%j is refused at its place", async (config, line) => {
    const { code, stderr } = await mailint(directoryWith({ "mailint.toml": config, "main.cf": typo }), []);
    if (typeof line === "string") expect(stderr).toBe(`mailint: ${line}\n`);
    else expect(stderr).toMatch(line);
    expect(code).toBe(2);
  });
});

describe("a mailint.toml that was found speaks for its own directory", () => {
  const outside = ["a/mailint.toml", "a/tree/main.cf", "out/main.cf", "out/b.json"];
  const tree = (config: string) => {
    const directory = directoryWith({
      ...Object.fromEntries(outside.map((path) => [path, typo])),
      "a/mailint.toml": config,
      "a/.git/hooks/x": "",
    });
    symlinkSync("../out", join(directory, "a/link"));
    return directory;
  };

  test.each([
    ['paths = ["../out"]', "paths"],
    ['paths = ["tree", "/etc"]', "paths"],
    ['paths = ["link"]', "paths"],
    ['paths = ["li*"]', "paths"],
    ['paths = ["{.,x}./out"]', "paths"],
    ['paths = ["l*k/*.cf"]', "paths"],
    ['root = "/"', "root"],
    ['root = "link"', "root"],
    ['baseline = "../out/b.json"', "baseline"],
    ['format = ["text", "json=../out/b.json"]', "format"],
    ['format = ["json=link/b.json"]', "format"],
    ['format = ["json=link/new.json"]', "format"],
    ['format = ["compact=.git/hooks/x"]', "format"],
    ['format = ["compact=.GIT/hooks/x"]', "format"],
  ])("%s", async (config, key) => {
    const directory = tree(config);
    const { code, stdout, stderr } = await mailint(join(directory, "a"), []);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(
      new RegExp(
        `^mailint: mailint.toml: \`${key}\` leads out of the directory of the file, to .*; give \`--config`,
      ),
    );
    expect(readFileSync(join(directory, "out/b.json"), "utf8")).toBe(typo);
    expect(readdirSync(join(directory, "out")).sort()).toEqual(["b.json", "main.cf"]);
    expect(readFileSync(join(directory, "a/.git/hooks/x"), "utf8")).toBe("");
  });

  test("links in the tree are not followed for it", async () => {
    const { code, stderr } = await mailint(join(tree("follow = true"), "a"), []);
    expect(stderr).toMatch(
      /^mailint: mailint.toml: `follow` leads out of the directory of the file; give `--config/,
    );
    expect(code).toBe(2);
  });

  test.each<[string, readonly string[], Readonly<Record<string, string>>]>([
    ["follow = true", [".", "--follow"], {}],
    ["follow = true", ["."], { MAILINT_FOLLOW: "true" }],
    ["follow = true", ["."], { MAILINT_FOLLOW: "false" }],
    ['root = "/"', [".", "--root", "tree"], {}],
    ['baseline = "../out/b.json"', [".", "--baseline", "mine.json", "--update-baseline"], {}],
    ['format = ["json=../out/b.json"]', [".", "-f", "compact"], {}],
    ['paths = ["../out"]', ["."], {}],
  ])("%s, where %j or %j says it in its place", async (config, args, env) => {
    const directory = tree(config);
    const { code, stderr } = await mailint(join(directory, "a"), args, { env });
    expect(stderr).not.toContain("leads out");
    expect(code).toBe(args.includes("--update-baseline") ? 0 : 1);
    expect(readFileSync(join(directory, "out/b.json"), "utf8")).toBe(typo);
  });

  test("what one flag says is no leave for another key", async () => {
    const { code, stderr } = await mailint(join(tree('root = "/"\nfollow = true'), "a"), [".", "--follow"]);
    expect(stderr).toMatch(/^mailint: mailint.toml: `root` leads out/);
    expect(code).toBe(2);
  });

  test("one that was named, the environment and flags may say anything", async () => {
    const directory = join(tree('paths = ["../out"]\nformat = ["compact", "json=../out/b.json"]'), "a");
    const named = await mailint(directory, ["--config", "mailint.toml"]);
    expect(named).toMatchObject({ code: 1, stderr: "" });
    expect(named.stdout).toContain("out/main.cf:1:1");
    expect(readFileSync(join(directory, "../out/b.json"), "utf8")).toMatch(/^\{/);
    const env = { MAILINT_PATHS: "../out", MAILINT_FORMAT: "compact" };
    writeFileSync(join(directory, "mailint.toml"), 'paths = ["tree"]\n');
    expect((await mailint(directory, [], { env })).stdout).toContain("out/main.cf:1:1");
    expect((await mailint(directory, ["../out", "-f", "compact"])).stdout).toContain("out/main.cf:1:1");
  });
});

describe("whatever lies under the name of mailint.toml", () => {
  test.each<[string, (path: string) => void, RegExp]>([
    ["a pipe", (path) => void execFileSync("mkfifo", [path]), /^mailint: mailint.toml: is no regular file$/],
    ["a device", (path) => symlinkSync("/dev/zero", path), /: is no regular file$/],
    ["a directory", (path) => mkdirSync(path), /: is no regular file$/],
    [
      "more than a file of settings",
      (path) => writeFileSync(path, "# x\n".repeat(400_000)),
      /the limit of 1 MiB$/,
    ],
    [
      "bytes",
      (path) => writeFileSync(path, Buffer.from("\x7fELF\0\x01\xff\xfe", "latin1")),
      /^mailint: mailint.toml:1:1: /,
    ],
    [
      "arrays in one another",
      (path) => writeFileSync(path, `paths = ${"[".repeat(100_000)}`),
      /^mailint: mailint.toml:1:/,
    ],
  ])("%s", async (_, make, line) => {
    const directory = directoryWith({ "main.cf": typo });
    make(join(directory, "mailint.toml"));
    const { code, stdout, stderr } = await mailint(directory, ["."]);
    expect(stderr.trimEnd()).toMatch(line);
    expect(stdout).toBe("");
    expect([2, 3]).toContain(code);
  });

  test("of a hundred thousand unknown keys and rules some are told", async () => {
    const lines = Array.from({ length: 50_000 }, (_, at) => `k${at} = 1\n`).join("");
    for (const config of [lines, `[rules]\n${lines}`]) {
      const directory = directoryWith({ "main.cf": typo, "mailint.toml": config });
      const { code, stderr } = await mailint(directory, ["."]);
      expect(stderr.trimEnd().split("\n")).toHaveLength(20);
      expect(code).toBe(2);
    }
  });
});

describe("the environment comes before the file, and flags before both", () => {
  const files = { "mailint.toml": 'fail-on = "never"\n', "main.cf": typo };

  test("environment", async () => {
    expect((await mailint(directoryWith(files), [], { env: { MAILINT_FAIL_ON: "warning" } })).code).toBe(1);
  });

  test("flag", async () => {
    const env = { MAILINT_FAIL_ON: "warning" };
    expect((await mailint(directoryWith(files), ["--fail-on", "error"], { env })).code).toBe(0);
  });

  test("rules and formats as lists", async () => {
    const env = { MAILINT_RULES: "unknown-setting=off", MAILINT_FORMAT: "compact" };
    expect((await mailint(directoryWith({ "main.cf": typo }), [], { env })).stdout).toBe("");
  });

  test("what it says wrong is told", async () => {
    const { code, stderr } = await mailint(directoryWith(files), [], { env: { MAILINT_FAIL_ON: "loud" } });
    expect(stderr).toMatch(/^mailint: MAILINT_FAIL_ON: `fail-on = "loud"`/);
    expect(code).toBe(2);
  });
});

describe("mailint init", () => {
  test("writes a file that mailint reads, and does not overwrite one", async () => {
    const directory = directoryWith({ "main.cf": "" });
    expect((await mailint(directory, ["init"])).code).toBe(0);
    expect((await mailint(directory, [])).code).toBe(0);
    const again = await mailint(directory, ["init"]);
    expect(again).toMatchObject({ code: 2, stderr: "mailint: mailint.toml is there already\n" });
  });

  test("every key in it is sound when it is taken in", async () => {
    const config = initialConfig()
      .replace(/^# (?=[a-z-]+ = )/gm, "")
      .replace('# "tls-min-version"', '"template"');
    expect(settingKeys.filter(({ key }) => !config.includes(`${key} =`) && key !== "rules")).toEqual([]);
    const directory = directoryWith({
      "mailint.toml": config.replace(/^baseline.*$/m, ""),
      "etc/postfix/main.cf": "",
      "etc/dovecot/dovecot.conf": "",
    });
    const { stderr } = await mailint(directory, []);
    expect(stderr).not.toContain("mailint.toml");
  });
});
