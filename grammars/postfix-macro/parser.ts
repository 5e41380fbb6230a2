// Values with `$name` expressions (postconf(5), "main.cf file format"). Total: what Postfix refuses becomes an error part.

import type { IToken, Lexer } from "chevrotain";
import type { MacroError, MacroPart, MacroText } from "./ast.ts";
import { readExpression } from "./expression.ts";
import { Braced, createMacroLexer, Doubled, Literal, Plain, Truncated } from "./tokens.ts";

/** The language is flat, so its tokens are its grammar: a parser of its own would cost start-up time and tell nothing. */
let lexer: Lexer | undefined;

/** Deeper nesting can never expand: mac_expand() gives up at 100 levels. */
const deepest = 200;

/** Parts of `text` up to its end or the first error; `base` is added to all offsets. */
export function parseMacro(text: string, base = 0, depth = 0): MacroText {
  const nul = text.indexOf("\0");
  const source = nul === -1 ? text : text.slice(0, nul);
  if (source === "") return [];
  if (!source.includes("$"))
    return [{ kind: "literal", text: source, start: base, end: base + source.length }];
  const parts: MacroPart[] = [];
  for (const token of tokensOf(source)) {
    const part = partOf(token, source, base, depth);
    const last = parts.at(-1);
    if (part.kind === "literal" && last?.kind === "literal")
      parts[parts.length - 1] = { ...last, text: last.text + part.text, end: part.end };
    else parts.push(part);
    if (part.kind === "error") break;
  }
  return parts;
}

function tokensOf(source: string): readonly IToken[] {
  lexer ??= createMacroLexer(false);
  return lexer.tokenize(source).tokens;
}

function partOf(token: IToken, source: string, base: number, depth: number): MacroPart {
  const start = base + token.startOffset;
  const end = start + token.image.length;
  const error = (reason: string): MacroError => ({ kind: "error", reason, start, end });
  switch (token.tokenType) {
    case Literal:
      return { kind: "literal", text: token.image, start, end };
    case Doubled:
      return { kind: "literal", text: "$", start, end };
    case Plain:
      return { kind: "reference", name: token.image.slice(1), branches: undefined, start, end };
    case Braced:
      if (token.image.length === 3) return error("empty macro name");
      if (depth >= deepest) return error("unreasonable macro call nesting");
      return readExpression(token.image.slice(2, -1), start, end, depth);
    case Truncated:
      return { ...error("truncated macro reference"), end: base + source.length };
    default:
      return error("empty macro name");
  }
}
