// master.cf: logical lines as in main.cf, eight columns and the daemon's arguments in each (master(5)).

import type { Lexer } from "chevrotain";
import { oncePer } from "../../src/once.ts";
import type { SourceFile } from "../../src/source.ts";
import type { LogicalLine } from "../postfix-main/ast.ts";
import { isSpace, logicalLines } from "../postfix-main/lines.ts";
import { readArguments } from "./arguments.ts";
import type { MasterAst, MasterService, MasterStatement, MasterWord } from "./ast.ts";
import { createServiceLexer } from "./tokens.ts";

/** A service is a list of words, so the tokens are the grammar: a parser of its own would cost start-up time. */
let lexer: Lexer | undefined;

/** Never throws: what the daemon refuses or skips becomes a `junk` statement. */
export const parseMaster = oncePer(
  (file: SourceFile): MasterAst => ({ statements: logicalLines(file).map(statementOf) }),
);

function statementOf(line: LogicalLine): MasterStatement {
  if (isSpace(line.text[0])) return junk(line, "logical line must not start with whitespace", false);
  const words = wordsOf(line);
  const [name, type, priv, unprivileged, chroot, wakeup, maxproc, command, ...args] = words;
  if (
    name === undefined ||
    type === undefined ||
    priv === undefined ||
    unprivileged === undefined ||
    chroot === undefined ||
    wakeup === undefined ||
    maxproc === undefined ||
    command === undefined
  )
    return junk(line, "bad field count", true);
  const fields = { name, type, private: priv, unprivileged, chroot, wakeup, maxproc, command };
  const service: MasterService = {
    kind: "service",
    span: line.span,
    ...fields,
    args,
    ...readArguments(line, args),
    line,
  };
  return service;
}

function junk(line: LogicalLine, reason: string, fatal: boolean): MasterStatement {
  return { kind: "junk", span: line.span, reason, fatal, line };
}

function wordsOf(line: LogicalLine): MasterWord[] {
  lexer ??= createServiceLexer(false);
  const nul = line.text.indexOf("\0");
  const text = nul === -1 ? line.text : line.text.slice(0, nul);
  return lexer.tokenize(text).tokens.map(({ image, startOffset }) => ({
    text: image,
    at: startOffset,
    span: line.locate(startOffset, startOffset + image.length),
  }));
}
