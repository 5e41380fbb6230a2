// What stands between `${` and `}`, as mac_expand_callback() of util/mac_expand.c reads it.

import type { MacroBranches, MacroComparison, MacroError, MacroPart, MacroText } from "./ast.ts";
import { parseMacro } from "./parser.ts";

const operators = ["==", "!=", "<", "<=", ">=", ">"] as const;
const blanks = " \t\r\n";

/** Reads `payload`, which stands two characters behind `start`. */
export function readExpression(payload: string, start: number, end: number, depth: number): MacroPart {
  const reader: Reader = { payload, base: start + 2, at: 0, start, end, depth };
  const curly = leftCurly(reader, 0);
  return curly === undefined ? readNamed(reader) : readComparison(reader, curly);
}

interface Reader {
  readonly payload: string;
  readonly base: number;
  readonly start: number;
  readonly end: number;
  readonly depth: number;
  at: number;
}

function fail(reader: Reader, reason: string): MacroError {
  return { kind: "error", reason, start: reader.start, end: reader.end };
}

function skipBlanks(text: string, at: number): number {
  let next = at;
  while (next < text.length && blanks.includes(text[next] as string)) next++;
  return next;
}

/** Offset of a `{` at `at` or behind blanks. */
function leftCurly(reader: Reader, at: number): number | undefined {
  const next = skipBlanks(reader.payload, at);
  return reader.payload[next] === "{" ? next : undefined;
}

/** Text between the `{` at `at` and its `}`; moves behind the blanks that follow. */
function curlyPayload(reader: Reader, at: number): { text: string; from: number } | undefined {
  let level = 0;
  for (let next = at; next < reader.payload.length; next++) {
    if (reader.payload[next] === "{") level++;
    else if (reader.payload[next] === "}" && --level === 0) {
      reader.at = skipBlanks(reader.payload, next + 1);
      return { text: reader.payload.slice(at + 1, next), from: at + 1 };
    }
  }
  return undefined;
}

function nested(reader: Reader, part: { text: string; from: number }): MacroText {
  return parseMacro(part.text, reader.base + part.from, reader.depth + 1);
}

const unbalanced = "unbalanced {} in attribute expression";

function readComparison(reader: Reader, curly: number): MacroPart {
  const left = curlyPayload(reader, curly);
  if (left === undefined) return fail(reader, unbalanced);
  const sign = /^[<>!=?+\-*/~&|%]*/.exec(reader.payload.slice(reader.at))?.[0] ?? "";
  const operator = operators.find((known) => known === sign);
  if (operator === undefined) return fail(reader, `one of ${operators.join(" ")} expected`);
  reader.at += sign.length;
  const suffix = /^[A-Za-z0-9]*/.exec(reader.payload.slice(reader.at))?.[0] ?? "";
  if (suffix !== "" && suffix !== "level") return fail(reader, `bad operator suffix \`${suffix}\``);
  const rightAt = leftCurly(reader, reader.at + suffix.length);
  if (rightAt === undefined) return fail(reader, '"{expression}" expected');
  const right = curlyPayload(reader, rightAt);
  if (right === undefined) return fail(reader, unbalanced);
  const comparison: Omit<MacroComparison, "branches"> = {
    kind: "comparison",
    left: nested(reader, left),
    operator,
    suffix,
    right: nested(reader, right),
    start: reader.start,
    end: reader.end,
  };
  const sign2 = reader.payload[reader.at];
  if (sign2 === undefined) return { ...comparison, branches: undefined };
  if (sign2 !== "?" && sign2 !== ":") return fail(reader, '"?" or ":" expected');
  reader.at++;
  const branches = readBranches(reader, sign2);
  return "kind" in branches ? branches : { ...comparison, branches };
}

function readNamed(reader: Reader): MacroPart {
  const { payload, start, end } = reader;
  const from = skipBlanks(payload, 0);
  for (let at = from; ; at++) {
    const next = skipBlanks(payload, at);
    const sign = payload[next];
    const named = { kind: "reference" as const, name: payload.slice(from, at), start, end };
    if (sign === undefined) return { ...named, branches: undefined };
    if (sign === "?" || sign === ":") {
      reader.at = next + 1;
      const branches = readBranches(reader, sign);
      return "kind" in branches ? branches : { ...named, branches };
    }
    if (!/[A-Za-z0-9_]/.test(payload[at] as string)) return fail(reader, "attribute name syntax error");
  }
}

function readBranches(reader: Reader, sign: "?" | ":"): MacroBranches | MacroError {
  const first = branch(reader);
  if (first === undefined) return fail(reader, unbalanced);
  if (sign === ":")
    return { whenTrue: undefined, whenFalse: first, garbage: garbage(reader, "unexpected input") };
  const next = reader.payload[reader.at];
  if (next === undefined) return { whenTrue: first, whenFalse: undefined, garbage: undefined };
  if (next !== ":") return { whenTrue: first, whenFalse: undefined, garbage: fail(reader, '":" expected') };
  reader.at++;
  const second = branch(reader);
  if (second === undefined)
    return { whenTrue: first, whenFalse: undefined, garbage: fail(reader, unbalanced) };
  return { whenTrue: first, whenFalse: second, garbage: garbage(reader, "unexpected input") };
}

/** `{text}`, or all that is left. */
function branch(reader: Reader): MacroText | undefined {
  const curly = leftCurly(reader, reader.at);
  if (curly === undefined) {
    const from = reader.at;
    reader.at = reader.payload.length;
    return nested(reader, { text: reader.payload.slice(from), from });
  }
  const part = curlyPayload(reader, curly);
  return part === undefined ? undefined : nested(reader, part);
}

function garbage(reader: Reader, reason: string): MacroError | undefined {
  return reader.at < reader.payload.length ? fail(reader, reason) : undefined;
}
