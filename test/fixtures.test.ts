// The sample trees, rendered as users see them: `npm test -- test/fixtures.test.ts --update` after a wanted change.

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { mailint } from "./cli/harness.ts";

const trees = readdirSync("fixtures", { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

test("there are secure and insecure trees", () => {
  expect(trees.filter((name) => name.startsWith("secure-")).length).toBeGreaterThan(1);
  expect(trees.filter((name) => name.startsWith("insecure-")).length).toBeGreaterThan(1);
});

describe.each(trees)("%s", (name) => {
  test("gives what expected.txt says", async () => {
    const { stdout, stderr } = await mailint(join(process.cwd(), "fixtures", name), ["--no-config", "."]);
    await expect(stdout + stderr).toMatchFileSnapshot(`../fixtures/${name}/expected.txt`);
  });

  test("fails the run only when it is insecure", async () => {
    const { code } = await mailint(join(process.cwd(), "fixtures", name), ["--no-config", "."]);
    expect(code).toBe(name.startsWith("insecure-") ? 1 : 0);
  });
});
