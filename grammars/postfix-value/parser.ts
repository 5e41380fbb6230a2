// Parser of Postfix's value languages, one entry rule each. Every text gives an AST: what a daemon would refuse in it is
// for the model and the rules to say.

import type { IToken, Lexer, TokenType } from "chevrotain";
import { oncePerText } from "../../src/once.ts";
import { createLexer } from "../base-lexer.ts";
import { BaseParser } from "../base-parser.ts";
import type { CipherItem, MatchItem, Part, ProtocolItem, Restriction } from "./ast.ts";
import {
  Add,
  AtLeast,
  AtMost,
  allTokens,
  Caller,
  Command,
  cipherTokens,
  Exclude,
  Include,
  Move,
  Name,
  protocolTokens,
  Remove,
  restrictionTokens,
  Table,
  WarnIfReject,
  Word,
  wordTokens,
} from "./tokens.ts";

export class PostfixValueParser extends BaseParser {
  constructor(checked: boolean) {
    super("postfix-value", allTokens, checked);
    this.performSelfAnalysis();
  }

  restrictions = this.RULE("restrictions", (): Restriction[] => {
    const steps: Restriction[] = [];
    this.MANY(() => {
      steps.push(this.SUBRULE(this.restriction));
    });
    return steps;
  });

  restriction = this.RULE(
    "restriction",
    (): Restriction =>
      this.OR<Restriction>([
        { ALT: () => ({ kind: "warn", name: part(this.CONSUME(WarnIfReject)) }) },
        { ALT: () => this.SUBRULE(this.call) },
        { ALT: () => ({ kind: "table", table: part(this.CONSUME(Table)) }) },
        { ALT: () => ({ kind: "name", name: part(this.CONSUME(Name)) }) },
      ]),
  );

  call = this.RULE("call", (): Restriction => {
    const name = part(this.CONSUME(Caller));
    const argument = this.OPTION(() => this.SUBRULE(this.anyWord));
    return { kind: "call", name, argument };
  });

  /** The word after a caller is its argument, whatever it looks like. */
  anyWord = this.RULE(
    "anyWord",
    (): Part =>
      this.OR<Part>([
        { ALT: () => part(this.CONSUME(WarnIfReject)) },
        { ALT: () => part(this.CONSUME(Caller)) },
        { ALT: () => part(this.CONSUME(Table)) },
        { ALT: () => part(this.CONSUME(Name)) },
      ]),
  );

  words = this.RULE("words", (): Part[] => {
    const words: Part[] = [];
    this.MANY(() => {
      words.push(part(this.CONSUME(Word)));
    });
    return words;
  });

  protocols = this.RULE("protocols", (): ProtocolItem[] => {
    const items: ProtocolItem[] = [];
    this.MANY(() => {
      items.push(
        this.OR<ProtocolItem>([
          { ALT: () => protocolItem("at-least", this.CONSUME(AtLeast), 2) },
          { ALT: () => protocolItem("at-most", this.CONSUME(AtMost), 2) },
          { ALT: () => protocolItem("exclude", this.CONSUME(Exclude), 1) },
          { ALT: () => protocolItem("include", this.CONSUME(Include), 0) },
        ]),
      );
    });
    return items;
  });

  ciphers = this.RULE("ciphers", (): CipherItem[] => {
    const items: CipherItem[] = [];
    this.MANY(() => {
      items.push(
        this.OR<CipherItem>([
          { ALT: () => cipherItem("command", this.CONSUME(Command), 1) },
          { ALT: () => cipherItem("remove", this.CONSUME(Remove), 1) },
          { ALT: () => cipherItem("move", this.CONSUME(Move), 1) },
          { ALT: () => cipherItem("add", this.CONSUME(Add), 0) },
        ]),
      );
    });
    return items;
  });
}

function part(token: IToken, skip = 0): Part {
  const start = token.startOffset + skip;
  return { text: token.image.slice(skip), start, end: token.startOffset + token.image.length };
}

function protocolItem(kind: ProtocolItem["kind"], token: IToken, skip: number): ProtocolItem {
  return { kind, version: part(token, skip), whole: part(token) };
}

function cipherItem(kind: CipherItem["kind"], token: IToken, skip: number): CipherItem {
  return { kind, name: part(token, skip), whole: part(token) };
}

const lexers = new Map<readonly TokenType[], Lexer>();
let parser: PostfixValueParser | undefined;

function parserOf(tokens: readonly TokenType[], text: string): PostfixValueParser {
  let lexer = lexers.get(tokens);
  if (lexer === undefined) {
    lexer = createLexer(tokens, false);
    lexers.set(tokens, lexer);
  }
  parser ??= new PostfixValueParser(false);
  parser.input = lexer.tokenize(text).tokens;
  return parser;
}

/** Characters of the values, of each kind, whose trees are kept: services, rules and hosts ask for the same ones. */
const kept = 256 * 1024;

/** An access restriction list: `smtpd_recipient_restrictions`, a restriction class, an access table's result. */
export const parseRestrictions = oncePerText(kept, (text): readonly Restriction[] =>
  parserOf(restrictionTokens, text).restrictions(),
);

/** The words of a list as mystrtokq() with braces gives them; `offset` is added to the positions. */
export function parseWords(text: string, offset = 0): readonly Part[] {
  const words = wordsIn(text);
  return offset === 0 ? words : words.map((word) => shifted(word, offset));
}

const wordsIn = oncePerText(kept, (text): readonly Part[] => parserOf(wordTokens, text).words());

function shifted(word: Part, offset: number): Part {
  return { text: word.text, start: word.start + offset, end: word.end + offset };
}

/** A match list: `mynetworks`, `relay_domains`, `smtpd_authorized_xclient_hosts` (match_list.c, match_list_parse). */
export const parseMatchList = oncePerText(kept, (text): readonly MatchItem[] =>
  parseWords(text).map((whole) => {
    const bangs = /^!*/.exec(whole.text)?.[0].length ?? 0;
    const pattern = {
      text: whole.text.slice(bangs),
      start: whole.start + bangs,
      end: whole.end,
    };
    // MATCH_DICTIONARY of match_list.h: a colon outside of brackets makes a table.
    const kind = pattern.text.startsWith("/")
      ? "file"
      : !pattern.text.startsWith("[") && pattern.text.includes(":")
        ? "table"
        : "pattern";
    return { kind, negated: bangs % 2 === 1, pattern, whole };
  }),
);

/** A TLS protocol list: `!SSLv2, !SSLv3`, `>=TLSv1.2` (tls_misc.c, tls_proto_mask_lims). */
export const parseProtocols = oncePerText(kept, (text): readonly ProtocolItem[] =>
  parserOf(protocolTokens, text).protocols(),
);

/** An OpenSSL cipher string (ciphers(1ssl)) or a list of excluded ciphers. */
export const parseCiphers = oncePerText(kept, (text): readonly CipherItem[] =>
  parserOf(cipherTokens, text).ciphers(),
);
