import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { parse } from "smol-toml";
import { expect, test } from "vitest";
import { initialConfig } from "../../src/cli/init.ts";
import { allRules } from "../../src/cli/rule-set.ts";
import { configSchema } from "../../src/config-schema.ts";

const ids = (await allRules()).map(({ id }) => id);

test("the schema is the one that the keys and rules give: `npm run docs`", () => {
  const written = JSON.parse(readFileSync("docs/schema/mailint.schema.json", "utf8"));
  expect(written).toEqual(JSON.parse(JSON.stringify(configSchema(ids))));
});

const valid = new Ajv2020().compile(configSchema(ids));
const judge = (toml: string) => valid(parse(toml));

test("what `mailint init` writes, all of it taken in, is valid", () => {
  expect(judge(initialConfig().replace(/^# (?=["a-z-]+ = )/gm, ""))).toBe(true);
});

test.each([
  "fial-on = 'error'",
  "fail-on = 'loud'",
  "follow = 1",
  "[rules]\nno-rule = 'off'",
  "[rules]\nsyntax = 'loud'",
])("%j is not", (toml) => {
  expect(judge(toml)).toBe(false);
});
