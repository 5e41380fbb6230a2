// Reads the files of a Dovecot 2.3 tree line by line, after config_parse_file in src/config/config-parser.c.

import type { DovecotAst, DovecotStatement } from "../../grammars/dovecot/ast.ts";
import { continueDovecot, parseDovecot } from "../../grammars/dovecot/parser.ts";
import { readLabel, readValue } from "../../grammars/dovecot/value.ts";
import { type SourceFile, type Span, sourceFile } from "../source.ts";
import { type Assignment, applyClose, applyOpen, applySetting } from "./dovecot-23-apply.ts";
import { applyOld } from "./dovecot-23-old.ts";
import { type Fog, faultSpan, type Line, problem, type Reading } from "./dovecot-23-state.ts";
import { closeForgotten, depthOf, unclosedIn } from "./dovecot-23-unclosed.ts";
import { type IncludedFile, includedFiles, settingOf } from "./dovecot-include.ts";
import { reportOutside } from "./dovecot-outside.ts";
import { templatedLine } from "./dovecot-template.ts";

/** A tree may include as many files, counted each time, and nest them as deep. */
const MOST_FILES = 5000;
const DEEPEST = 400;
const MOST_STATEMENTS = 1_000_000;
/** Sections may stand in one another as deep. */
const DEEPEST_BLOCK = 100;

/** Reads the root file and all that it includes. */
export function readTree(reading: Reading, root: IncludedFile, file: SourceFile): void {
  reading.files.set(root.path, file);
  reading.inputs.push(root);
  readFile(reading, root, file, []);
  reading.inputs.pop();
}

function readFile(reading: Reading, name: IncludedFile, file: SourceFile, via: readonly Span[]): void {
  const ast = parseDovecot(file, "2.3");
  for (const span of ast.ambiguous)
    problem(
      reading,
      "syntax",
      span,
      "`#` starts a comment even without a space before it; put one there, or quote the value",
      {
        severity: "warning",
        fatal: false,
      },
    );
  const { unclosed } = reading;
  reading.unclosed = unclosedIn(ast.statements);
  readStatements(reading, name, file, ast, via);
  reading.unclosed = unclosed;
}

function readStatements(
  reading: Reading,
  name: IncludedFile,
  file: SourceFile,
  ast: DovecotAst,
  via: readonly Span[],
): void {
  let done = continueTail(reading, name, file, 0, via);
  for (const statement of ast.statements) {
    if (statement.span.start < done) continue;
    if (reading.limited) return;
    applyStatement(reading, name, statement, via);
    if (statement.kind === "include") done = continueTail(reading, name, file, lineAfter(statement), via);
  }
  if (ast.tail !== undefined && ast.tail.span.start >= done) {
    reading.tail = ast.tail.text;
    problem(
      reading,
      "syntax",
      ast.tail.span,
      "the file ends with a `\\`: the line goes on in the file that is read next, and is dropped when there is none; delete the `\\`",
      { severity: "warning", fatal: false },
    );
  }
}

function lineAfter(statement: DovecotStatement): number {
  const { file, end } = statement.span;
  const newline = file.text.indexOf("\n", end);
  return newline === -1 ? file.text.length : newline + 1;
}

/** Joins what a file before left over with the line at `offset`; gives the offset up to which lines are used up. */
function continueTail(
  reading: Reading,
  name: IncludedFile,
  file: SourceFile,
  offset: number,
  via: readonly Span[],
): number {
  if (reading.tail === undefined) return offset;
  const joined = continueDovecot(reading.tail, file, offset, "2.3");
  reading.tail = joined.tail;
  if (joined.statement !== undefined) {
    applyStatement(reading, name, joined.statement, via);
    if (joined.statement.kind === "include") return continueTail(reading, name, file, joined.end + 1, via);
  }
  return joined.end;
}

function applyStatement(
  reading: Reading,
  name: IncludedFile,
  statement: DovecotStatement,
  via: readonly Span[],
): void {
  reading.sequence++;
  if (reading.statements.length >= MOST_STATEMENTS) {
    limit(reading, statement.span, `${MOST_STATEMENTS} lines`);
    return;
  }
  reading.statements.push({ statement, scope: reading.section.scope });
  const templated = statement.kind === "junk" ? templatedLine(statement) : undefined;
  if (templated === undefined || templated === "opaque") apply(reading, name, statement, via, templated);
  else apply(reading, name, templated, via);
}

function apply(
  reading: Reading,
  name: IncludedFile,
  statement: DovecotStatement,
  via: readonly Span[],
  templated?: "opaque",
): void {
  if (statement.kind === "setting") set(reading, statement, via);
  else if (statement.kind === "open") open(reading, statement, via);
  else if (statement.kind === "close") {
    const line = lineOf(statement, statement.span, statement.span, via);
    if (!applyOld(reading, { kind: "close" }, line)) applyClose(reading, line);
  } else if (statement.kind === "include") include(reading, name, statement, via);
  else junk(reading, statement, via, templated);
}

function lineOf(statement: DovecotStatement, nameSpan: Span, valueSpan: Span, via: readonly Span[]): Line {
  return { statement, nameSpan, valueSpan, via };
}

function set(
  reading: Reading,
  statement: DovecotStatement & { kind: "setting" },
  via: readonly Span[],
): void {
  const { name, value } = statement;
  const read = readValue(value);
  const assignment: Assignment = {
    kind: "set",
    how: read.kind,
    key: name.text,
    value: read.kind === "file" ? read.path : read.text,
  };
  const line = lineOf(statement, name.span, value.text === "" ? statement.span : value.span, via);
  if (!applyOld(reading, assignment, line)) applySetting(reading, assignment, line);
}

function open(reading: Reading, statement: DovecotStatement & { kind: "open" }, via: readonly Span[]): void {
  if (depthOf(reading.section) >= DEEPEST_BLOCK) {
    limit(reading, statement.span, `${DEEPEST_BLOCK} sections in one another`);
    return;
  }
  const { name, label } = statement;
  const line = lineOf(statement, name.span, label?.span ?? name.span, via);
  closeForgotten(reading, statement, line);
  const opening = { kind: "open", key: name.text, label: readLabel(label) } as const;
  if (!applyOld(reading, opening, line)) applyOpen(reading, opening, line);
}

function junk(
  reading: Reading,
  statement: DovecotStatement & { kind: "junk" },
  via: readonly Span[],
  templated?: "opaque",
): void {
  const { span, reason } = statement;
  if (templated !== undefined) {
    fog(reading);
    problem(
      reading,
      "template",
      span,
      "this line is an instruction to a template engine: what it leaves is unknown",
      {
        severity: "note",
        fatal: false,
      },
    );
    return;
  }
  problem(reading, "syntax", faultSpan(lineOf(statement, span, span, via), span), reason);
}

function fog(reading: Reading, more: Pick<Fog, "only" | "optional"> = {}): void {
  const { sequence, section, path } = reading;
  reading.fogs.push({ sequence, section, path, ...more });
}

function limit(reading: Reading, span: Span, what: string): void {
  if (reading.limited) return;
  reading.limited = true;
  fog(reading);
  problem(
    reading,
    "limit",
    span,
    `the limit of ${what} is reached: reading stops here, and the rest of the tree is unknown`,
  );
}

function include(
  reading: Reading,
  includer: IncludedFile,
  statement: DovecotStatement & { kind: "include" },
  via: readonly Span[],
): void {
  const { pattern, optional } = statement;
  const line = lineOf(statement, statement.span, pattern.span, via);
  const at = faultSpan(line, pattern.text === "" ? statement.span : pattern.span);
  const found = includedFiles(pattern.text, includer, reading.host, reading.options);
  if (found.kind === "outside") {
    const only = settingOf(pattern.text);
    fog(reading, only !== undefined ? { only } : optional ? { optional } : {});
    if (only === undefined) reportOutside(reading.problems, statement, at, found.why);
    return;
  }
  if (found.kind === "none") {
    if (optional) return;
    const message = `no file matches \`${pattern.text}\`, and the daemon does not start without one; \`!include_try\` would allow that`;
    problem(reading, "missing-include", at, message);
    return;
  }
  if (found.limit !== undefined) limit(reading, at, found.limit);
  if (via.length >= DEEPEST) {
    limit(reading, at, `${DEEPEST} nested includes`);
    return;
  }
  // All matches wait on the stack of inputs while the first one is read, so none of them may include another.
  const active = [...via, statement.span].map((span) => span.file.path);
  const files: IncludedFile[] = [];
  for (const file of found.files.toReversed()) {
    if (isCyclic(reading, file, active, at)) continue;
    reading.inputs.push(file);
    files.unshift(file);
  }
  for (const file of files) {
    readIncluded(reading, file, [...via, statement.span], at);
    reading.inputs.pop();
  }
}

/**
 * settings_add_include: a file may not be read again while it is being read or waits to be. The daemon compares names as
 * spelled, and so would go round a cycle of `../` until the name is too long.
 */
function isCyclic(reading: Reading, file: IncludedFile, active: readonly string[], at: Span): boolean {
  if (!reading.inputs.some((input) => input.name === file.name) && !active.includes(file.path)) return false;
  problem(
    reading,
    "include-cycle",
    at,
    `\`${file.path}\` is included while it is still being read: it includes itself`,
  );
  return true;
}

function readIncluded(reading: Reading, name: IncludedFile, via: readonly Span[], at: Span): void {
  if (reading.limited || reading.host.kind(name.path) === "directory") return;
  if (++reading.filesRead > MOST_FILES) {
    limit(reading, at, `${MOST_FILES} included files`);
    return;
  }
  let file = reading.files.get(name.path);
  if (file === undefined) {
    const read = reading.host.read(name.path);
    if (read.kind !== "text") {
      fog(reading);
      const why = read.kind === "unreadable" ? read.reason : "it lies outside of what was given";
      const message = `\`${name.path}\` cannot be read here (${why}): what it sets is unknown`;
      problem(reading, "include-outside", at, message, { severity: "note", fatal: false });
      return;
    }
    file = sourceFile(name.path, read.text, "dovecot");
    reading.files.set(name.path, file);
  }
  readFile(reading, name, file, via);
}
