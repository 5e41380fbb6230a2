// `--live` and `--now` on the command line.

import { expect, test } from "vitest";
import { directoryWith, mailint } from "./harness.ts";

const tree = { "main.cf": "myhostname = mail.example.org\n" };

test("a date without a look at the machine does nothing, and is refused", async () => {
  const { code, stderr } = await mailint(directoryWith(tree), ["--now", "2026-12-31"]);
  expect(stderr).toBe("mailint: `--now` dates a look at the machine; give `--live` too\n");
  expect(code).toBe(2);
});

test.each(["tomorrow", "2026-13-01", "31.12.2026", ""])("`--now %s` is no date", async (date) => {
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
