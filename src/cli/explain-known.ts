// What is known of a setting apart from any configuration: the daemons that have it, its type, values and default.

import { nearest } from "../nearest.ts";
import { otherVersionThan23, otherVersionThan24 } from "../resolve/dovecot-other-version.ts";
import type { Rule } from "../rule.ts";
import { courierVariables } from "../settings/courier.ts";
import type { DovecotType } from "../settings/dovecot.ts";
import {
  type FieldType,
  fieldOf,
  isSectionField,
  roots,
  rootsWith,
  sectionsWith,
  topLevelNames,
} from "../settings/dovecot-23.ts";
import { infos24, setting24 } from "../settings/dovecot-24.ts";
import {
  builtinNames,
  deprecatedSince,
  type ParameterType,
  parameterDefault,
  parameterFact,
  parameterRemoved,
  parameterSince,
  releasesOf,
} from "../settings/postfix.ts";
import { goneNames, goneParameter, newName } from "../settings/postfix-gone.ts";
import { courierVariableText } from "./explain-courier.ts";

/** `undefined` = no daemon has a setting of this name. */
export function knownSettingText(name: string, rules: readonly Rule[]): string | undefined {
  const found = [dovecotText(name), postfixText(name), courierVariableText(name)];
  const blocks = found.filter((text) => text !== undefined);
  if (blocks.length === 0) return undefined;
  const about = rules.filter((rule) => speaksOf(rule, name)).map(({ id }) => id);
  const more = about.length === 0 ? "" : `rules that speak of it: ${about.join(", ")}\n`;
  return `${blocks.join("")}${more}what holds in a configuration: \`mailint explain ${name} --in PATH\`\n`;
}

/** The setting of any daemon whose name is nearest. */
export function nearestSetting(name: string): string | undefined {
  const of24 = infos24().flatMap(({ settings }) => settings.map((setting) => setting.name));
  const ofPostfix = builtinNames(releasesOf(undefined));
  return nearest(
    name,
    new Set([...topLevelNames(), ...of24, ...ofPostfix, ...goneNames, ...courierVariables]),
  );
}

function speaksOf({ summary, why, remedy }: Rule, name: string): boolean {
  return `${summary} ${why} ${remedy}`.split(/[^\w-]+/).includes(name);
}

function dovecotText(name: string): string | undefined {
  const old = of23(name);
  const now = of24(name);
  const elsewhere = otherVersionThan23(name);
  if (old.length === 0 && now.length === 0 && elsewhere === undefined) return undefined;
  const none = "no setting of this name";
  const rows = [
    ...(old.length > 0 ? old : [elsewhere ?? none]).map((text) => `  2.3: ${text}\n`),
    ...(now.length > 0 ? now : [otherVersionThan24(name) ?? none]).map((text) => `  2.4: ${text}\n`),
  ];
  return `${name}: a setting of Dovecot\n${rows.join("")}`;
}

/** Types of 2.3 and of 2.4; all others are texts. */
const kinds: Readonly<Partial<Record<FieldType | DovecotType, string>>> = {
  bool: "yes or no",
  uint: "a number",
  uintmax: "a number",
  uint_oct: "an octal mode",
  octal: "an octal mode",
  time: "a time",
  time_msecs: "a time",
  msecs: "a time",
  size: "a size",
  in_port: "a port",
  port: "a port",
  file: "a path",
  strlist: "a block of keys and values",
  boollist: "a list of names",
  filter: "a block",
  filters: "blocks with a name each",
};

function typeText(type: FieldType | DovecotType, values: readonly string[], fallback: string): string {
  const kind = values.length > 0 ? `one of ${values.join(", ")}` : (kinds[type] ?? "a text");
  return `${kind}${fallback === "" ? "" : `; by default \`${fallback}\``}`;
}

function of23(name: string): readonly string[] {
  const [at] = rootsWith(name);
  const field = at === undefined ? undefined : fieldOf(roots()[at]?.fields ?? [], name);
  const inSections = sectionsWith(name).map((section) => `in \`${section}\``);
  if (field === undefined) return inSections;
  if (isSectionField(field)) return ["a section", ...inSections];
  const values = field.type === "enum" ? (field.value ?? "").split(":") : [];
  return [typeText(field.type, values, values[0] ?? field.value ?? ""), ...inSections];
}

/** In a block the block's name before that of the setting may be left out. */
function of24(name: string): readonly string[] {
  const setting = setting24(name);
  if (setting !== undefined) return [typeText(setting.type, setting.values, setting.default)];
  const blocks = infos24().flatMap(({ settings }) => settings.filter(({ type }) => type === "filters"));
  const within = blocks.filter((block) => setting24(`${block.name}_${name}`) !== undefined);
  return [...new Set(within.map((block) => `in \`${block.name} NAME {\``))];
}

const parameterKinds: Readonly<Record<ParameterType, string>> = {
  bool: "yes or no",
  nbool: "yes or no",
  int: "a number",
  long: "a number",
  nint: "a number",
  raw: "a text in which no `$name` is replaced",
  str: "a text",
  time: "a time",
};

function postfixText(name: string): string | undefined {
  const fact = parameterFact(name);
  const gone = goneParameter(name);
  const instead = gone?.instead ?? newName(name);
  if (fact === undefined && gone === undefined && instead === undefined) return undefined;
  const ages = [
    ["since", parameterSince(name)],
    ["deprecated since", deprecatedSince(name)],
    ["gone since", parameterRemoved(name) ?? gone?.since],
  ].flatMap(([word, release]) => (release === undefined ? [] : [`${word} ${release}`]));
  const fallback = parameterDefault(name, releasesOf(undefined));
  const value =
    fallback.kind === "absent" || fallback.value === "" ? "" : `; by default \`${fallback.value}\``;
  const lines = [
    ...(fact === undefined ? [] : [`${parameterKinds[fact.type]}${value}`]),
    ...(ages.length === 0 ? [] : [ages.join(", ")]),
    ...(instead === undefined ? [] : [`\`${instead}\` took its place`]),
  ];
  return `${name}: a parameter of Postfix\n${lines.map((line) => `  ${line}\n`).join("")}`;
}
