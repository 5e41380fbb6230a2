// Values of Dovecot 2.3 by type: what src/lib-settings/settings-parser.c takes, and as what doveconf prints it.

import type { Field } from "../settings/dovecot-23.ts";

export type Parsed =
  | { readonly kind: "value"; readonly text: string; readonly number?: bigint }
  | { readonly kind: "error"; readonly reason: string };

const UINT_MAX = 0xffff_ffffn;
const UINT64_MAX = 0xffff_ffff_ffff_ffffn;

/** `text` is the value as doveconf prints it, `number` in seconds, milliseconds, bytes, or as such. */
export function parseValue(field: Field, value: string): Parsed {
  switch (field.type) {
    case "bool":
      return parseBool(value);
    case "uint":
      return parseUint(value);
    case "uint_oct":
      return parseOctal(value);
    case "time":
      return parseTime(value, false);
    case "time_msecs":
      return parseTime(value, true);
    case "size":
      return parseSize(value);
    case "in_port":
      return parsePort(value);
    case "enum":
      return parseEnum(value, field.value ?? "");
    default:
      return { kind: "value", text: value };
  }
}

/** The default as doveconf prints it; `undefined` = an unset string. */
export function defaultText(field: Field, value: string | null | undefined): Parsed | undefined {
  if (value === null || value === undefined) return undefined;
  switch (field.type) {
    case "time":
      return { kind: "value", text: timeText(BigInt(value)), number: BigInt(value) };
    case "time_msecs":
      return { kind: "value", text: millisecondsText(BigInt(value)), number: BigInt(value) };
    case "size":
      return { kind: "value", text: sizeText(BigInt(value)), number: BigInt(value) };
    case "enum":
      return { kind: "value", text: value.split(":")[0] ?? "" };
    default:
      return parseValue(field, value);
  }
}

const error = (reason: string): Parsed => ({ kind: "error", reason });

function parseBool(value: string): Parsed {
  const lower = value.toLowerCase();
  if (lower === "yes" || lower === "y" || value === "1") return { kind: "value", text: "yes" };
  if (lower === "no") return { kind: "value", text: "no" };
  return error(`\`${value}\` is no boolean; write \`yes\` or \`no\``);
}

function parseUint(value: string): Parsed {
  if (!/^\d+$/.test(value)) return error(`\`${value}\` is no number; write decimal digits only`);
  const number = BigInt(value);
  if (number > UINT_MAX) return error(`\`${value}\` is too large, the most is 4294967295`);
  return { kind: "value", text: String(number), number };
}

/** get_octal: octal with a leading zero, else decimal. */
function parseOctal(value: string): Parsed {
  if (!value.startsWith("0")) {
    const parsed = parseUint(value);
    return parsed.kind === "value" && parsed.number !== undefined
      ? { ...parsed, text: `0${parsed.number.toString(8)}` }
      : parsed;
  }
  if (!/^[0-7]+$/.test(value) || BigInt(`0o${value}`) > UINT64_MAX)
    return error(`\`${value}\` is no octal number; write digits from 0 to 7, such as \`0600\``);
  const number = BigInt(`0o${value}`) & UINT_MAX;
  return { kind: "value", text: `0${number.toString(8)}`, number };
}

function parsePort(value: string): Parsed {
  if (!/^\d+$/.test(value) || BigInt(value) > 65_535n)
    return error(`\`${value}\` is no port; write a number from 0 to 65535`);
  return { kind: "value", text: String(BigInt(value)), number: BigInt(value) };
}

function parseEnum(value: string, allowed: string): Parsed {
  const names = allowed.split(":");
  if (names.includes(value)) return { kind: "value", text: value };
  return error(
    `\`${value}\` is none of the values it may have: ${names.map((name) => `\`${name}\``).join(", ")}`,
  );
}

const startsOneOf = (unit: string, ...names: string[]): boolean =>
  names.some((name) => name.startsWith(unit));

/** settings_get_time_full: any beginning of a unit's name stands for it, in any letter case. */
function parseTime(value: string, milliseconds: boolean): Parsed {
  const [, digits, rest] = /^(\d+) *(.*)$/s.exec(value) ?? [];
  if (digits === undefined || rest === undefined || BigInt(digits) > UINT64_MAX)
    return error(`\`${value}\` is no time; write a number and a unit, such as \`30 s\` or \`5 mins\``);
  let number = BigInt(digits);
  if (rest === "" && number !== 0n)
    return error(`\`${value}\` lacks a unit; write for example \`${value} s\` for seconds`);
  const unit = rest.toLowerCase();
  let factor = milliseconds ? 1000n : 1n;
  if (unit !== "" && startsOneOf(unit, "secs", "seconds")) factor *= 1n;
  else if (unit !== "" && startsOneOf(unit, "mins", "minutes")) factor *= 60n;
  else if (unit !== "" && startsOneOf(unit, "msecs", "mseconds", "millisecs", "milliseconds")) {
    if (!milliseconds && number % 1000n !== 0n)
      return error(`\`${value}\` is no whole number of seconds, and milliseconds are not supported here`);
    if (!milliseconds) number /= 1000n;
    factor = 1n;
  } else if (unit !== "" && startsOneOf(unit, "hours")) factor *= 3600n;
  else if (unit !== "" && startsOneOf(unit, "days")) factor *= 86_400n;
  else if (unit !== "" && startsOneOf(unit, "weeks")) factor *= 604_800n;
  else if (unit !== "")
    return error(
      `\`${value}\` is no time: \`${rest}\` is no unit; write one of \`s\`, \`mins\`, \`hours\`, \`days\`, \`weeks\``,
    );
  if (number > UINT_MAX / factor) return error(`\`${value}\` is too long a time`);
  number *= factor;
  return { kind: "value", text: milliseconds ? millisecondsText(number) : timeText(number), number };
}

const sizeUnits: Readonly<Record<string, bigint>> = {
  k: 1024n,
  m: 1024n ** 2n,
  g: 1024n ** 3n,
  t: 1024n ** 4n,
};

/** settings_get_size: `10`, `10B`, `10k`, `10 MB`, `10GiB`. */
function parseSize(value: string): Parsed {
  const [, digits, unit] = /^(\d+) *(|b|[kmgt]i?b?)$/i.exec(value) ?? [];
  if (digits === undefined || unit === undefined || BigInt(digits) > UINT64_MAX)
    return error(`\`${value}\` is no size; write a number and a unit, such as \`512 k\` or \`10 M\``);
  const factor = sizeUnits[unit.slice(0, 1).toLowerCase()] ?? 1n;
  const number = BigInt(digits) * factor;
  if (BigInt(digits) > UINT64_MAX / factor) return error(`\`${value}\` is too large a size`);
  return { kind: "value", text: sizeText(number), number };
}

/** config_export_size in src/config/config-request.c. */
function sizeText(size: bigint): string {
  if (size === 0n) return "0";
  const suffixes = ["B", "k", "M", "G", "T"];
  let at = 0;
  let rest = size;
  while (at < 4 && rest % 1024n === 0n) {
    at++;
    rest /= 1024n;
  }
  return `${rest} ${suffixes[at]}`;
}

/** config_export_time. */
function timeText(seconds: bigint): string {
  if (seconds === 0n) return "0";
  let rest = seconds;
  let unit = "secs";
  for (const [factor, name] of [
    [60n, "mins"],
    [60n, "hours"],
    [24n, "days"],
    [7n, "weeks"],
  ] as const) {
    if (rest % factor !== 0n) break;
    rest /= factor;
    unit = name;
  }
  return `${rest} ${unit}`;
}

function millisecondsText(milliseconds: bigint): string {
  return milliseconds % 1000n === 0n ? timeText(milliseconds / 1000n) : `${milliseconds} ms`;
}
