// `npm run docs`: writes rules/index.ts from the rule files, docs/rules and the schema of mailint.toml from the rules.

import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { configSchema } from "../src/config-schema.ts";
import { exampleName } from "../src/example.ts";
import { home, inRepository } from "../src/home.ts";
import type { MachineFacts } from "../src/machine-facts.ts";
import { machineLines } from "../src/machine-words.ts";
import { profiles } from "../src/profiles.ts";
import type { Example, Rule } from "../src/rule.ts";
import { runRules } from "../src/run-rules.ts";
import {
  dovecotParserTest,
  postfixParserTest,
  readProofs,
  recordProofs,
  rulesForDoveconf,
  rulesForPostconf,
} from "./proofs.ts";

const docs = "docs/rules";
export const standardsPath = "docs/standards.md";
const configSchemaPath = "docs/schema/mailint.schema.json";

/** `cleartext/cleartext-auth` and the like, in byte order. */
export function ruleFiles(): readonly string[] {
  return readdirSync("rules", { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) =>
      readdirSync(join("rules", name))
        .filter((file) => file.endsWith(".ts"))
        .map((file) => `${name}/${file.slice(0, -3)}`),
    )
    .sort();
}

export function indexOf(files: readonly string[]): string {
  const names = files.map((file) =>
    file.replace(/[^a-z0-9]+([a-z0-9])/g, (_, next: string) => next.toUpperCase()),
  );
  return [
    "// All rules. Written by `npm run docs` from the files below this folder; do not edit.",
    "",
    'import type { Rule } from "../src/rule.ts";',
    ...files.map((file, index) => `import ${names[index]} from "./${file}.ts";`),
    "",
    ...(names.length === 0
      ? ["export const rules: readonly Rule[] = [];"]
      : ["export const rules: readonly Rule[] = [", ...names.map((name) => `  ${name},`), "];"]),
    "",
  ].join("\n");
}

/** Path and text of a rule's page. */
export function ruleDocs(rule: Rule): readonly [string, string] {
  const { id, severity, securitySeverity, precision, cwe, since, optIn } = rule;
  const facts = [
    `Severity: ${severity}`,
    ...(securitySeverity === undefined ? [] : [`security severity ${securitySeverity.toFixed(1)}`]),
    `precision: ${precision}`,
    ...(cwe.length === 0
      ? []
      : [
          cwe
            .map((number) => `[CWE-${number}](https://cwe.mitre.org/data/definitions/${number}.html)`)
            .join(", "),
        ]),
    `since ${since}`,
    ...(optIn === true ? ["off unless asked for"] : []),
  ];
  const text = [
    `# ${id}`,
    "",
    rule.summary,
    "",
    `${facts.join(" · ")}`,
    "",
    "## Why",
    "",
    rule.why.trim(),
    "",
    "## What to do",
    "",
    rule.remedy.trim(),
    "",
    ...(rule.examples.length === 0 ? [] : ["## Examples", ...rule.examples.flatMap(exampleDocs), ""]),
    ...proofDocs(id),
    ...referenceDocs(rule),
  ].join("\n");
  return [`${docs}/${id}.md`, text];
}

function referenceDocs({ references }: Rule): readonly string[] {
  if (references.length === 0) return [];
  const list = references.map(({ title, url }) =>
    url === undefined ? `- ${title}` : `- [${title}](${url})`,
  );
  return ["## References", "", ...list, ""];
}

function exampleDocs(example: Example): readonly string[] {
  const { title, files, bad, good, fixed, fixedFiles } = example;
  const told = example.version === undefined || title.includes(example.version);
  const version = told ? "" : ` (version ${example.version})`;
  const isBad = bad !== undefined || Object.values(files ?? {}).some((text) => text.includes("«"));
  const texts = files ?? { [exampleName(example)]: bad ?? good ?? "" };
  const after = fixedFiles ?? (fixed === undefined ? {} : { [exampleName(example)]: fixed });
  const kind = isBad ? "Bad" : example.trap === true ? "Looks bad and is not" : "Good";
  return [
    "",
    `### ${kind}: ${title}${version}`,
    ...Object.entries(texts).flatMap(([name, text]) => fenced(name, text)),
    ...(example.machine === undefined ? [] : machineDocs(example.machine)),
    ...Object.entries(after).flatMap(([name, text]) => ["", "After the fix:", ...fenced(name, text)]),
  ];
}

function machineDocs(facts: MachineFacts): readonly string[] {
  const [heading = "", ...lines] = machineLines(facts);
  return ["", heading, "", ...lines.map((line) => `- ${line}`)];
}

function fenced(name: string, text: string): readonly string[] {
  return ["", "```", `# ${name}`, text.replace(/[«»]/g, "").trimEnd(), "```"];
}

function proofDocs(id: string): readonly string[] {
  const words = {
    wire: "the booted daemon",
    parser: "the daemon's own parser",
    source: "the daemon's source",
  };
  const found = readProofs()[id] ?? [];
  if (found.length === 0) return [];
  return ["## How it was proven", "", ...found.map(({ by, where }) => `- by ${words[by]}: ${where}`), ""];
}

export function rulesIndex(rules: readonly Rule[]): readonly [string, string] {
  const rows = [...rules]
    .sort((one, other) => (one.id < other.id ? -1 : 1))
    .map(({ id, severity, securitySeverity, summary }) => {
      const score = securitySeverity === undefined ? "" : securitySeverity.toFixed(1);
      return `| [${id}](${id}.md) | ${severity} | ${score} | ${summary.replaceAll("|", "\\|")} |`;
    });
  const head = ["# Rules", "", "| rule | severity | security | what it says |", "|--|--|--|--|"];
  return [`${docs}/README.md`, [...head, ...rows, ""].join("\n")];
}

export function docsOf(rules: readonly Rule[]): readonly (readonly [string, string])[] {
  return [...rules.map(ruleDocs), rulesIndex(rules)];
}

/** Places that name the repository in texts that are not made: each line in the words of its file. */
export const linksHome: readonly (readonly [file: string, line: RegExp, text: string])[] = [
  ["docs/schema/report.schema.json", /(?<="\$id": ").*(?=")/, inRepository("docs/schema/report.schema.json")],
  ["docs/integrations/README.md", /(?<=- repo: ).*/, home],
  [
    "docs/integrations/README.md",
    /(?<=- uses: )(?!actions\/).*(?=@v)/,
    home.replace("https://github.com/", ""),
  ],
];

/** Standards as a table for people: clauses, and the rules that find where a configuration misses them. */
export function standardsPage(): string {
  const blocks = profiles.flatMap(({ id, title, url, clauses, left }) => [
    `## ${id}`,
    "",
    `[${title}](${url})`,
    "",
    "| clause | what it asks for | rules |",
    "|--|--|--|",
    ...clauses.map(({ id, title, rules, daemon }) => {
      const links = rules.map((rule) => `[${rule}](rules/${rule}.md)`).join(", ");
      return `| ${id} | ${title}${daemon === undefined ? "" : ` (${daemon})`} | ${links} |`;
    }),
    "",
    left,
    "",
  ]);
  return [
    "# Standards",
    "",
    "`mailint report --profile NAME PATH` prints which clauses a configuration meets and misses, `mailint --profile NAME`",
    "runs their rules only. `met` is said as far as the configuration tells; a clause without anything to judge is `open`.",
    "",
    ...blocks,
  ].join("\n");
}

async function main(): Promise<void> {
  writeFileSync("rules/index.ts", indexOf(ruleFiles()));
  const { rules } = (await import("../rules/index.ts")) as { rules: readonly Rule[] };
  recordProofs("parser", dovecotParserTest, rulesForDoveconf(rules));
  recordProofs("parser", postfixParserTest, rulesForPostconf(rules));
  rmSync(docs, { recursive: true, force: true });
  for (const [path, text] of docsOf([...rules, ...runRules])) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  const ids = [...rules, ...runRules].map(({ id }) => id).sort();
  writeFileSync(configSchemaPath, `${JSON.stringify(configSchema(ids), undefined, 2)}\n`);
  writeFileSync(standardsPath, standardsPage());
  for (const [file, line, text] of linksHome)
    writeFileSync(file, readFileSync(file, "utf8").replace(line, text));
  process.stdout.write(`${rules.length} rules\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
