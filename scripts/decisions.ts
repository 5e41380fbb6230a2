// Writes grammars/decisions.json, what the parsers decide by which token, from Chevrotain's analysis: `npm run decisions`.

import { writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import type { BaseParser, Insides, Method } from "../grammars/base-parser.ts";
import { keyOf } from "../grammars/base-parser.ts";
import { CourierParser } from "../grammars/courier/parser.ts";
import { AccessParser } from "../grammars/courier-access/parser.ts";
import { AuthrcParser } from "../grammars/courier-authrc/parser.ts";
import { buildDovecotEngine } from "../grammars/dovecot/parser.ts";
import { DovecotExtParser } from "../grammars/dovecot-ext/parser.ts";
import { LineParser } from "../grammars/postfix-main/lines.ts";
import { PostfixValueParser } from "../grammars/postfix-value/parser.ts";

/** Parsers by their grammars; `checked` ones go through Chevrotain's analysis. */
export const parsers: Readonly<Record<string, (checked: boolean) => BaseParser>> = {
  courier: (checked) => new CourierParser(checked),
  "courier-access": (checked) => new AccessParser(checked),
  "courier-authrc": (checked) => new AuthrcParser(checked),
  dovecot: (checked) => buildDovecotEngine("2.4", checked).parser,
  "dovecot-ext": (checked) => new DovecotExtParser(checked),
  "postfix-main": (checked) => new LineParser(checked),
  "postfix-value": (checked) => new PostfixValueParser(checked),
};

const methods: readonly Method[] = ["OR", "OPTION", "MANY", "AT_LEAST_ONE"];
const places = methods.flatMap((method) =>
  Array.from({ length: 10 }, (_, number) => `${method}${number || ""}`),
);

type Ways = readonly (readonly string[])[];

/** Each decision of a parser, asked with each of its tokens. */
export function decisionsOf(parser: BaseParser): Record<string, Record<string, Ways>> {
  const insides = parser as unknown as Insides;
  return Object.fromEntries(
    Object.keys(insides.fullRuleNameToShort).flatMap((rule) => {
      const decided = places.flatMap((place) => {
        const ways = waysOf(insides, keyOf(insides, rule, place));
        return ways === undefined ? [] : [[place, ways] as const];
      });
      return decided.length === 0 ? [] : [[rule, Object.fromEntries(decided)]];
    }),
  );
}

function waysOf(insides: Insides, key: number): Ways | undefined {
  const decide = insides.getLaFuncFromCache(key);
  if (decide === undefined) return undefined;
  const ways: string[][] = [];
  for (const [name, { tokenTypeIdx = 0 }] of Object.entries(insides.tokensMap)) {
    const answer = decide.call({ LA_FAST: () => ({ tokenTypeIdx }) });
    if (answer === undefined || answer === false) continue;
    const way = Number(answer === true ? 0 : answer);
    while (ways.length <= way) ways.push([]);
    ways[way]?.push(name);
  }
  return ways;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const all = Object.entries(parsers).map(([grammar, build]) => [grammar, decisionsOf(build(true))] as const);
  writeFileSync("grammars/decisions.json", `${JSON.stringify(Object.fromEntries(all), undefined, 2)}\n`);
}
