// The daemon's arguments: braces as master(8) removes them (master/master_ent.c), then options as getopt(3) takes them.

import type { LogicalLine } from "../postfix-main/ast.ts";
import { isSpace, splitNameValue } from "../postfix-main/lines.ts";
import type { BraceError, MasterOption, MasterOverride, MasterService, MasterWord } from "./ast.ts";

/** Options with a value that every daemon skeleton accepts (GETOPT in master/single_server.c and its siblings). */
const withValue = "imnost";

type Arguments = Pick<MasterService, "options" | "operands" | "overrides" | "braceErrors">;

export function readArguments(line: LogicalLine, words: readonly MasterWord[]): Arguments {
  const braceErrors: BraceError[] = [];
  const plain = words.map((word) => withoutBraces(line, word, braceErrors));
  const { options, operands } = getopt(line, words, plain);
  const overrides = options.flatMap((option) => overrideOf(line, option));
  return { options, operands, overrides, braceErrors };
}

/** extpar() of util/extpar.c with EXTPAR_FLAG_STRIP. */
export function extractBraces(text: string): {
  readonly start: number;
  readonly end: number;
  readonly reason?: string;
} {
  let level = 0;
  let close = -1;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === "{") level++;
    else if (text[at] === "}" && --level === 0) {
      close = at;
      break;
    }
  }
  const inner = { start: 1, end: close === -1 ? text.length : close };
  while (inner.end > inner.start && isSpace(text[inner.end - 1])) inner.end--;
  while (inner.start < inner.end && isSpace(text[inner.start])) inner.start++;
  if (close === -1) return { ...inner, reason: "missing '}'" };
  return close === text.length - 1 ? inner : { ...inner, reason: "syntax error after '}'" };
}

function withoutBraces(line: LogicalLine, word: MasterWord, errors: BraceError[]): MasterWord {
  if (word.text[0] !== "{") return word;
  const { start, end, reason } = extractBraces(word.text);
  if (reason !== undefined) errors.push({ span: word.span, reason });
  return placed(line, word.text.slice(start, end), word.at + start);
}

function placed(line: LogicalLine, text: string, at: number): MasterWord {
  return { text, at, span: line.locate(at, at + text.length) };
}

function getopt(line: LogicalLine, written: readonly MasterWord[], words: readonly MasterWord[]) {
  const options: MasterOption[] = [];
  let next = 0;
  for (; next < words.length; next++) {
    const word = words[next] as MasterWord;
    if (word.text[0] !== "-" || word.text === "-") break;
    if (word.text === "--") {
      next++;
      break;
    }
    for (let at = 1; at < word.text.length; at++) {
      const letter = word.text[at] as string;
      if (!withValue.includes(letter)) {
        options.push({ letter, value: undefined, span: word.span });
        continue;
      }
      const glued = at + 1 < word.text.length;
      const value = glued ? placed(line, word.text.slice(at + 1), word.at + at + 1) : words[++next];
      const { end } = (written[next] ?? word).span;
      options.push({ letter, value, span: { ...word.span, end } });
      break;
    }
  }
  return { options, operands: words.slice(next) };
}

function overrideOf(line: LogicalLine, option: MasterOption): MasterOverride[] {
  if (option.letter !== "o" || option.value === undefined) return [];
  const word = option.value;
  const split = splitNameValue(word.text);
  if (split.kind === "error") return [];
  const part = ({ start, end }: { start: number; end: number }) =>
    placed(line, word.text.slice(start, end), word.at + start);
  const value = part(split.value);
  return [
    {
      name: part(split.name),
      value,
      span: option.span,
      locate: (start, end) => line.locate(value.at + start, value.at + end),
    },
  ];
}
