// What is known of a variable of Courier apart from any configuration: kind of value, files, shipped values, since when.

import {
  type CourierVariable,
  courierReleases,
  courierVariable,
  goneFrom,
  shippedValue,
} from "../settings/courier.ts";

const kinds: Readonly<Record<string, string>> = {
  number: "a number; any word counts as 0",
  flag: "on where it begins with `1`",
  yesno: "on where it begins with `y` or `Y`",
};

/** `undefined` = no release of Courier has it. */
export function courierVariableText(name: string): string | undefined {
  const found = courierVariable(name);
  return found && [`${name}: a variable of Courier\n`, ...factLines(name, found)].join("");
}

/** The same below the values of a configuration. */
export function courierFacts(name: string): string {
  const found = courierVariable(name);
  return found === undefined ? "" : factLines(name, found).join("");
}

function factLines(name: string, variable: CourierVariable): readonly string[] {
  const kind = variable.type === undefined ? [] : [`  ${kinds[variable.type]}\n`];
  const files = Object.keys(variable.files).map((file) => `  ${placeText(variable, file)}\n`);
  return [...kind, ...files, `  ${ageText(name, variable)}\n`];
}

function placeText(variable: CourierVariable, file: string): string {
  const value = shippedValue(variable, file);
  return value === undefined
    ? `described in ${file}, not set there as shipped`
    : `shipped in ${file} as ${value === "" ? "an empty value" : `\`${value}\``}`;
}

function ageText(name: string, { since }: CourierVariable): string {
  const begin = since === courierReleases.oldest ? `in Courier ${since} already` : `since Courier ${since}`;
  const gone = goneFrom(name);
  if (gone === undefined) return begin;
  const now = gone.now === undefined ? "" : `; \`${gone.now}\` took its place`;
  return `${begin}, ${gone.until === undefined ? "but no release reads it" : `gone after ${gone.until}`}${now}`;
}
