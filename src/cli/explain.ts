// `mailint explain`: a rule, with example and references; or with `--in PATH` a setting, and where its value comes from.

import type { Command } from "commander";
import { readExample } from "../example.ts";
import { memoryHost } from "../host.ts";
import { loadSystems } from "../lint.ts";
import { machineLines } from "../machine-words.ts";
import { nearest } from "../nearest.ts";
import { displayPath, docsUrl, placeOf } from "../report/report.ts";
import { visible } from "../report/visible.ts";
import type { Example, Rule } from "../rule.ts";
import { createMasker, isSecretName, mask } from "../secrets.ts";
import type { Origin, Setting, System } from "../system.ts";
import { exit, failure, type Io } from "./io.ts";
import { allRules, documented } from "./rule-set.ts";
import { systemsOf } from "./systems.ts";
import { type TreeFlags, withTreeOptions } from "./tree.ts";

interface ExplainFlags extends TreeFlags {
  readonly in?: string;
}

export function explainCommand(command: Command, io: Io, done: (code: number) => void): void {
  withTreeOptions(command.description("explain a rule, or with --in PATH where a setting's value comes from"))
    .argument("<rule|setting>", "id of a rule, or name of a setting")
    .option("--in <path>", "the configuration that sets the setting")
    .action(async (name: string, flags: ExplainFlags) => {
      const rules = await documented(await allRules());
      const rule = rules.find(({ id }) => id === name);
      if (flags.in !== undefined)
        return done(await explainSetting(name, flags.in, { ...flags, isRule: rule !== undefined }, io));
      io.stdout.write(rule === undefined ? await settingAlone(name, rules) : ruleText(rule));
      done(exit.clean);
    });
}

/** A name that is no rule: what is known of a setting of that name, else the nearest of both. */
async function settingAlone(name: string, rules: readonly Rule[]): Promise<string> {
  const { knownSettingText, nearestSetting } = await import("./explain-known.ts");
  const ids = rules.map(({ id }) => id);
  const text = knownSettingText(name, rules);
  if (text !== undefined) return text;
  const near = nearest(name, ids) ?? nearestSetting(name);
  throw failure(
    `\`${name}\` is neither a rule nor a setting that mailint knows${near === undefined ? `; \`mailint rules ${name}\` searches the rules` : `; did you mean \`${near}\`?`}`,
  );
}

function ruleText(rule: Rule): string {
  const { id, severity, securitySeverity, precision, cwe, summary, why, remedy, references } = rule;
  const facts = [
    `severity ${severity}`,
    ...(securitySeverity === undefined ? [] : [`security severity ${securitySeverity.toFixed(1)}`]),
    `precision ${precision}`,
    ...cwe.map((number) => `CWE-${number}`),
  ];
  const list = references.map(({ title, url }) => `  ${title}${url === undefined ? "" : `: ${url}`}`);
  const blocks = [
    `${id}: ${summary}`,
    facts.join(", "),
    paragraph(why),
    `What to do: ${paragraph(remedy)}`,
    ...exampleBlocks(rule.examples),
    ...(list.length === 0 ? [] : [`References:\n${list.join("\n")}`]),
    docsUrl(id),
  ];
  return `${blocks.join("\n\n")}\n`;
}

/** Lines of a paragraph as one, items of a list as one each. */
function paragraph(text: string): string {
  return text
    .replace(/\s*\n\s*\n\s*/g, "\n\n")
    .replace(/\n[ \t]+/g, "\n")
    .replace(/(?<!\n)\n(?!\n|- )/g, " ")
    .trim();
}

/** The first bad example with what its fix makes of it, else with a good one. */
function exampleBlocks(examples: readonly Example[]): string[] {
  const read = examples.map((example) => ({ example, ...readExample(example) }));
  const bad = read.find(({ marks }) => marks.length > 0);
  const good = read.find(({ example, marks }) => marks.length === 0 && !example.trap);
  const goodText =
    bad?.fixed === undefined
      ? good && `${filesText(good.files)}${machineText(good.example)}`
      : `${filesText(bad.fixed)}${machineText(bad.example)}`;
  return [
    ...(bad === undefined ? [] : [`Bad:\n${filesText(bad.files)}${machineText(bad.example)}`]),
    ...(goodText === undefined ? [] : [`Good:\n${goodText}`]),
  ];
}

function filesText(files: Readonly<Record<string, string>>): string {
  return Object.entries(files)
    .map(([name, text]) => indented(`# ${name}\n${text}`))
    .join("\n\n");
}

function machineText({ machine }: Example): string {
  return machine === undefined ? "" : `\n\n${indented(machineLines(machine).join("\n  "))}`;
}

function indented(text: string): string {
  return text
    .replace(/^\n+|\s+$/g, "")
    .split("\n")
    .map((line) => `    ${line}`)
    .join("\n");
}

async function explainSetting(
  name: string,
  path: string,
  { isRule, ...flags }: TreeFlags & { readonly isRule: boolean },
  io: Io,
): Promise<number> {
  const { systems, code } = await systemsOf([path], flags, io);
  if (systems.length === 0) return code;
  const { courierFacts } = await import("./explain-courier.ts");
  const facts = courierFacts(name);
  const found: string[] = [];
  for (const system of systems) {
    const text = settingText(name, system, { facts, fallback: await defaultOf(name, system) }, io);
    if (text !== undefined) found.push(text);
  }
  if (found.length === 0) {
    if (isRule)
      throw failure(
        `\`${name}\` is a rule, which \`mailint explain ${name}\` explains; \`--in\` asks for a setting`,
      );
    const known = systems.flatMap((system) => system.settings().map((setting) => setting.name));
    const near = nearest(name, known) ?? (await import("./explain-known.ts")).nearestSetting(name);
    throw failure(
      `\`${name}\` is set nowhere in ${visible(path)}, and no default of it is known${near === undefined ? "" : `; did you mean \`${near}\`?`}`,
    );
  }
  io.stdout.write(found.join("\n"));
  return code;
}

/** `undefined` = the tree does not set it and the daemon has no such setting. */
function settingText(
  name: string,
  system: System,
  { facts: ofCourier, fallback }: { readonly facts: string; readonly fallback: string | undefined },
  io: Io,
): string | undefined {
  const set = system.settings().filter((setting) => setting.name === name);
  const facts = system.daemon === "courier" ? ofCourier : "";
  if (set.length === 0 && fallback === undefined && facts === "") return undefined;
  const title = `${name} in ${visible(displayPath(system.root.path, io.directory))} (${system.daemon} ${system.version})\n`;
  const hide = createMasker(system.files);
  const known = fallback === undefined ? "" : shown(name, fallback, hide);
  const holds = !set.some(({ scope }) => scope.length === 0);
  return [
    title,
    ...(fallback !== undefined && holds ? [`  ${name} = ${known}: the daemon's default\n`] : []),
    ...set.map((setting) => effectiveText(setting, hide, io)),
    ...(fallback !== undefined && !holds
      ? [`  the daemon's default: ${known === "" ? "empty" : known}\n`]
      : []),
    ...(system.daemon === "courier" && set.length === 0 ? ["  set nowhere\n"] : []),
    facts,
  ].join("");
}

/** What holds in an empty tree of the same release; Postfix has other defaults on other compatibility levels. */
async function defaultOf(name: string, system: System): Promise<string | undefined> {
  if (system.daemon === "courier") return undefined;
  const { version } = system;
  const files: Readonly<Record<string, string>> =
    system.daemon === "dovecot"
      ? { "dovecot.conf": version.startsWith("2.4") ? `dovecot_config_version = ${version}\n` : "" }
      : { "main.cf": `compatibility_level = ${system.config.get("compatibility_level")?.value ?? "0"}\n` };
  const { systems } = await loadSystems({
    paths: Object.keys(files),
    host: memoryHost(files),
    options: { [system.daemon]: version },
  });
  const [empty] = systems;
  if (empty === undefined || empty.daemon === "courier") return undefined;
  const found = empty.config.get(name);
  return found?.unknown === false && found.origin.kind === "default" ? found.value : undefined;
}

function effectiveText(
  { name, scope, value, unknown, origin, overridden }: Setting,
  hide: (text: string) => string,
  io: Io,
): string {
  const where = scope.length === 0 ? "" : ` in ${scope.map(visible).join(", ")}`;
  const known = unknown ? " (depends on what cannot be known here)" : "";
  const lines = [
    `  ${name} = ${shown(name, value, hide)}${where}${known}`,
    `    set at ${originText(origin, io)}`,
  ];
  for (const earlier of overridden) lines.push(`    overrides ${originText(earlier, io)}`);
  return `${lines.join("\n")}\n`;
}

function shown(name: string, value: string, hide: (text: string) => string): string {
  return isSecretName(name) && value !== "" ? mask : visible(hide(value));
}

function originText(origin: Origin, { directory }: Io): string {
  if (origin.kind === "default") return "the daemon's default";
  const { file, line, column } = placeOf(origin.span, directory);
  const via = origin.via.map((span) => {
    const { file, line } = placeOf(span, directory);
    return `${visible(file)}:${line}`;
  });
  return `${visible(file)}:${line}:${column}${via.length === 0 ? "" : `, included by ${via.reverse().join(", ")}`}`;
}
