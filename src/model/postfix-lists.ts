// Restriction lists that thousands of services share: what is worked out of one holds for all that leave its words alone.

import type { MasterService } from "../../grammars/postfix-master/ast.ts";
import type { Restriction } from "../../grammars/postfix-value/ast.ts";
import { parseRestrictions } from "../../grammars/postfix-value/parser.ts";
import { oncePer, oncePerKey } from "../once.ts";
import type { PostfixConfig, PostfixValue } from "../resolve/postfix-config.ts";
import { overridesOf } from "../resolve/postfix-tree.ts";
import { textValue } from "./postfix-values.ts";

export interface RestrictionClass {
  readonly steps: readonly Restriction[];
  readonly value: PostfixValue;
}

/** The class of a name; `undefined` = `smtpd_restriction_classes` has no such one. */
export type Classes = (name: string) => RestrictionClass | undefined;

const register = "smtpd_restriction_classes";
const namesIn = oncePer((_config: PostfixConfig) =>
  oncePerKey((text: string) => new Set(text.split(/[\s,]+/).filter((name) => name !== ""))),
);
const classOf = oncePer(
  (value: PostfixValue): RestrictionClass => ({ steps: parseRestrictions(value.value), value }),
);

/** The classes as a service has them, each looked up when a list names it. */
export function restrictionClasses(config: PostfixConfig, service: MasterService): Classes {
  const names = namesIn(config)(textValue(config, register, service) ?? "");
  return (name) => {
    const value = names.has(name) ? config.get(name, service) : undefined;
    return value === undefined ? undefined : classOf(value);
  };
}

interface List {
  readonly config: PostfixConfig;
  readonly service: MasterService;
  readonly value: PostfixValue;
}

interface Known<Answer> {
  readonly answer: Answer;
  /** The parameters whose values it rests on, beside that of the list. */
  readonly names: ReadonlySet<string>;
}

/**
 * The answer of `work` to a list and its classes, kept for the services that have the same list and set nothing to which its
 * classes refer; `circumstances` are equal where all else is that counts.
 */
export function perList<Answer>(): (
  list: List,
  circumstances: string,
  work: (classes: Classes) => Answer,
) => Answer {
  const known = oncePer((_config: PostfixConfig) =>
    oncePer((_value: PostfixValue) => new Map<string, Known<Answer>>()),
  );
  return ({ config, service, value }, circumstances, work) => {
    const ofValue = known(config)(value);
    const before = ofValue.get(circumstances);
    if (before !== undefined && !setsOneOf(service, before.names)) return before.answer;
    const asked = [register];
    const classes = restrictionClasses(config, service);
    const answer = work((name) => {
      const found = classes(name);
      if (found !== undefined) asked.push(name);
      return found;
    });
    const names = new Set(asked.flatMap((name) => [name, ...config.refersTo(name)]));
    if (before === undefined && !setsOneOf(service, names)) ofValue.set(circumstances, { answer, names });
    return answer;
  };
}

function setsOneOf(service: MasterService, names: ReadonlySet<string>): boolean {
  if (names.has("process_name") || names.has("service_name")) return true;
  for (const name of overridesOf(service).keys()) if (names.has(name)) return true;
  return false;
}
