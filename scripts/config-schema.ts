// Writes docs/schema/mailint.schema.json, by which editors check mailint.toml: `npm run schema`.

import { writeFileSync } from "node:fs";
import { allRules } from "../src/cli/rule-set.ts";
import { configSchema } from "../src/config-schema.ts";

const rules = await allRules();
const ids = rules.map(({ id }) => id);
writeFileSync("docs/schema/mailint.schema.json", `${JSON.stringify(configSchema(ids), undefined, 2)}\n`);
