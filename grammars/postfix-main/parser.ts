// main.cf: each logical line is `name = value`, a broken one, or text that has no line to continue (postconf(5)).

import type { SourceFile } from "../../src/source.ts";
import type { LogicalLine, MainAst, MainStatement } from "./ast.ts";
import { isSpace, logicalLines, splitNameValue } from "./lines.ts";

/** Never throws: what the daemon refuses or skips becomes a `junk` statement. */
export function parseMain(file: SourceFile): MainAst {
  return { statements: logicalLines(file).map(statementOf) };
}

function statementOf(line: LogicalLine): MainStatement {
  if (isSpace(line.text[0]))
    return {
      kind: "junk",
      span: line.span,
      line,
      reason: "logical line must not start with whitespace",
      fatal: false,
    };
  const split = splitNameValue(line.text);
  if (split.kind === "error")
    return { kind: "junk", span: line.span, line, reason: split.reason, fatal: true };
  const { name, value } = split;
  return {
    kind: "setting",
    span: line.locate(name.start, Math.max(value.end, name.end)),
    name: line.text.slice(name.start, name.end),
    nameSpan: line.locate(name.start, name.end),
    value: line.text.slice(value.start, value.end),
    valueSpan: value.end > value.start ? line.locate(value.start, value.end) : afterEquals(line, name.end),
    locate: (start, end) => line.locate(value.start + start, value.start + end),
    line,
  };
}

/** An empty value lies right behind its `=`. */
function afterEquals(line: LogicalLine, from: number) {
  const at = line.text.indexOf("=", from);
  const { file, end } = line.locate(at, at + 1);
  return { file, start: end, end };
}
