// `npm run new-rule -- FOLDER ID`: a rule file to fill in, entered in rules/index.ts.

import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { indexOf, ruleFiles } from "./docs.ts";

const [folder, id] = process.argv.slice(2);
if (folder === undefined || id === undefined || !/^([a-z]+\/)?[a-z0-9-]+$/.test(id)) {
  process.stderr.write("usage: npm run new-rule -- FOLDER ID, for example: tls weak-cipher\n");
  process.exit(2);
}
const name = id.replace("/", "-");
const path = `rules/${folder}/${name}.ts`;
if (existsSync(path)) {
  process.stderr.write(`${path} is there already\n`);
  process.exit(2);
}
mkdirSync(`rules/${folder}`, { recursive: true });
writeFileSync(
  path,
  `import { defineRule, rfc } from "../../src/rule.ts";
import { dovecotSystems, spanOf } from "../../src/vocabulary.ts";

export default defineRule({
  id: "${id}",
  since: "0.1.0",
  severity: "warning",
  precision: "high",
  cwe: [],
  summary: "One line, a sentence.",
  why: "What follows for the user and the server.",
  remedy: "What to write instead.",
  references: [rfc(8314)],
  check: (context) => {
    for (const system of dovecotSystems(context)) {
      const found = system.config.get("setting_name");
      if (found === undefined || found.unknown || found.value !== "bad") continue;
      const span = spanOf(found.origin, system);
      context.report({ span, message: "\`setting_name = bad\` does this; write \`setting_name = good\`" });
    }
  },
  examples: [
    { title: "it is bad", bad: "setting_name = «bad»\\n" },
    { title: "it is good", good: "setting_name = good\\n" },
  ],
});
`,
);
writeFileSync("rules/index.ts", indexOf(ruleFiles()));
process.stdout.write(`${path}: fill it in, then \`npm test -- rules\` and \`npm run docs\`\n`);
