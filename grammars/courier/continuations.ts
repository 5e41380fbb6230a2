// A backslash at the end of a line joins it with the next one, even inside of a name (POSIX.1-2017, XCU 2.2.1).

import type { IToken } from "chevrotain";
import { Escape, Lone, Substitution, Text, Variable } from "./tokens.ts";

const isContinuation = (token: IToken | undefined): boolean =>
  token?.tokenType === Escape && token.image === "\\\n";

/** The words without line ends that the shell takes out; words that are nothing else vanish. */
export function withoutContinuations(words: readonly (readonly IToken[])[]): readonly (readonly IToken[])[] {
  return words
    .map((word) => (word.some(isContinuation) ? joined(word) : word))
    .filter((word, at) => word.length > 0 || (words[at]?.length ?? 0) === 0);
}

function joined(word: readonly IToken[]): readonly IToken[] {
  const result: IToken[] = [];
  for (const [at, token] of word.entries()) {
    if (isContinuation(token)) continue;
    const last = result.at(-1);
    const continued = isContinuation(word[at - 1]);
    if (continued && last !== undefined && growsName(last, token)) {
      // `$NA\` + `ME` is `$NAME`: its value is looked up under a name that no token holds.
      result.push({ ...token, tokenType: Substitution });
    } else if (continued && last?.tokenType === Text && token.tokenType === Text) {
      result[result.length - 1] = { ...last, image: last.image + token.image };
    } else result.push(token);
  }
  return result;
}

function growsName(last: IToken, token: IToken): boolean {
  if (last.tokenType === Lone) return true;
  return last.tokenType === Variable && !last.image.startsWith("${") && /^\w/.test(token.image);
}
