// Values that the daemons refuse when they start: booleans, numbers, times, words (global/mail_conf_*.c).

import type { MasterService } from "../../grammars/postfix-master/ast.ts";
import type { Fix } from "../finding.ts";
import { nearest } from "../nearest.ts";
import { type ParameterFact, parameterFact } from "../settings/postfix.ts";
import { wordsOf } from "../settings/postfix-enums.ts";
import type { Span } from "../source.ts";
import type { Problem } from "../system.ts";
import type { PostfixConfig, PostfixValue } from "./postfix-config.ts";
import { compatibilityLevel, namesUsed } from "./postfix-expand.ts";
import { isDefined } from "./postfix-problems-names.ts";
import { overridesOf } from "./postfix-tree.ts";

export function valueProblems(config: PostfixConfig): Problem[] {
  const ofMain = config.parameters.flatMap(({ name, valueSpan, nameSpan }) =>
    check(config, name, valueSpan.end > valueSpan.start ? valueSpan : nameSpan, undefined),
  );
  const ofServices = config.services.flatMap((service) =>
    [...overridesOf(service)].flatMap(([name, { statement }]) => {
      const { value } = statement;
      return check(config, name, value.text === "" ? statement.name.span : value.span, service);
    }),
  );
  return [...ofMain, ...ofServices];
}

interface Verdict {
  readonly reason: string;
  readonly want: string;
  readonly fix?: string;
  readonly safe?: boolean;
  /** The daemon starts, and what the value is for does not work. */
  readonly broken?: boolean;
  /** The part of the value that is wrong. */
  readonly part?: string;
}

function check(
  config: PostfixConfig,
  name: string,
  span: Span,
  service: MasterService | undefined,
): Problem[] {
  const found = config.get(name, service);
  const fact = parameterFact(name) ?? serviceFact(config, name);
  if (found === undefined || found.unknown || fact === undefined) return [];
  if (namesUsed(found.raw).uses.some((use) => !isDefined(config, use.name, service))) return [];
  if (/(?:^|[ \t])#/.test(found.value) && fact.type !== "raw" && fact.type !== "str") return [];
  const verdict = judge(name, found.value, fact);
  if (verdict === undefined) return [];
  const { place, fix } = locate(found, verdict, span);
  const from = found.value === found.raw ? "" : `, which \`${found.raw.slice(0, 60)}\` expands to,`;
  const part =
    verdict.part === undefined || verdict.part === found.value ? "" : ` in \`${found.value.slice(0, 60)}\``;
  const shown = verdict.part ?? found.value.slice(0, 60);
  const effect = verdict.broken
    ? "what it is for does not work"
    : "a daemon that reads it stops when it starts";
  return [
    {
      kind: "bad-value",
      severity: "error",
      message: `\`${shown}\`${part}${from} is no valid value of \`${name}\` (${verdict.reason}): ${effect}; write ${verdict.want}`,
      span: place,
      ...(fix === undefined ? {} : { fix }),
      fatal: verdict.broken !== true,
    },
  ];
}

/** `foo_destination_rate_delay` is of the type of the default it falls back to. */
function serviceFact(config: PostfixConfig, name: string): ParameterFact | undefined {
  if (!/_(?:time_limit|limit|delay|cost|loan|discount|slots|concurrency)$/.test(name)) return undefined;
  if (!config.names().withDefault().includes(name)) return undefined;
  const type = /(?:_delay|_time_limit)$/.test(name) ? "time" : "int";
  return { type, min: 0, max: 0 };
}

function locate(found: PostfixValue, verdict: Verdict, span: Span): { place: Span; fix: Fix | undefined } {
  const { statement } = found;
  const at = verdict.part === undefined ? -1 : found.raw.indexOf(verdict.part);
  const place =
    statement === undefined || at === -1 || verdict.part === undefined
      ? span
      : statement.locate(at, at + verdict.part.length);
  const literal = found.raw === found.value && (verdict.part !== undefined ? at !== -1 : found.value !== "");
  if (verdict.fix === undefined || !literal) return { place, fix: undefined };
  const safety = verdict.safe === true ? "safe" : "unsafe";
  return {
    place,
    fix: { title: `Write \`${verdict.fix}\``, safety, edits: [{ span: place, text: verdict.fix }] },
  };
}

function judge(name: string, value: string, fact: ParameterFact): Verdict | undefined {
  if (name === "compatibility_level") return judgeLevel(value);
  switch (fact.type) {
    case "bool":
    case "nbool":
      return judgeBoolean(value);
    case "int":
    case "nint":
    case "long":
      return judgeNumber(value, fact);
    case "time":
      return judgeTime(value, fact);
    case "str":
      return judgeText(value, fact) ?? judgeWords(name, value) ?? judgeInterfaces(name, value);
    case "raw":
      return undefined;
  }
}

function judgeLevel(value: string): Verdict | undefined {
  return compatibilityLevel(value) === undefined
    ? { reason: "malformed compatibility level", want: "a number such as `3.6`" }
    : undefined;
}

const yes = ["true", "on", "1", "enable", "enabled", "y", "t"];
const no = ["false", "off", "0", "disable", "disabled", "n", "f"];

function judgeBoolean(value: string): Verdict | undefined {
  if (/^(?:yes|no)$/i.test(value)) return undefined;
  const meant = value.toLowerCase();
  const fix = yes.includes(meant) ? "yes" : no.includes(meant) ? "no" : nearest(meant, ["yes", "no"]);
  const sure = yes.includes(meant) || no.includes(meant);
  return {
    reason: "bad boolean configuration",
    want: fix === undefined ? "`yes` or `no`" : `\`${fix}\``,
    ...(fix === undefined ? {} : { fix, safe: sure }),
  };
}

function judgeNumber(value: string, fact: ParameterFact): Verdict | undefined {
  if (!/^[ \t\n\v\f\r]*[-+]?\d+$/.test(value)) {
    const [, digits, unit] = value.match(/^(\d+) ?([kmg])b?$/i) ?? [];
    const factor = { k: 1024, m: 1024 ** 2, g: 1024 ** 3 }[unit?.toLowerCase() ?? ""] ?? 0;
    const fix = digits === undefined ? undefined : String(Number(digits) * factor);
    return {
      reason: "bad numerical configuration",
      want: fix === undefined ? "a whole number" : `the number without a unit, \`${fix}\``,
      ...(fix === undefined ? {} : { fix }),
    };
  }
  const number = BigInt(value.trim());
  const most = fact.type === "long" ? 2n ** 63n : 2n ** 31n;
  if (number >= most || number < -most)
    return { reason: "bad numerical configuration", want: "a smaller number" };
  return judgeBounds(Number(number), fact);
}

function judgeBounds(number: number, { min, max }: ParameterFact): Verdict | undefined {
  if (min !== 0 && number < min) return { reason: `${number} < ${min}`, want: `at least \`${min}\`` };
  if (max > 0 && number > max) return { reason: `${number} > ${max}`, want: `at most \`${max}\`` };
  return undefined;
}

const seconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

/** conv_time() of global/conv_time.c looks at one letter behind the number, in lower case. */
function judgeTime(value: string, fact: ParameterFact): Verdict | undefined {
  const [, digits, unit = ""] = value.match(/^[ \t\n\v\f\r]*\+?(\d+)(.?)/s) ?? [];
  const want = "a number with one of the units `s`, `m`, `h`, `d`, `w`";
  if (digits === undefined) return { reason: "bad time value or unit", want };
  if (unit !== "" && seconds[unit] === undefined) {
    const fixed = value.replace(
      /^(\d+)\s*([smhdw]).*$/i,
      (_, number: string, letter: string) => number + letter.toLowerCase(),
    );
    const fix = fixed !== value && judgeTime(fixed, fact) === undefined ? fixed : undefined;
    return {
      reason: "bad time value or unit",
      want: fix === undefined ? want : `\`${fix}\``,
      ...(fix === undefined ? {} : { fix }),
    };
  }
  const number = Number(digits);
  if (number * (seconds[unit] ?? 1) >= 2 ** 31)
    return { reason: "bad time value or unit", want: "less time" };
  if (unit === "") return undefined;
  return judgeBounds(number * (seconds[unit] ?? 1), fact);
}

/** check_mail_conf_str(): bounds of a text's length. */
function judgeText(value: string, { min, max }: ParameterFact): Verdict | undefined {
  if (value.length < min) return { reason: `bad string length ${value.length} < ${min}`, want: "a value" };
  if (max > 0 && value.length > max)
    return { reason: `bad string length ${value.length} > ${max}`, want: `at most ${max} characters` };
  return undefined;
}

/** `all` and `loopback-only` have a meaning only alone; in a list they are names of hosts (own_inet_addr_init()). */
function judgeInterfaces(name: string, value: string): Verdict | undefined {
  if (name !== "inet_interfaces" || /^(?:all|loopback-only)$/.test(value)) return undefined;
  const parts = value.split(/[, \t]+/).filter((part) => part !== "");
  const part = parts.find((word) => /^(?:all|loopback-only)$/i.test(word));
  if (part === undefined) return undefined;
  const reason = `host not found: ${part}`;
  const meant = part.toLowerCase();
  if (parts.length === 1) return { reason, want: `\`${meant}\``, fix: meant, safe: true, part: value };
  const want = meant === "all" ? "`all` alone" : "`127.0.0.1, [::1]` for `loopback-only`";
  return { reason, want, part };
}

function judgeWords(name: string, value: string): Verdict | undefined {
  const known = wordsOf(name);
  if (known === undefined || value === "") return undefined;
  const parts = known.list ? value.split(/[, \t\r\n]+/).filter((part) => part !== "") : [value];
  const part = parts.find((word) => !known.words.includes(word.toLowerCase()));
  if (part === undefined) return undefined;
  const guess = nearest(part.toLowerCase(), known.words);
  return {
    reason: "unknown word",
    want:
      guess === undefined ? `one of ${known.words.map((word) => `\`${word}\``).join(", ")}` : `\`${guess}\``,
    ...(guess === undefined ? {} : { fix: guess }),
    broken: known.consequence === "broken",
    part,
  };
}
