// Parser of dovecot.conf, after config_parse_line in src/config/config-parser.c of 2.3 and 2.4. Total and flat.

import type { IToken, Lexer } from "chevrotain";
import { oncePer } from "../../src/once.ts";
import type { SourceFile } from "../../src/source.ts";
import { createLexer } from "../base-lexer.ts";
import { BaseParser } from "../base-parser.ts";
import type { DovecotAst, DovecotStatement, Flavour } from "./ast.ts";
import { type Plain, plain } from "./plain.ts";
import { closeOf, groupOf, headerOf, includeOf, type Place, settingOf } from "./statements.ts";
import { type Vocabulary, vocabulary } from "./tokens.ts";

const nowhere: Place = {
  file: { path: "", text: "", dialect: "dovecot" },
  flavour: "2.3",
  shift: 0,
  floor: 0,
};

class DovecotParser extends BaseParser {
  place = nowhere;
  readonly file: () => DovecotStatement[];

  constructor(tokens: Vocabulary, checked: boolean) {
    super("dovecot", tokens.lexer, checked);
    const { Key, Include, Close, GroupOpen, Name, Label, Brace, Rest } = tokens;

    const setting = this.RULE("setting", (): DovecotStatement => {
      const key = this.CONSUME(Key);
      const rest = this.OPTION(() => this.CONSUME(Rest));
      return this.ACTION(() => settingOf(this.place, key, rest));
    });
    const include = this.RULE("include", (): DovecotStatement => {
      const keyword = this.CONSUME(Include);
      const rest = this.OPTION(() => this.CONSUME(Rest));
      return this.ACTION(() => includeOf(this.place, keyword, rest));
    });
    const header = this.RULE("header", (): DovecotStatement => {
      const name = this.CONSUME(Name);
      const labels: IToken[] = [];
      this.MANY(() => {
        labels.push(this.CONSUME(Label));
      });
      let brace: IToken | undefined;
      let rest: IToken | undefined;
      // Neither of them at the end of a file that lacks its last line feed.
      this.OPTION(() => {
        brace = this.CONSUME(Brace);
      });
      this.OPTION1(() => {
        rest = this.CONSUME(Rest);
      });
      return this.ACTION(() => headerOf(this.place, name, labels, brace, rest));
    });
    this.file = this.RULE("file", (): DovecotStatement[] => {
      const statements: DovecotStatement[] = [];
      this.MANY(() => {
        const statement = this.OR([
          { ALT: () => this.SUBRULE(setting) },
          { ALT: () => this.SUBRULE(include) },
          { ALT: () => this.SUBRULE(header) },
          {
            ALT: () => {
              const brace = this.CONSUME(Close);
              return this.ACTION(() => closeOf(this.place, brace));
            },
          },
          {
            ALT: () => {
              const open = this.CONSUME(GroupOpen);
              return this.ACTION(() => groupOf(this.place, open));
            },
          },
        ]);
        statements.push(statement);
      });
      return statements;
    });
    this.performSelfAnalysis();
  }
}

interface Engine {
  readonly lexer: Lexer;
  readonly parser: DovecotParser;
}

/** With `checked` a faulty grammar throws; the product builds without, on first use. */
export function buildDovecotEngine(flavour: Flavour, checked: boolean): Engine {
  const tokens = vocabulary(flavour);
  return { lexer: createLexer(tokens.lexer, checked), parser: new DovecotParser(tokens, checked) };
}

const engines = new Map<Flavour, Engine>();

function statementsOf(text: string, place: Place): DovecotStatement[] {
  let engine = engines.get(place.flavour);
  if (engine === undefined) {
    engine = buildDovecotEngine(place.flavour, false);
    engines.set(place.flavour, engine);
  }
  engine.parser.place = place;
  engine.parser.input = engine.lexer.tokenize(text).tokens;
  const statements = engine.parser.file();
  engine.parser.place = nowhere;
  return statements;
}

/** Any text gives an AST; what the daemon refuses is a `junk` statement. */
export function parseDovecot(file: SourceFile, flavour: Flavour): DovecotAst {
  return parsedAs[flavour](file);
}

const parsedAs: Readonly<Record<Flavour, (file: SourceFile) => DovecotAst>> = {
  "2.3": oncePer((file) => parsed(file, "2.3")),
  "2.4": oncePer((file) => parsed(file, "2.4")),
};

function parsed(file: SourceFile, flavour: Flavour): DovecotAst {
  const { text, tail, ambiguous } = plain(file.text, flavour);
  return {
    statements: statementsOf(text, { file, flavour, shift: 0, floor: 0 }),
    tail:
      tail === undefined || tail.text === ""
        ? undefined
        : { text: tail.text, span: { file, start: tail.start, end: tail.end } },
    ambiguous: ambiguous.map((at) => ({ file, start: at, end: at + 1 })),
  };
}

/**
 * What `tail`, left over at the end of the file read before, becomes with the line of `file` at `offset`: a statement up to
 * offset `end` (its spans lie in `file`), a longer tail, or neither when an empty or comment line drops it.
 */
export interface Continued {
  readonly statement: DovecotStatement | undefined;
  readonly tail: string | undefined;
  readonly end: number;
}

/** A continuation crosses the end of an included file: the next line read, in whatever file, belongs to it. */
export function continueDovecot(tail: string, file: SourceFile, offset: number, flavour: Flavour): Continued {
  const rest = file.text.slice(offset);
  if (rest === "") return { statement: undefined, tail, end: offset };
  const known: Plain = plain(rest, flavour);
  const stop = known.text.indexOf("\n");
  const end = stop === -1 ? known.text.length : stop;
  if (known.tail !== undefined && known.tail.start <= end)
    return {
      statement: undefined,
      tail: known.tail.text === "" ? tail : `${tail} ${known.tail.text}`,
      end: file.text.length,
    };
  const line = known.text.slice(0, end);
  if (/^[ \t\v\f\r]*(?:#|$)/.test(line)) return { statement: undefined, tail: undefined, end: offset + end };
  const text = `${tail}\0${line.replace(/^[ \t]+/, (lead) => "\0".repeat(lead.length))}`;
  const place = { file, flavour, shift: offset - tail.length - 1, floor: offset };
  return { statement: statementsOf(text, place)[0], tail: undefined, end: offset + end };
}
