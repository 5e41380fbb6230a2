// Every grammar that there is: those of files, and those of values.

import { parseCourier } from "../../grammars/courier/parser.ts";
import { parseAccess } from "../../grammars/courier-access/parser.ts";
import { parseAuthrc } from "../../grammars/courier-authrc/parser.ts";
import { parseDovecot } from "../../grammars/dovecot/parser.ts";
import { parseDovecotExt } from "../../grammars/dovecot-ext/parser.ts";
import { parseMacro } from "../../grammars/postfix-macro/parser.ts";
import { parseMain } from "../../grammars/postfix-main/parser.ts";
import { parseMaster } from "../../grammars/postfix-master/parser.ts";
import {
  parseCiphers,
  parseMatchList,
  parseProtocols,
  parseRestrictions,
} from "../../grammars/postfix-value/parser.ts";
import { parseTable } from "../../grammars/postfix-value/table.ts";
import type { Dialect, SourceFile, Span } from "../../src/source.ts";

type Parse = (file: SourceFile) => { readonly statements: readonly { readonly span: Span }[] };

export const files: readonly (readonly [string, Dialect, Parse])[] = [
  ["dovecot 2.3", "dovecot", (file) => parseDovecot(file, "2.3")],
  ["dovecot 2.4", "dovecot", (file) => parseDovecot(file, "2.4")],
  ["dovecot-ext", "dovecot-ext", parseDovecotExt],
  ["postfix-main", "postfix-main", parseMain],
  ["postfix-master", "postfix-master", parseMaster],
  ["courier", "courier", parseCourier],
  ["courier-access", "courier-access", parseAccess],
  ["courier-authrc", "courier-authrc", parseAuthrc],
];

export const values: readonly (readonly [string, (text: string) => unknown])[] = [
  ["macros", (text) => parseMacro(text)],
  ["restrictions", parseRestrictions],
  ["match list", parseMatchList],
  ["protocols", parseProtocols],
  ["ciphers", parseCiphers],
  ["table", (text) => parseTable(text)],
];
