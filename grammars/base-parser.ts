// What all parsers are: Chevrotain's, with the decisions of their grammars worked out beforehand.

import { EmbeddedActionsParser, type IMultiModeLexerDefinition, type TokenType } from "chevrotain";
import decisions from "./decisions.json" with { type: "json" };

/** Numbers that Chevrotain has for the methods which decide (its grammar/keys.js), part of a decision's key. */
const methods = { OR: 1 << 8, OPTION: 2 << 8, MANY: 3 << 8, AT_LEAST_ONE: 4 << 8 } as const;

export type Method = keyof typeof methods;

/** What of Chevrotain's parsers its declarations leave out. */
export interface Insides {
  selfAnalysisDone: boolean;
  readonly tokensMap: Readonly<Record<string, TokenType>>;
  readonly fullRuleNameToShort: Readonly<Record<string, number>>;
  LA_FAST(howMuch: number): { readonly tokenTypeIdx: number };
  setLaFuncCache(key: number, decide: Decide): void;
  getLaFuncFromCache(key: number): Decide | undefined;
}

type Decide = (this: Pick<Insides, "LA_FAST">) => number | boolean | undefined;

/**
 * Before its first input Chevrotain runs a parser once without one, to record its grammar, and works out which token leads
 * where. `decisions.json` has that (`npm run decisions`); only `checked` parsers go the long way, which validates a grammar.
 */
export abstract class BaseParser extends EmbeddedActionsParser {
  private readonly grammar: keyof typeof decisions;
  private readonly checked: boolean;

  constructor(
    grammar: keyof typeof decisions,
    tokens: readonly TokenType[] | IMultiModeLexerDefinition,
    checked: boolean,
  ) {
    super("modes" in tokens ? tokens : [...tokens], {
      skipValidations: !checked,
      recoveryEnabled: false,
      maxLookahead: 1,
    });
    this.grammar = grammar;
    this.checked = checked;
  }

  protected override performSelfAnalysis(): void {
    if (this.checked) super.performSelfAnalysis();
    else useDecisions(this as unknown as Insides, decisions[this.grammar]);
  }
}

/** For each rule and each place in it that decides: the tokens that lead on, for `OR` those of each alternative. */
type Decisions = Readonly<Record<string, Readonly<Record<string, readonly (readonly string[])[]>>>>;

function useDecisions(parser: Insides, rules: Decisions): void {
  for (const rule in rules)
    for (const place in rules[rule])
      parser.setLaFuncCache(keyOf(parser, rule, place), deciding(parser, place, rules[rule][place] ?? []));
  parser.selfAnalysisDone = true;
}

/** `place`: a method and its number, as in `OR`, `OR2`. */
export function keyOf({ fullRuleNameToShort }: Insides, rule: string, place: string): number {
  const last = place.charCodeAt(place.length - 1) - 48;
  const numbered = last >= 0 && last <= 9;
  const method = (numbered ? place.slice(0, -1) : place) as Method;
  return (fullRuleNameToShort[rule] ?? 0) | methods[method] | (numbered ? last : 0);
}

function deciding({ tokensMap }: Insides, place: string, ways: readonly (readonly string[])[]): Decide {
  const chooses = place.startsWith("OR");
  const found: Record<number, number | true> = {};
  for (const [way, names] of ways.entries())
    for (const name of names) found[tokensMap[name]?.tokenTypeIdx ?? 0] = chooses ? way : true;
  return function decide() {
    return found[this.LA_FAST(1).tokenTypeIdx];
  };
}
