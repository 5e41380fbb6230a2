// JSON Schema of mailint.toml, from the keys that it may have.

import { ruleLevels, settingKeys } from "./config-file.ts";
import { inRepository } from "./home.ts";

type Key = (typeof settingKeys)[number];

export function configSchema(ruleIds: readonly string[]): object {
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    $id: inRepository("docs/schema/mailint.schema.json"),
    title: "mailint.toml",
    type: "object",
    additionalProperties: false,
    properties: Object.fromEntries(
      settingKeys.map((key) => [key.key, { description: key.about, ...valueSchema(key, ruleIds) }]),
    ),
  };
}

function valueSchema({ kind, choices }: Key, ruleIds: readonly string[]): object {
  switch (kind) {
    case "boolean":
      return { type: "boolean" };
    case "strings":
      return { type: "array", items: { type: "string" } };
    case "string":
      return { type: "string", ...(choices === undefined ? {} : { enum: choices }) };
    case "levels":
      return { type: "object", propertyNames: { enum: ruleIds }, additionalProperties: { enum: ruleLevels } };
  }
}
