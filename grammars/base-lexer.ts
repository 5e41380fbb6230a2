// How all lexers are built.

import { type IMultiModeLexerDefinition, Lexer, type TokenType } from "chevrotain";

/**
 * `checked`: Chevrotain validates the tokens and works out which of them can begin with which character; a test builds all
 * lexers so. The product goes without: on files of the usual size the analysis costs more than it saves.
 */
export function createLexer(
  tokens: readonly TokenType[] | IMultiModeLexerDefinition,
  checked: boolean,
): Lexer {
  return new Lexer("modes" in tokens ? tokens : [...tokens], {
    positionTracking: "onlyOffset",
    ...(checked ? { ensureOptimizations: true } : { skipValidations: true, safeMode: true }),
  });
}
