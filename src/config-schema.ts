// JSON Schema of mailint.toml, from the keys that it may have.

import { ruleLevels, settingKeys } from "./config-file.ts";
import { home } from "./home.ts";

type Key = (typeof settingKeys)[number];

/** Editors complete and check the file by it, so it is the file itself and not the page about it. */
export const configSchemaUrl: string = `${home}/raw/main/docs/schema/mailint.schema.json`;

export function configSchema(ruleIds: readonly string[]): object {
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    $id: configSchemaUrl,
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
    case "globs":
      return { type: "array", items: { type: "string", minLength: 1 } };
    case "strings":
      return { type: "array", items: { type: "string" } };
    case "string":
      return { type: "string", ...(choices === undefined ? {} : { enum: choices }) };
    case "levels":
      return { type: "object", propertyNames: { enum: ruleIds }, additionalProperties: { enum: ruleLevels } };
  }
}
