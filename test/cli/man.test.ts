import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { manPage } from "../../src/cli/man.ts";

test("the manual page is the one that the commands give: `npm run man`", () => {
  expect(readFileSync("docs/mailint.1", "utf8")).toBe(manPage());
});

test("it names every command and exit code", () => {
  const text = manPage();
  for (const name of ["lint", "show", "listeners", "relay", "explain", "rules", "init"])
    expect(text).toContain(`.SS "mailint ${name} `);
  for (const code of [0, 1, 2, 3, 70]) expect(text).toContain(`.B ${code}\n`);
});
