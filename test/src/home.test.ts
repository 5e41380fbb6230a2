// One place, package.json, says where mailint is at home; whatever names it elsewhere says the same.

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { linksHome } from "../../scripts/docs.ts";
import { docsUrl } from "../../src/report/report.ts";

const { homepage, repository } = JSON.parse(readFileSync("package.json", "utf8"));

test("links to rules begin with the homepage, which is that of the repository", () => {
  expect(docsUrl("syntax")).toBe(`${homepage}/blob/main/docs/rules/syntax.md`);
  expect(repository.url).toBe(`git+${homepage}.git`);
});

test.each(linksHome)("%s names it as package.json does: `npm run docs`", (file, line, text) => {
  const written = line.exec(readFileSync(file, "utf8"))?.[0];
  expect(written).toBe(text);
});

test.each([
  "README.md",
  "CONTRIBUTING.md",
  "action.yml",
  ".pre-commit-hooks.yaml",
  "docs/integrations/README.md",
  "docs/integrations/ansible.yml",
  "docs/integrations/gitlab-ci.yml",
])("%s names no other home of mailint", (file) => {
  const named = readFileSync(file, "utf8").match(/https:\/\/github\.com\/[\w.-]+\/mailint\b/g) ?? [];
  expect(named.filter((url) => url !== homepage)).toEqual([]);
});
