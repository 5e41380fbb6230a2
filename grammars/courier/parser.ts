// Parser of Courier's shell files (POSIX.1-2017, XCU 2.3 and 2.9; dash(1)). Total: any text gives statements.

import type { IToken, Lexer, TokenType } from "chevrotain";
import type { SourceFile } from "../../src/source.ts";
import { createLexer } from "../base-lexer.ts";
import { BaseParser } from "../base-parser.ts";
import type { CourierAst } from "./ast.ts";
import { statementsOf } from "./statements.ts";
import {
  Alternative,
  allTokens,
  Blank,
  DoubleQuoted,
  Escape,
  Lone,
  Newline,
  OpenDouble,
  OpenSingle,
  Operator,
  Rest,
  Semicolon,
  SingleQuoted,
  Substitution,
  Text,
  Variable,
} from "./tokens.ts";

/** One command as written: its words, and the operators between them. */
export interface RawCommand {
  readonly words: readonly (readonly IToken[])[];
  /** `&&`, `|`, `(`, `<` and their kin: more than a simple command. */
  readonly operators: readonly IToken[];
}

const partTokens: readonly TokenType[] = [
  Text,
  SingleQuoted,
  DoubleQuoted,
  Variable,
  Alternative,
  Substitution,
  Escape,
  Lone,
  OpenSingle,
  OpenDouble,
  Rest,
];

export class CourierParser extends BaseParser {
  private readonly partAlternatives = partTokens.map((type) => ({ ALT: () => this.CONSUME(type) }));

  constructor(checked: boolean) {
    super("courier", allTokens, checked);
    this.performSelfAnalysis();
  }

  /** file = { Newline | ";" | Blank | command } */
  file = this.RULE("file", (): RawCommand[] => {
    const commands: RawCommand[] = [];
    // A semicolon ends a command; where there is none it is an error.
    let open = false;
    this.MANY(() => {
      this.OR([
        {
          ALT: () => {
            this.CONSUME(Newline);
            open = false;
          },
        },
        {
          ALT: () => {
            const token = this.CONSUME(Semicolon);
            if (!open) commands.push({ words: [], operators: [token] });
            open = false;
          },
        },
        { ALT: () => this.CONSUME(Blank) },
        {
          ALT: () => {
            const command = this.SUBRULE(this.command);
            commands.push(command);
            this.ACTION(() => {
              open ||= saysSomething(command);
            });
          },
        },
      ]);
    });
    return commands;
  });

  /** command = (word | operator) { Blank | word | operator } */
  command = this.RULE("command", (): RawCommand => {
    const words: IToken[][] = [];
    const operators: IToken[] = [];
    this.AT_LEAST_ONE(() => {
      this.OR([
        {
          ALT: () => {
            operators.push(this.CONSUME(Operator));
          },
        },
        {
          ALT: () => {
            words.push(this.SUBRULE(this.word));
          },
        },
      ]);
      this.OPTION(() => this.CONSUME(Blank));
    });
    return { words, operators };
  });

  /** word = part { part }, without a blank between */
  word = this.RULE("word", (): IToken[] => {
    const parts: IToken[] = [];
    this.AT_LEAST_ONE(() => {
      parts.push(this.OR(this.partAlternatives));
    });
    return parts;
  });
}

/** A line end that is taken out is no command. */
function saysSomething({ words, operators }: RawCommand): boolean {
  return operators.length > 0 || words.some((word) => word.some(({ image }) => image !== "\\\n"));
}

let lexer: Lexer | undefined;
let parser: CourierParser | undefined;

export const createCourierLexer = (checked: boolean): Lexer => createLexer(allTokens, checked);

/** Any text gives an AST; where the shell would stop a `broken` statement ends it. */
export function parseCourier(file: SourceFile): CourierAst {
  lexer ??= createCourierLexer(false);
  parser ??= new CourierParser(false);
  const tokens = readable(file.text, lexer.tokenize(file.text).tokens);
  parser.input = tokens;
  const commands = parser.file();
  parser.input = [];
  return { statements: statementsOf(file, commands) };
}

/** Up to a NUL byte, and to an operator that a joined line end tears apart: what these do differs by shell. */
function readable(text: string, tokens: IToken[]): IToken[] {
  const nul = text.indexOf("\0");
  const at = tokens.findIndex(
    (token, index) =>
      (nul !== -1 && token.startOffset + token.image.length > nul) || isTorn(token, tokens[index + 1]),
  );
  const first = tokens[at];
  if (first === undefined) return tokens;
  const rest = text.slice(first.startOffset);
  return [...tokens.slice(0, at), { ...first, ...restToken, image: rest }];
}

const restToken = { tokenType: Rest, tokenTypeIdx: Rest.tokenTypeIdx ?? 0 };

function isTorn({ tokenType }: IToken, next: IToken | undefined): boolean {
  return (tokenType === Operator || tokenType === Semicolon) && next?.image === "\\\n";
}
