// What variables a POSIX shell has after it has read files: assignments in order, unknown where only a run would tell.

import type {
  Assignment,
  CourierAst,
  CourierStatement,
  ShellWord,
  WordPart,
} from "../../grammars/courier/ast.ts";
import type { Span } from "../source.ts";
import { textOf } from "../source.ts";
import type { Origin, Problem } from "../system.ts";
import type { CourierValue } from "./courier-config.ts";

export interface Shell {
  readonly variables: Map<string, CourierValue>;
  /** No value can be told any more: something was read that could change all of them. */
  everythingUnknown: boolean;
  /** The shell ended with a syntax error; nothing behind it was read. */
  broken: boolean;
  /** Whether and how the shell reads on cannot be told; nothing behind it was read. */
  ended: boolean;
  /** So many `.` were followed. */
  filesRead: number;
  readonly problems: Problem[];
  /** Uses of variables in values: whether the shell had one by that name. */
  readonly uses: { readonly name: string; readonly span: Span; readonly isSet: boolean }[];
}

/** What dash(1) itself sets, in ways a file cannot see. */
const ownVariables = new Set([
  "PATH",
  "IFS",
  "PS1",
  "PS2",
  "PS4",
  "PWD",
  "OLDPWD",
  "OPTIND",
  "OPTARG",
  "PPID",
  "MAIL",
  "MAILPATH",
  "LINENO",
  "ATTY",
  "TERM",
  "HISTSIZE",
  "_",
]);

/** `.` of a file by its path as written; `undefined` = it is not at hand, `missing` = there is none. */
export type Include = (path: string, at: Span) => CourierAst | "missing" | undefined;

export function newShell(preset: Readonly<Record<string, string>> = {}): Shell {
  const variables = new Map<string, CourierValue>();
  for (const [name, value] of Object.entries(preset))
    variables.set(name, { value, unknown: false, origin: { kind: "default" }, overridden: [] });
  const state = { everythingUnknown: false, broken: false, ended: false, filesRead: 0 };
  return { variables, ...state, problems: [], uses: [] };
}

/** Files that read each other in circles end here; a shell would run out of descriptors. */
const deepest = 20;
/** Files that read the next one twice end here. */
const mostFiles = 5000;

export function readInto(shell: Shell, ast: CourierAst, include: Include, via: readonly Span[] = []): void {
  for (const statement of ast.statements) {
    if (shell.broken || shell.ended) return;
    step(shell, statement, include, via);
  }
}

function step(shell: Shell, statement: CourierStatement, include: Include, via: readonly Span[]): void {
  switch (statement.kind) {
    case "assign":
      for (const assignment of statement.assignments) assign(shell, assignment, via);
      break;
    case "export":
      // All words of a command are expanded before the first of them is assigned.
      for (const [assignment, value] of statement.assignments.map(
        (one) => [one, exported(shell, one)] as const,
      ))
        set(shell, assignment, value, via);
      break;
    case "unset":
      for (const name of statement.names) shell.variables.delete(name);
      break;
    case "command":
      notFound(shell, statement);
      break;
    case "source":
      source(shell, statement, include, via);
      break;
    case "unsupported":
      unsupported(shell, statement);
      break;
    case "broken":
      shell.broken = true;
      shell.problems.push({
        kind: "syntax",
        severity: "error",
        message: `the shell stops reading here and the daemon does not start: ${statement.reason}`,
        span: statement.span,
        fatal: true,
      });
      break;
  }
}

/** Of a variable that is assigned again and again the last places are kept. */
const mostOverridden = 20;
/** Values that double with each line are not followed for ever; no kernel takes longer ones in an environment. */
const longest = 131_072;

interface Expanded {
  readonly value: string;
  readonly unknown: boolean;
}

function assign(shell: Shell, assignment: Assignment, via: readonly Span[]): void {
  set(shell, assignment, expand(shell, assignment.value), via);
}

function set(
  shell: Shell,
  { name, span }: Assignment,
  { value, unknown }: Expanded,
  via: readonly Span[],
): void {
  const before = shell.variables.get(name);
  const origin: Origin = { kind: "file", span, via };
  const overridden =
    before === undefined || before.origin.kind === "default"
      ? []
      : [...before.overridden.slice(1 - mostOverridden), before.origin];
  shell.variables.set(name, { value, unknown, origin, overridden });
}

function expand(shell: Shell, word: ShellWord): Expanded {
  let value = "";
  let unknown = false;
  for (const part of word.parts) {
    if (value.length > longest) return { value: "", unknown: true };
    if (part.kind === "text") value += part.text;
    else if (part.kind === "unknown") {
      unknown = true;
      computed(shell, part.span);
    } else if (part.kind === "alternative") {
      const found = alternative(shell, part);
      value += found.value;
      unknown ||= found.unknown;
    } else {
      const found = lookUp(shell, part.name);
      const isSet = found.unknown || shell.variables.has(part.name);
      shell.uses.push({ name: part.name, span: part.span, isSet });
      value += found.value;
      unknown ||= found.unknown;
    }
  }
  // A NUL byte is dropped by the shell, with what it does to the rest depending on its release.
  return value.length > longest
    ? { value: "", unknown: true }
    : { value, unknown: unknown || value.includes("\0") };
}

function computed(shell: Shell, span: Span): void {
  const message = `what \`${textOf(span)}\` stands for is known only where the file is run: the value is unknown here`;
  shell.problems.push({ kind: "unsupported-shell", severity: "note", message, span, fatal: false });
}

function alternative(shell: Shell, part: Extract<WordPart, { kind: "alternative" }>): Expanded {
  const found = lookUp(shell, part.name);
  if (found.unknown) return { value: "", unknown: true };
  const isSet = part.colon ? found.value !== "" : shell.variables.has(part.name);
  if (part.when === "unset") return isSet ? found : { value: part.text, unknown: false };
  return { value: isSet ? part.text : "", unknown: false };
}

function lookUp(shell: Shell, name: string): Expanded {
  const found = shell.variables.get(name);
  if (found !== undefined) return found;
  return { value: "", unknown: shell.everythingUnknown || ownVariables.has(name) };
}

/** dash splits unquoted variables in arguments of `export` at blanks, and expands file name patterns. */
function exported(shell: Shell, { value }: Assignment): Expanded {
  const expanded = expand(shell, value);
  const risky = value.parts.some(
    (part) =>
      (part.kind === "alternative" && !part.quoted) ||
      (part.kind === "variable" &&
        !part.quoted &&
        (shell.variables.has("IFS") || /[\s*?[\\]/.test(lookUp(shell, part.name).value))),
  );
  return { value: expanded.value, unknown: expanded.unknown || risky };
}

/** Neither a variable nor a command: `A = b`, `A=b c`. The shell says "not found" and goes on. */
function notFound(
  shell: Shell,
  { span, name, assignments }: Extract<CourierStatement, { kind: "command" }>,
): void {
  const text = textOf(name.span);
  const [first] = assignments;
  if (
    /^(echo|printf|true|false|:|test|\[|umask|ulimit|cd|mkdir|touch|chmod|chown|rm|logger|sleep)$/.test(text)
  )
    return;
  const rest = span.file.text.slice(name.span.end, span.end);
  const spaced = first === undefined && /^[ \t]*=/.test(rest);
  const message = spaced
    ? `\`${text} ${rest.trim()}\` runs a command named \`${text}\` and sets nothing; write \`${text}=${rest.trim().slice(1).trim()}\` without blanks`
    : first === undefined
      ? `\`${text}\` is run as a command here; a setting is written \`NAME=value\``
      : `\`${textOf(span)}\` runs \`${text}\` and sets nothing: a value with blanks needs quotes, \`${first.name}="${textOf(first.value.span)} ${textOf({ ...span, start: name.span.start })}"\``;
  shell.problems.push({ kind: "syntax", severity: "error", message, span, fatal: false });
}

function source(
  shell: Shell,
  statement: Extract<CourierStatement, { kind: "source" }>,
  include: Include,
  via: readonly Span[],
): void {
  const { span } = statement;
  if (++shell.filesRead > mostFiles) {
    forget(shell);
    shell.ended = true;
    const message = `the limit of ${mostFiles} files that read each other is reached: reading stops here, and what follows is unknown`;
    shell.problems.push({ kind: "limit", severity: "error", message, span, fatal: false });
    return;
  }
  const path = expand(shell, statement.path);
  const ast = path.unknown || via.length >= deepest ? undefined : include(path.value, span);
  if (ast === "missing") {
    shell.broken = true;
    shell.problems.push(missingFile(path.value, span));
    return;
  }
  if (ast !== undefined) {
    readInto(shell, ast, include, [...via, span]);
    return;
  }
  forget(shell);
  if (via.length >= deepest) {
    const message = `files that read each other more than ${deepest} deep are not followed; what they set is unknown`;
    shell.problems.push({ kind: "include-cycle", severity: "warning", message, span, fatal: false });
    return;
  }
  const what = path.unknown ? "its name is computed" : `\`${path.value}\` is not among the given files`;
  shell.problems.push({
    kind: "include-outside",
    severity: "note",
    message: `${what}, so what it sets is unknown here`,
    span,
    fatal: false,
  });
}

/** `.` is a special built-in, whose failure ends a shell that no one types at (POSIX, 2.8.1). */
function missingFile(path: string, span: Span): Problem {
  const message = `there is no \`${path}\`: the shell stops reading here and the daemon does not start; correct the path or delete the line`;
  return { kind: "missing-include", severity: "error", message, span, fatal: true };
}

/** Nothing is known of any variable, until it is assigned anew. */
function forget(shell: Shell): void {
  shell.everythingUnknown = true;
  for (const [name, value] of shell.variables) shell.variables.set(name, { ...value, unknown: true });
}

function unsupported(shell: Shell, statement: Extract<CourierStatement, { kind: "unsupported" }>): void {
  const { span, what, names, everything, ends } = statement;
  if (everything) forget(shell);
  shell.ended ||= ends;
  for (const name of names) {
    const before = shell.variables.get(name);
    const origin: Origin = { kind: "file", span, via: [] };
    shell.variables.set(name, { value: "", unknown: true, origin, overridden: before?.overridden ?? [] });
  }
  const from =
    what === ""
      ? "from here on the file is more shell than is read here"
      : `${what} is more shell than is read here`;
  const affected = everything
    ? "every variable is"
    : names.length > 0
      ? `${names.map((name) => `\`${name}\``).join(", ")} ${names.length === 1 ? "is" : "are"}`
      : undefined;
  shell.problems.push({
    kind: "unsupported-shell",
    severity: "note",
    message: affected === undefined ? from : `${from}: ${affected} unknown after it`,
    span,
    fatal: false,
  });
}
