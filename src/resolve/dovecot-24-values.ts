// What values of Dovecot 2.4's types may be, after settings_value_check in src/config/config-parser.c and lib/str-parse.c.

import type { Setting24 } from "../settings/dovecot-24.ts";

const UINT_MAX = 4_294_967_295n;
const UINT64_MAX = 18_446_744_073_709_551_615n;

/** Holds a variable whose value only the running daemon knows: then nothing is checked. */
export function hasVariable(value: string): boolean {
  return value.includes("%{") || value.includes("$SET:") || value.includes("$ENV:");
}

/** Why the daemon refuses `value` for `setting`; `undefined` = it does not. */
export function refusal(setting: Setting24, value: string): string | undefined {
  if (hasVariable(value)) return undefined;
  switch (setting.type) {
    case "bool":
      return isBool(value) ? undefined : `\`${value}\` is no boolean: write \`yes\` or \`no\``;
    case "uintmax":
      return numberFault(value, UINT64_MAX);
    case "octal":
      if (value.startsWith("0"))
        return /^[0-7]{1,22}$/.test(value) ? undefined : `\`${value}\` is no octal number`;
      return isUnlimited(value) ? undefined : numberFault(value, UINT_MAX);
    case "uint":
      return isUnlimited(value) ? undefined : numberFault(value, UINT_MAX);
    case "time":
    case "msecs":
      return isUnlimited(value) ? undefined : timeFault(value, setting.type === "msecs");
    case "size":
      return isUnlimited(value) ? undefined : sizeFault(value);
    case "port":
      return /^\d+$/.test(value) && BigInt(value) <= 65_535n
        ? undefined
        : `\`${value}\` is no port number: it must be between 0 and 65535`;
    case "enum":
      return setting.values.includes(value) ? undefined : enumFault(setting, value);
    default:
      return undefined;
  }
}

function enumFault(setting: Setting24, value: string): string {
  const choices = setting.values.map((choice) => (choice === "" ? "nothing" : `\`${choice}\``));
  return `\`${value}\` is not one of its values: ${choices.join(", ")}`;
}

export function isBool(value: string): boolean {
  return /^(?:yes|y|no)$/i.test(value) || value === "1";
}

export function isYes(value: string): boolean {
  return isBool(value) && !/^no$/i.test(value);
}

export function isUnlimited(value: string): boolean {
  return value === "unlimited" || value === "infinite";
}

function numberFault(value: string, most: bigint): string | undefined {
  if (!/^\d+$/.test(value)) return `\`${value}\` is no number`;
  return BigInt(value) > most ? `\`${value}\` is too large: the limit is ${most}` : undefined;
}

/** A unit may be cut short anywhere; the first word that begins so counts. Lengths are in milliseconds. */
const units: readonly (readonly [string, bigint])[] = [
  ...(["secs", "seconds"] as const).map((word) => [word, 1000n] as const),
  ...(["mins", "minutes"] as const).map((word) => [word, 60_000n] as const),
  ...(["msecs", "mseconds", "millisecs", "milliseconds"] as const).map((word) => [word, 1n] as const),
  ["hours", 3_600_000n],
  ["days", 86_400_000n],
  ["weeks", 604_800_000n],
];

/** Time in milliseconds; `undefined` = no time. A number alone is none, but 0. */
export function timeOf(value: string): bigint | undefined {
  const parts = /^(\d+) *(.*)$/s.exec(value);
  if (parts === null) return undefined;
  const count = BigInt(parts[1] ?? "0");
  const unit = parts[2] ?? "";
  if (unit === "") return count === 0n ? 0n : undefined;
  const known = units.find(([word]) => word.startsWith(unit.toLowerCase()));
  return known && count * known[1];
}

function timeFault(value: string, inMilliseconds: boolean): string | undefined {
  const time = timeOf(value);
  if (time === undefined)
    return /^\d+ *$/.test(value)
      ? `the time \`${value}\` has no unit: write \`${value.trim()}s\` for seconds, or another of \`ms\`, \`mins\`, \`hours\`, \`days\`, \`weeks\``
      : `\`${value}\` is no time: write a number and a unit, as in \`30 secs\``;
  if (!inMilliseconds && time % 1000n !== 0n)
    return `this time has no milliseconds: \`${value}\` is not a whole number of seconds`;
  return time / (inMilliseconds ? 1n : 1000n) > UINT_MAX ? `the time \`${value}\` is too long` : undefined;
}

/** Bytes; `undefined` = no size. */
export function sizeOf(value: string): bigint | undefined {
  const parts = /^(\d+) *(?:b|([kmgt])i?b?)?$/i.exec(value);
  if (parts === null) return undefined;
  const power = parts[2] === undefined ? 0 : "kmgt".indexOf(parts[2].toLowerCase()) + 1;
  return BigInt(parts[1] ?? "0") * 1024n ** BigInt(power);
}

function sizeFault(value: string): string | undefined {
  const size = sizeOf(value);
  if (size === undefined)
    return `\`${value}\` is no size: write a number and perhaps \`k\`, \`M\`, \`G\` or \`T\``;
  return size > UINT64_MAX ? `the size \`${value}\` is too large` : undefined;
}

type BoolList =
  | { readonly kind: "names"; readonly names: readonly string[] }
  | { readonly kind: "fault"; readonly message: string };

/** settings_parse_boollist_string: names with spaces or commas between, some in double quotes. */
export function parseBoolList(value: string): BoolList {
  const names: string[] = [];
  let name = "";
  let quoted = false;
  let closed = false;
  const fault = (message: string): BoolList => ({ kind: "fault", message });
  const finish = () => {
    if (quoted || name !== "") names.push(unescapeLabel(name));
    name = "";
    quoted = false;
    closed = false;
  };
  for (let at = 0; at < value.length; at++) {
    const char = value[at] ?? "";
    if (char === '"') {
      if (closed) return fault('a space or comma must follow a closing `"`');
      if (quoted) closed = true;
      else if (name !== "") return fault('a `"` may only open a name, not stand inside of one');
      else quoted = true;
    } else if ((char === " " || char === ",") && (!quoted || closed)) finish();
    else {
      if (char === "\\" && quoted && ++at >= value.length) return fault("the list ends with a `\\`");
      if (closed) return fault('a space or comma must follow a closing `"`');
      name += value[at] ?? "";
    }
  }
  if (quoted && !closed) return fault('a closing `"` is missing');
  finish();
  return { kind: "names", names };
}

const escapes: Readonly<Record<string, string>> = {
  "=": "\\e",
  "/": "\\s",
  "\\": "\\\\",
  " ": "\\_",
  ",": "\\+",
};

/** settings_section_escape: how doveconf stores the label of a block in a list. */
export function escapeLabel(label: string): string {
  return label === "" ? "\\." : label.replace(/[=/\\ ,]/g, (char) => escapes[char] ?? char);
}

/** settings_section_unescape. */
export function unescapeLabel(text: string): string {
  if (!text.includes("\\")) return text;
  return text.replace(/\\(.)/gs, (both, char: string) => {
    if (char === ".") return "";
    return Object.entries(escapes).find(([, escaped]) => escaped[1] === char)?.[0] ?? both;
  });
}
