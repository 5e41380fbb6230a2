// The words in which checks of Dovecot 2.4's settings are written.

import type { Failure, Settings } from "./dovecot-24-checks.ts";

export type Check = (settings: Settings) => Failure | undefined;

export const zero =
  (name: string, instead = ""): Check =>
  ({ number }) =>
    number(name) === 0 ? { message: `\`${name}\` must not be 0${instead}`, of: [name] } : undefined;

export const unlimitedInstead = "; write `unlimited` if there is to be no limit";

export function between(name: string, least: number, most: number): Check {
  return ({ number }) => {
    const value = number(name);
    return value !== undefined && (value < least || value > most)
      ? { message: `\`${name}\` must be between ${least} and ${most}`, of: [name] }
      : undefined;
  };
}

/** Names in a list, in any letter case unless `exact`. */
export function names(name: string, known: readonly string[], exact = false): Check {
  return ({ knownOf }) => {
    const wrong = knownOf(name).find((item) => !known.includes(exact ? item : item.toLowerCase()));
    return wrong === undefined
      ? undefined
      : {
          message: `\`${name}\` has no \`${wrong}\`${known.length === 0 ? "" : `, but ${known.map((one) => `\`${one}\``).join(", ")}`}`,
          of: [name],
        };
  };
}

export function all(...checks: readonly Check[]): Check {
  return (settings) => {
    for (const check of checks) {
      const failure = check(settings);
      if (failure !== undefined) return failure;
    }
    return undefined;
  };
}

export function atLeast(name: string, least: number): Check {
  return ({ number }) =>
    (number(name) ?? least) < least
      ? { message: `\`${name}\` must be at least ${least}`, of: [name] }
      : undefined;
}

export const oneCharacter =
  (name: string): Check =>
  ({ text }) => {
    const value = text(name);
    return value !== undefined && new TextEncoder().encode(value).length > 1
      ? { message: `\`${name}\` must be a single character`, of: [name] }
      : undefined;
  };
