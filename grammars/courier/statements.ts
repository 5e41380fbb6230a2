// From the words of a command to what it does to variables.

import type { IToken } from "chevrotain";
import type { SourceFile, Span } from "../../src/source.ts";
import type { Assignment, CourierStatement, ShellWord } from "./ast.ts";
import { withoutContinuations } from "./continuations.ts";
import type { RawCommand } from "./parser.ts";
import { OpenDouble, OpenSingle, Rest, Text } from "./tokens.ts";
import { wordOf } from "./words.ts";

/** Reserved words that open, and what closes them (POSIX.1-2017, XCU 2.4). */
const opens: Readonly<Record<string, string>> = {
  if: "fi",
  for: "done",
  while: "done",
  until: "done",
  "{": "}",
};
const reserved = new Set(["then", "else", "elif", "fi", "do", "done", "esac", "}"]);
/** Behind these another command begins, without a separator. */
const leading = new Set(["if", "then", "else", "elif", "while", "until", "do", "{", "!"]);
/** Built-ins after which nothing can be said: they end the reading, change its rules or run what nobody sees. */
const opaque = new Set([
  "eval",
  "exec",
  "exit",
  "return",
  "set",
  "read",
  "getopts",
  "alias",
  "unalias",
  "case",
  "!",
  "function",
  "times",
  "wait",
  "shift",
  "break",
  "continue",
  "trap",
  "local",
  "readonly",
  "command",
  "builtin",
  "source",
]);

/** Special built-ins: what is assigned in front of them stays (POSIX.1-2017, XCU 2.14). */
const keepers = new Set([":", ".", "export", "unset"]);

export function statementsOf(file: SourceFile, raw: readonly RawCommand[]): CourierStatement[] {
  const statements: CourierStatement[] = [];
  const commands = raw
    .map(({ words, operators }) => ({ words: withoutContinuations(words), operators }))
    .filter(({ words, operators }) => words.length > 0 || operators.length > 0);
  for (let at = 0; at < commands.length; at++) {
    const command = commands[at];
    if (command === undefined) break;
    const opener = opens[nameOf(command)];
    let end = at;
    if (opener !== undefined) end = endOf(commands, at);
    const statement =
      opener === undefined
        ? simple(file, command)
        : compound(file, commands.slice(at, end + 1), end >= commands.length);
    statements.push(statement);
    if (statement.kind === "broken" || (statement.kind === "unsupported" && statement.ends)) break;
    at = end;
  }
  return statements;
}

function nameOf({ words, operators }: RawCommand): string {
  const [first] = words;
  return operators.length === 0 || (operators[0]?.startOffset ?? 0) > (first?.[0]?.startOffset ?? 0)
    ? textOf(first)
    : "";
}

/** A word of one unquoted token, else nothing: quotes take a reserved word its meaning. */
function textOf(word: readonly IToken[] | undefined): string {
  return word?.length === 1 && word[0]?.tokenType === Text ? word[0].image : "";
}

const closers = new Set(["fi", "done", "}"]);

/** Index of the command that closes the one at `from`; the number of commands when that cannot be told. */
function endOf(commands: readonly RawCommand[], from: number): number {
  const stack: string[] = [];
  for (let at = from; at < commands.length; at++) {
    const { words = [], operators = [] } = commands[at] ?? {};
    let commandMayStart = true;
    for (const word of words) {
      const text = textOf(word);
      const starts = commandMayStart;
      commandMayStart &&= leading.has(text);
      if (!starts) {
        // Behind an operator it could be either a reserved word or an argument.
        if (operators.length > 0 && (reserved.has(text) || opens[text] !== undefined)) return commands.length;
        continue;
      }
      const close = opens[text];
      if (close !== undefined) stack.push(close);
      else if (text === stack.at(-1)) stack.pop();
      else if (closers.has(text)) return commands.length;
    }
    if (stack.length === 0) return words.length === 1 && operators.length === 0 ? at : commands.length;
  }
  return commands.length;
}

function spanOf(file: SourceFile, commands: readonly RawCommand[]): Span {
  const tokens = commands.flatMap(({ words, operators }) => [...words.flat(), ...operators]);
  const start = tokens.reduce((least, token) => Math.min(least, token.startOffset), file.text.length);
  const end = tokens.reduce((most, token) => Math.max(most, token.startOffset + token.image.length), start);
  return { file, start, end };
}

function compound(file: SourceFile, commands: readonly RawCommand[], open: boolean): CourierStatement {
  const span = firstLine(spanOf(file, commands));
  const stop = stopOf(file, commands);
  if (stop !== undefined && (open || stop.kind === "broken")) return stop;
  const what = nameOf(commands[0] ?? { words: [], operators: [] });
  if (open) return ending(span, `\`${what}\``);
  const words = commands.flatMap((command) => command.words);
  return { kind: "unsupported", span, what: `\`${what}\``, names: assignedNames(words), ...reachOf(words) };
}

function firstLine(span: Span): Span {
  // No further than the span: what stands behind it may be megabytes without a newline.
  const newline = span.file.text.slice(span.start, span.end).indexOf("\n");
  return newline === -1 ? span : { ...span, end: span.start + newline };
}

/** How far the words of commands that may or may not run take what is known. */
function reachOf(words: readonly (readonly IToken[])[]): { everything: boolean; ends: boolean } {
  const names = words.map(textOf);
  const ends = names.some((name) => opaque.has(name) || name === "unset");
  return { everything: ends || names.includes("."), ends };
}

/** Names that any of these words may assign. */
function assignedNames(words: readonly (readonly IToken[])[]): string[] {
  return words.flatMap((word, at) => {
    const loop = textOf(words[at - 1]) === "for" ? textOf(word) : "";
    return loop === "" ? (/^([A-Za-z_]\w*)\+?=/.exec(word[0]?.image ?? "")?.[1] ?? []) : [loop];
  });
}

/** Where reading ends: an open quote, or something beyond what is read here. */
function stopOf(file: SourceFile, commands: readonly RawCommand[]): CourierStatement | undefined {
  for (const { words } of commands) {
    for (const token of words.flat()) {
      const isOpen = token.tokenType === OpenSingle || token.tokenType === OpenDouble;
      if (!isOpen && token.tokenType !== Rest) continue;
      const span = firstLine({ file, start: token.startOffset, end: token.startOffset + token.image.length });
      if (isOpen) return { kind: "broken", span, reason: "the quote that opens here is not closed" };
      return { kind: "unsupported", span, what: "", names: [], everything: true, ends: true };
    }
  }
  return undefined;
}

function simple(file: SourceFile, command: RawCommand): CourierStatement {
  const stop = stopOf(file, [command]);
  if (stop !== undefined) return stop;
  const span = spanOf(file, [command]);
  const { words, operators } = command;
  if (operators.length > 0) return withOperators(span, command);
  const assignments: Assignment[] = [];
  let at = 0;
  for (; at < words.length; at++) {
    const assignment = assignmentOf(file, words[at] ?? []);
    if (assignment === undefined) break;
    assignments.push(assignment);
  }
  const rest = words.slice(at);
  const [first] = rest;
  if (first === undefined) return { kind: "assign", span, assignments };
  const name = textOf(first);
  if (reserved.has(name) && at === 0)
    return { kind: "broken", span, reason: `\`${name}\` stands where no \`${name}\` can` };
  if (at > 0 && keepers.has(name)) return ending(span, `\`${name}\` behind an assignment`);
  if (opaque.has(name)) return ending(span, `\`${name}\``);
  if (name === "unset") return unsetOf(span, rest.slice(1));
  if (name === "export") return exportOf(file, span, rest.slice(1));
  if (name === "." && rest[1] === undefined) return ending(span, "`.` without a file");
  if (name === "." && rest[1] !== undefined) return { kind: "source", span, path: wordOf(file, rest[1]) };
  if (name === "") return ending(span, "a command whose name is quoted or computed");
  return { kind: "command", span, name: wordOf(file, first), assignments };
}

function ending(span: Span, what: string): CourierStatement {
  return { kind: "unsupported", span, what, names: [], everything: true, ends: true };
}

function unsetOf(span: Span, words: readonly (readonly IToken[])[]): CourierStatement {
  const names = words.map(textOf);
  return names.every((name) => /^[A-Za-z_]\w*$/.test(name))
    ? { kind: "unset", span, names }
    : ending(span, "an argument of `unset` that is no name");
}

/** `a && b`, pipes, redirections, subshells. */
function withOperators(span: Span, { words, operators }: RawCommand): CourierStatement {
  const what = `\`${operators[0]?.image ?? ""}\``;
  const first = operators[0];
  if (first !== undefined && /^(\)|;|&&?$|\|)/.test(first.image) && first.startOffset === span.start)
    return { kind: "broken", span, reason: `${what} stands where no ${what} can` };
  const reach = reachOf(words);
  const last = operators.at(-1);
  const open =
    /^(&&|\|\|?)$/.test(last?.image ?? "") &&
    (last?.startOffset ?? 0) + (last?.image.length ?? 0) === span.end;
  const compounds = words.some((word) => reserved.has(textOf(word)) || opens[textOf(word)] !== undefined);
  const ends = reach.ends || open || compounds || operators.some(({ image }) => /^[()]|<<|^;./.test(image));
  return {
    kind: "unsupported",
    span,
    what,
    names: assignedNames(words),
    everything: reach.everything || ends,
    ends,
  };
}

function assignmentOf(file: SourceFile, word: readonly IToken[]): Assignment | undefined {
  const [first, ...rest] = word;
  if (first?.tokenType !== Text) return undefined;
  const match = /^([A-Za-z_]\w*)=/.exec(first.image);
  if (match?.[1] === undefined) return undefined;
  const value = {
    ...first,
    startOffset: first.startOffset + match[0].length,
    image: first.image.slice(match[0].length),
  };
  const end = word.at(-1) ?? first;
  const tokens = value.image === "" ? rest : [value, ...rest];
  const nameSpan = { file, start: first.startOffset, end: first.startOffset + match[1].length };
  const span = { file, start: first.startOffset, end: end.startOffset + end.image.length };
  const empty: ShellWord = { span: { file, start: value.startOffset, end: value.startOffset }, parts: [] };
  return { name: match[1], nameSpan, value: tokens.length === 0 ? empty : wordOf(file, tokens, true), span };
}

function exportOf(file: SourceFile, span: Span, words: readonly (readonly IToken[])[]): CourierStatement {
  const assignments: Assignment[] = [];
  const names: string[] = [];
  for (const word of words) {
    const assignment = assignmentOf(file, word);
    const name = textOf(word);
    if (assignment !== undefined) assignments.push(assignment);
    else if (/^[A-Za-z_]\w*$/.test(name)) names.push(name);
    else return ending(span, "an argument of `export` that is no name");
  }
  return { kind: "export", span, assignments, names };
}
