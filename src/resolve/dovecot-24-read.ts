// Reads the files of a Dovecot 2.4 tree statement by statement, after config_parse_file in src/config/config-parser.c.

import type { DovecotStatement, Word } from "../../grammars/dovecot/ast.ts";
import { continueDovecot, parseDovecot } from "../../grammars/dovecot/parser.ts";
import { readLabel, readValue } from "../../grammars/dovecot/value.ts";
import { type SourceFile, type Span, sourceFile } from "../source.ts";
import type { Origin } from "../system.ts";
import { applyLine, type Fault, type Source } from "./dovecot-24-apply.ts";
import { type Expansion, expandVariables } from "./dovecot-24-expand.ts";
import { unknownBlock, unknownSetting, warnOfGoneService, warnOfOldVariables } from "./dovecot-24-names.ts";
import { faultSpan, harmless, problem } from "./dovecot-24-problem.ts";
import { closeSection, openSection } from "./dovecot-24-sections.ts";
import {
  addFog,
  inGroup,
  isNarrowed,
  type Line,
  type Section,
  type Store,
  scopeOf,
} from "./dovecot-24-store.ts";
import { reportUnclosed } from "./dovecot-24-unclosed.ts";
import { checkVersion } from "./dovecot-24-version.ts";
import { type IncludedFile, includedFiles, settingOf } from "./dovecot-include.ts";
import { reportOutside } from "./dovecot-outside.ts";
import { isTemplate, opensByTemplate, templatedLine } from "./dovecot-template.ts";

/** A tree may include as many files, counted each time, and nest them as deep. */
const MOST_FILES = 5000;
const DEEPEST = 400;
const MOST_STATEMENTS = 1_000_000;
/** Blocks may stand in one another as deep. */
const DEEPEST_BLOCK = 100;

export function readTree(store: Store, root: IncludedFile, file: SourceFile): void {
  store.files.set(root.path, file);
  store.inputs.push(root);
  readFile(store, root, file, []);
  store.inputs.pop();
  reportUnclosed(store);
}

function readFile(store: Store, name: IncludedFile, file: SourceFile, via: readonly Span[]): void {
  const ast = parseDovecot(file, "2.4");
  for (const span of ast.ambiguous)
    problem(
      store,
      "syntax",
      span,
      "`#` starts a comment even without a space before it; put one there, or quote the value",
      harmless,
    );
  let done = continueTail(store, name, file, 0, via);
  for (const statement of ast.statements) {
    if (statement.span.start < done) continue;
    if (store.limited) return;
    applyStatement(store, name, statement, via);
    if (statement.kind === "include") done = continueTail(store, name, file, lineAfter(statement.span), via);
  }
  if (ast.tail !== undefined && ast.tail.span.start >= done) {
    store.tail = ast.tail.text;
    problem(
      store,
      "syntax",
      ast.tail.span,
      "the file ends with a `\\`: the line goes on in the file that is read next, and is dropped when there is none; delete the `\\`",
      harmless,
    );
  }
}

function lineAfter({ file, end }: Span): number {
  const newline = file.text.indexOf("\n", end);
  return newline === -1 ? file.text.length : newline + 1;
}

/** Joins what a file before left over with the line at `offset`; gives the offset up to which lines are used up. */
function continueTail(
  store: Store,
  name: IncludedFile,
  file: SourceFile,
  offset: number,
  via: readonly Span[],
): number {
  if (store.tail === undefined) return offset;
  const joined = continueDovecot(store.tail, file, offset, "2.4");
  store.tail = joined.tail;
  if (joined.statement !== undefined) {
    applyStatement(store, name, joined.statement, via);
    if (joined.statement.kind === "include") return continueTail(store, name, file, joined.end + 1, via);
  }
  return joined.end;
}

function applyStatement(
  store: Store,
  name: IncludedFile,
  statement: DovecotStatement,
  via: readonly Span[],
): void {
  if (store.statements.length >= MOST_STATEMENTS) {
    limit(store, statement.span, `${MOST_STATEMENTS} lines`);
    return;
  }
  store.statements.push({ statement, scope: scopeOf(store.section) });
  if (statement.kind === "junk") {
    const templated = templatedLine(statement);
    if (templated === undefined || templated === "opaque") junk(store, statement, templated);
    else apply(store, name, templated, via);
  } else apply(store, name, statement, via);
}

function apply(
  store: Store,
  name: IncludedFile,
  statement: Exclude<DovecotStatement, { kind: "junk" }>,
  via: readonly Span[],
): void {
  if (checkVersion(store, statement)) return;
  if (statement.kind === "setting") set(store, statement, via);
  else if (statement.kind === "open") open(store, statement, via);
  else if (statement.kind === "close") close(store, statement);
  else include(store, name, statement, via);
}

function close(store: Store, statement: DovecotStatement & { kind: "close" }): void {
  const fault = closeSection(store);
  if (fault?.kind === "syntax" && opensByTemplate(statement.span.file)) return;
  report(store, fault, faultSpan(statement, statement.span));
}

function report(store: Store, fault: Fault | undefined, span: Span): void {
  if (fault !== undefined) problem(store, fault.kind, span, fault.message);
}

function set(store: Store, statement: DovecotStatement & { kind: "setting" }, via: readonly Span[]): void {
  const { name, value } = statement;
  const { section } = store;
  const valueSpan = value.text === "" ? statement.span : value.span;
  const line: Line = { statement, nameSpan: name.span, valueSpan, via };
  const origin: Origin = { kind: "file", span: statement.span, via };
  if (section.lost) {
    unknownSetting(store, line, name.text, undefined);
    return;
  }
  if (isTemplate(name.text)) {
    addFog(store);
    return;
  }
  const { value: written, fault } = readSetting(store, name.text, value);
  report(store, fault, faultSpan(statement, valueSpan));
  if (written === undefined) return;
  if (name.text.startsWith("@")) {
    useGroup(store, line, name.text.slice(1), written.text);
    return;
  }
  const inList = !section.isFilter && section.outer !== undefined;
  const key = inList ? `${section.key}/${name.text}` : name.text;
  const applied = applyLine(store, { kind: "setting", line, origin }, key, written);
  if (applied.kind === "done") {
    warnOfOrder(store, line, applied.key, applied.isGlobal);
    warnOfOldVariables(store, statement, applied.key);
  } else if (applied.kind === "unknown") unknownSetting(store, line, applied.key, applied.filter);
  else
    report(
      store,
      applied.fault,
      faultSpan(statement, applied.fault.kind === "bad-value" ? valueSpan : name.span),
    );
}

function readSetting(store: Store, key: string, word: Word): Expansion {
  const read = readValue(word);
  if (read.kind === "variable") return expandVariables(store, key, read.text);
  const text = read.kind === "file" ? `<${read.path}` : read.text;
  return { value: { text, expanded: text }, fault: undefined };
}

/** `@mailbox_defaults = english`. */
function useGroup(store: Store, line: Line, group: string, label: string): void {
  const { filter } = store.section;
  const span = faultSpan(line.statement, line.statement.span);
  if (inGroup(filter)) {
    problem(store, "syntax", span, "a group cannot use another group; write the settings of that one here");
    return;
  }
  const known = filter.groups.find((use) => use.group === group);
  if (known === undefined) filter.groups.push({ group, label, span });
  else {
    known.label = label;
    known.span = span;
  }
}

/** A global setting does not reach into a filter block above that has the setting itself. */
function warnOfOrder(store: Store, line: Line, key: string, isGlobal: boolean): void {
  const first = store.seenInFilter.get(key);
  const span = line.statement.span;
  if (isGlobal && first !== undefined)
    problem(
      store,
      "dovecot/global-after-block",
      span,
      `this global \`${key}\` does not change the one in the block above it; write it before that block to make the order clear`,
      { ...harmless, related: [{ span: first, message: "set here for the block" }] },
    );
  else if (!isGlobal && first === undefined && isInPlainFilter(store.section))
    store.seenInFilter.set(key, span);
}

function isInPlainFilter({ filter }: Section): boolean {
  for (let at = filter as Section["filter"] | undefined; at !== undefined; at = at.parent) {
    const { protocol, local, localName, remote, name, labelled } = at.condition;
    if (protocol !== undefined || localName !== undefined || isNarrowed(local) || isNarrowed(remote))
      return true;
    if (name !== undefined && labelled !== true) return true;
  }
  return false;
}

function open(store: Store, statement: DovecotStatement & { kind: "open" }, via: readonly Span[]): void {
  if (store.section.depth >= DEEPEST_BLOCK) {
    limit(store, statement.span, `${DEEPEST_BLOCK} blocks in one another`);
    return;
  }
  const { name, label, group } = statement;
  const line: Line = { statement, nameSpan: name.span, valueSpan: label?.span ?? name.span, via };
  const source: Source & { kind: "block" } = {
    kind: "block",
    line,
    origin: { kind: "file", span: statement.span, via },
  };
  // The name of a group is taken as it stands, quotes included.
  const text = group === undefined ? readLabel(label) : (label?.text ?? "");
  if (isTemplate(text) || isTemplate(name.text)) {
    addFog(store);
    loseSection(store, statement);
    return;
  }
  const quoted = label?.text.startsWith('"') ?? false;
  const wasLost = store.section.lost;
  if (group !== undefined && !group.text.startsWith("@"))
    problem(
      store,
      "syntax",
      group.span,
      `the name of a group begins with \`@\`: write \`group @${group.text} ${text} {\``,
      harmless,
    );
  const opening = { key: group?.text ?? name.text, label: text, quoted, isGroup: group !== undefined };
  const fault = openSection(store, source, opening);
  if (fault?.kind === "unknown-setting") unknownBlock(store, line, name.text, text);
  else if (fault !== undefined) report(store, fault, faultSpan(statement, statement.span));
  else if (wasLost) unknownBlock(store, line, name.text, text);
  else warnOfGoneService(store, line, name.text, text);
}

/** A block of which nobody knows what it is: what stands in it is passed over. */
function loseSection(store: Store, { name, span }: DovecotStatement & { kind: "open" }): void {
  const outer = store.section;
  store.section = {
    ...outer,
    outer,
    key: name.text,
    title: name.text,
    lost: true,
    depth: outer.depth + 1,
    definition: undefined,
    span,
  };
}

function junk(
  store: Store,
  statement: DovecotStatement & { kind: "junk" },
  templated: "opaque" | undefined,
): void {
  const { span, reason } = statement;
  if (templated !== undefined) {
    addFog(store);
    problem(
      store,
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
  problem(store, "syntax", faultSpan(statement, span), reason);
}

function limit(store: Store, span: Span, what: string): void {
  if (store.limited) return;
  store.limited = true;
  addFog(store);
  problem(
    store,
    "limit",
    span,
    `the limit of ${what} is reached: reading stops here, and the rest of the tree is unknown`,
  );
}

function include(
  store: Store,
  includer: IncludedFile,
  statement: DovecotStatement & { kind: "include" },
  via: readonly Span[],
): void {
  const { pattern, optional, span } = statement;
  const at = faultSpan(statement, pattern.text === "" ? span : pattern.span);
  const found = includedFiles(pattern.text, includer, store.host, store.options);
  if (found.kind === "outside") {
    const only = settingOf(pattern.text);
    addFog(store, only !== undefined ? { only } : optional ? { optional } : {});
    if (only === undefined) reportOutside(store.problems, statement, at, found.why);
    return;
  }
  if (found.kind === "none") {
    if (optional) return;
    const message = `no file matches \`${pattern.text}\`, and the daemon does not start without one; \`!include_try\` would allow that`;
    problem(store, "missing-include", at, message);
    return;
  }
  if (found.limit !== undefined) limit(store, at, found.limit);
  if (via.length >= DEEPEST) {
    limit(store, at, `${DEEPEST} nested includes`);
    return;
  }
  const active = [...via, span].map(({ file }) => file.path);
  const files = found.files.filter((file) => isNoCycle(store, file, active, at));
  store.inputs.push(...files.toReversed());
  for (const file of files) {
    readIncluded(store, file, [...via, span], at);
    store.inputs.pop();
  }
}

/**
 * settings_add_include: a file may not be read again while it is being read or waits to be. The daemon compares names as
 * spelled, and so would go round a cycle of `../` until the name is too long.
 */
function isNoCycle(store: Store, file: IncludedFile, active: readonly string[], at: Span): boolean {
  if (!store.inputs.some((input) => input.name === file.name) && !active.includes(file.path)) return true;
  problem(
    store,
    "include-cycle",
    at,
    `\`${file.path}\` is included while it is still being read: it includes itself`,
  );
  return false;
}

function readIncluded(store: Store, name: IncludedFile, via: readonly Span[], at: Span): void {
  if (store.limited || store.host.kind(name.path) === "directory") return;
  if (++store.filesRead > MOST_FILES) {
    limit(store, at, `${MOST_FILES} included files`);
    return;
  }
  let file = store.files.get(name.path);
  if (file === undefined) {
    const read = store.host.read(name.path);
    if (read.kind !== "text") {
      addFog(store);
      const why = read.kind === "unreadable" ? read.reason : "it lies outside of what was given";
      const message = `\`${name.path}\` cannot be read here (${why}): what it sets is unknown`;
      problem(store, "include-outside", at, message, { severity: "note", fatal: false });
      return;
    }
    file = sourceFile(name.path, read.text, "dovecot");
    store.files.set(name.path, file);
  }
  readFile(store, name, file, via);
}
