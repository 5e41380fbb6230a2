// `mailint explain`: a rule, with example and references; or with `--in PATH` a setting, and where its value comes from.

import type { Command } from "commander";
import { unknownName } from "../config-file.ts";
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
      if (flags.in !== undefined) return done(await explainSetting(name, flags.in, flags, io));
      const rules = await documented(await allRules());
      const rule = rules.find(({ id }) => id === name);
      const variable =
        rule === undefined ? (await import("./explain-courier.ts")).courierVariableText(name) : undefined;
      if (variable !== undefined) {
        io.stdout.write(variable);
        return done(exit.clean);
      }
      if (rule === undefined)
        throw failure(
          `${unknownName(
            "rule",
            name,
            rules.map(({ id }) => id),
          )}; a setting needs \`--in PATH\``,
        );
      io.stdout.write(ruleText(rule));
      done(exit.clean);
    });
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

function paragraph(text: string): string {
  return text
    .replace(/\s*\n\s*\n\s*/g, "\n\n")
    .replace(/(?<!\n)[ \t]*\n[ \t]*(?!\n)/g, " ")
    .trim();
}

function exampleBlocks(examples: readonly Example[]): string[] {
  const bad = examples.find(({ bad }) => bad !== undefined);
  const good = bad?.fixed ?? examples.find(({ good }) => good !== undefined)?.good;
  return [
    ...(bad?.bad === undefined ? [] : [`Bad:\n${indented(bad.bad.replace(/[«»]/g, ""))}`]),
    ...(good === undefined ? [] : [`Good:\n${indented(good)}`]),
  ];
}

function indented(text: string): string {
  return text
    .replace(/^\n+|\s+$/g, "")
    .split("\n")
    .map((line) => `    ${line}`)
    .join("\n");
}

async function explainSetting(name: string, path: string, flags: TreeFlags, io: Io): Promise<number> {
  const { systems, code } = await systemsOf([path], flags, io);
  if (systems.length === 0) return code;
  const { courierFacts } = await import("./explain-courier.ts");
  const facts = courierFacts(name);
  const found = systems
    .map((system) => settingText(name, system, facts, io))
    .filter((text) => text !== undefined);
  if (found.length === 0) {
    const known = systems.flatMap((system) => system.settings().map((setting) => setting.name));
    const near = nearest(name, known);
    throw failure(
      `\`${name}\` is set nowhere in ${visible(path)}, and no default of it is known${near === undefined ? "" : `; did you mean \`${near}\`?`}`,
    );
  }
  io.stdout.write(found.join("\n"));
  return code;
}

/** `undefined` = the tree does not set it and the daemon has no such setting. */
function settingText(name: string, system: System, known: string, io: Io): string | undefined {
  const set = system.settings().filter((setting) => setting.name === name);
  const fallback = set.some(({ scope }) => scope.length === 0) ? undefined : defaultOf(name, system);
  const facts = system.daemon === "courier" ? known : "";
  if (set.length === 0 && fallback === undefined && facts === "") return undefined;
  const title = `${name} in ${visible(displayPath(system.root.path, io.directory))} (${system.daemon} ${system.version})\n`;
  const hide = createMasker(system.files);
  return [
    title,
    ...(fallback === undefined
      ? []
      : [`  ${name} = ${shown(name, fallback.value, hide)}: the daemon's default\n`]),
    ...set.map((setting) => effectiveText(setting, hide, io)),
    ...(system.daemon === "courier" && set.length === 0 ? ["  set nowhere\n"] : []),
    facts,
  ].join("");
}

function defaultOf(name: string, system: System): { readonly value: string } | undefined {
  if (system.daemon === "courier") return undefined;
  const found = system.config.get(name);
  return found?.origin.kind === "default" ? found : undefined;
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
