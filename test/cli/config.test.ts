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
