import { describe, expect, test, vi } from "vitest";
import { directoryWith, mailint } from "./harness.ts";

// What the resolvers say stays the same whatever rules there are.
vi.mock("../../rules/index.ts", () => ({ rules: [] }));

const rule = "unknown-setting";
const typo = "smtpd_helo_requird = yes";

async function rulesFound(
  files: Readonly<Record<string, string>>,
  args: readonly string[] = [],
): Promise<string[]> {
  const { stdout } = await mailint(directoryWith(files), ["-f", "compact", ...args]);
  return stdout
    .trimEnd()
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => line.replace(/^([^:]+:\d+):.*\[(.*)\]$/, "$1 $2"));
}

describe("an ignore hides the findings of its line", () => {
  test("without any", async () => {
    expect(await rulesFound({ "main.cf": `${typo}\n` })).toEqual([`main.cf:1 ${rule}`]);
  });

  test("above the line, with blank and comment lines between", async () => {
    expect(await rulesFound({ "main.cf": `# mailint-ignore ${rule}: a test\n# more\n\n${typo}\n` })).toEqual(
      [],
    );
  });

  test("and not of the line after it", async () => {
    const files = { "main.cf": `# mailint-ignore ${rule}: a test\n${typo}\nsmtpd_helo_requirt = yes\n` };
    expect(await rulesFound(files)).toEqual([`main.cf:3 ${rule}`]);
  });

  test("behind a line, in Dovecot", async () => {
    const files = { "dovecot.conf": `mail_plugin = a # mailint-ignore ${rule}: a test\nmail_plugin = b\n` };
    expect(await rulesFound(files, ["--dovecot", "2.3"])).toEqual([`dovecot.conf:2 ${rule}`]);
  });

  test("in the whole file", async () => {
    const files = { "main.cf": `${typo}\nsmtpd_helo_requirt = yes\n# mailint-ignore-file ${rule}: tests\n` };
    expect(await rulesFound(files)).toEqual([]);
  });

  test("several rules at once, of which one that hits nothing is told", async () => {
    expect(
      await rulesFound({ "main.cf": `# mailint-ignore ${rule}, tls-disabled: a test\n${typo}\n` }),
    ).toEqual(["main.cf:1 unused-ignore"]);
  });
});

test("an ignore that hides nothing is a finding, unless only some rules run", async () => {
  const files = { "main.cf": `# mailint-ignore ${rule}: old\nmyhostname = a.example\n` };
  expect(await rulesFound(files)).toEqual(["main.cf:1 unused-ignore"]);
  expect(await rulesFound(files, ["--only", "template"])).toEqual([]);
});

test("--require-reasons asks for a reason", async () => {
  const files = { "main.cf": `# mailint-ignore ${rule}\n${typo}\n` };
  expect(await rulesFound(files)).toEqual([]);
  expect(await rulesFound(files, ["--require-reasons"])).toEqual(["main.cf:1 ignore-without-reason"]);
});

test("--no-ignores shows everything", async () => {
  const files = { "main.cf": `# mailint-ignore ${rule}: a test\n${typo}\n` };
  expect(await rulesFound(files, ["--no-ignores"])).toEqual([`main.cf:2 ${rule}`]);
});
