// Syntax of other languages that main.cf takes for text: quotes, a backslash at the end of a line, times in two units.

import type { MainSetting } from "../grammars/postfix-main/ast.ts";
import { isTemplate } from "./resolve/template.ts";
import type { RuleContext } from "./rule.ts";
import { parameterFact } from "./settings/postfix.ts";
import type { Span } from "./source.ts";
import { postfixSystems, replaceFix } from "./vocabulary.ts";
import { setFix, withFix, written } from "./vocabulary-postfix.ts";

/** Values that a shell, a pattern or a person reads. */
const otherLanguage =
  /command|filter|checks$|maps?$|banner|footer|reason|characters|delimiter|_name$|environment|password|path$/;

/** `postfix/literal-quotes`. */
export function literalQuotes(context: RuleContext): void {
  for (const { config } of postfixSystems(context)) {
    for (const setting of config.parameters) {
      const { name, value } = setting;
      const type = parameterFact(name)?.type;
      if (type === undefined || type === "raw" || isTemplate(value)) continue;
      for (const [start, end] of quotedWords(value))
        if (!otherLanguage.test(name))
          quoted(context, name, value.slice(start, end), setting.locate(start, end));
      backslashes(context, setting);
    }
    for (const service of config.services)
      for (const { name, value, locate } of service.overrides) {
        if (parameterFact(name.text) === undefined || isTemplate(value.text)) continue;
        for (const [start, end] of quotedWords(value.text))
          if (!otherLanguage.test(name.text))
            quoted(context, name.text, value.text.slice(start, end), locate(start, end));
      }
  }
}

/** Words in quotes, outside of braces. */
function quotedWords(value: string): [start: number, end: number][] {
  if (value.includes("{") || !/["']/.test(value)) return [];
  return [...value.matchAll(/(?<=^|[\s,])(["'])[^"',\s]+\1(?=$|[\s,])/g)].map(({ index, 0: word }) => [
    index,
    index + word.length,
  ]);
}

function quoted(context: RuleContext, name: string, word: string, span: Span): void {
  const plain = word.slice(1, -1);
  context.report({
    span,
    message: `the quotes of \`${word}\` are part of \`${name}\`: postfix knows none; write \`${plain}\``,
    fix: replaceFix(`write \`${plain}\``, span, plain, "unsafe"),
  });
}

function backslashes(context: RuleContext, { name, line }: MainSetting): void {
  const [last] = line.pieces.slice(-1);
  for (const piece of line.pieces) {
    const text = piece.text.trimEnd();
    if (piece === last || !/(?:^|[\s,=])\\$/.test(text)) continue;
    const at = piece.at + text.length - 1;
    const span = line.locate(at, at + 1);
    context.report({
      span,
      message: `the backslash is part of \`${name}\`: a line goes on when the next one begins with white space, and needs no backslash`,
      fix: replaceFix("take the backslash out", span, "", "unsafe"),
    });
  }
}

const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

/** `postfix/time-rest-ignored`: conv_time() reads a number and one letter. */
export function restOfTimes(context: RuleContext): void {
  for (const system of postfixSystems(context)) {
    const names = new Set(system.config.parameters.map(({ name }) => name));
    for (const { overrides } of system.config.services)
      for (const { name } of overrides) names.add(name.text);
    const times = [...names].filter((name) => parameterFact(name)?.type === "time");
    for (const one of written({ systems: [system], report: context.report }, ...times)) {
      const [, number = "", unit = "", rest = ""] = /^(\d+)([smhdw])(\S.*)$/.exec(one.text) ?? [];
      if (rest === "") continue;
      const all = one.value.raw === one.text ? meant(one.text) : undefined;
      context.report({
        span: one.span,
        message: `\`${one.name} = ${one.text}\` is \`${number}${unit}\`: postfix reads one number with one unit and ignores \`${rest}\`${all === undefined ? "" : `; write \`${all}\``}`,
        ...withFix(all === undefined ? undefined : setFix(one, all, "unsafe")),
      });
    }
  }
}

/** What a time in several units, or with a unit in full, is meant to be. */
function meant(text: string): string | undefined {
  const parts = [
    ...text.toLowerCase().matchAll(/(\d{1,20})\s{0,9}([smhdw])(?:ec|in|our|ay|eek)?(?:ond|ute)?s?\s{0,9}/g),
  ];
  if (parts.map(([part]) => part).join("") !== text.toLowerCase()) return undefined;
  const [only] = parts;
  if (parts.length === 1) return `${only?.[1]}${only?.[2]}`;
  return `${parts.reduce((sum, [, number, unit = "s"]) => sum + Number(number) * (units[unit] ?? 1), 0)}s`;
}
