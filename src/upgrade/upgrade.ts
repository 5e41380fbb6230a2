// A Dovecot 2.3 tree rewritten for 2.4, statement by statement: comments, order and file layout stay.

import type { DovecotStatement } from "../../grammars/dovecot/ast.ts";
import type { Edit } from "../finding.ts";
import type { DovecotExtFile } from "../resolve/dovecot-ext-config.ts";
import type { SourceFile, Span } from "../source.ts";
import { lineOf, linesOf } from "../source.ts";
import type { DovecotSystem } from "../system.ts";
import { authDbHead, convertAuthDbSetting, fullName, goneDriver } from "./authdb.ts";
import { type Conversion, inLines, lines } from "./conversion.ts";
import { dictEntry } from "./dict.ts";
import { type InForce, inForce, placeKey } from "./in-force.ts";
import { sectionNames } from "./section-names.ts";
import { convertOpen, goneSection } from "./sections.ts";
import { convertSetting } from "./settings.ts";
import { type Block, type Node, type SettingStatement, settingsOf, treeOf } from "./tree.ts";
import { unquote } from "./values.ts";

/** Something to look at by hand; the same words stand as a comment above the place in the new file. */
export interface UpgradeNote {
  readonly span: Span;
  readonly message: string;
}

export interface Upgrade {
  readonly edits: readonly Edit[];
  readonly notes: readonly UpgradeNote[];
}

export interface UpgradeTarget {
  /** What `dovecot_config_version` and `dovecot_storage_version` become, "2.4.1". */
  readonly version: string;
  /** Does that version have a setting of this name, wherever? */
  readonly knows: (name: string) => boolean;
}

interface Run {
  readonly extFiles: readonly DovecotExtFile[];
  readonly target: UpgradeTarget;
  readonly edits: Edit[];
  readonly notes: UpgradeNote[];
  /** Names of the sections that had none, by where they open. */
  readonly names: ReadonlyMap<string, string>;
  readonly inForce: InForce;
}

/** `scope` holds the kinds of the enclosing sections with their labels, outermost first. */
type Scope = readonly string[];

export function upgradeDovecot(system: DovecotSystem, target: UpgradeTarget): Upgrade {
  const placed = [...system.config.statements()];
  const run: Run = {
    extFiles: system.config.extFiles,
    target,
    edits: [],
    notes: [],
    names: sectionNames(placed),
    inForce: inForce(placed),
  };
  const files = new Map<SourceFile, { scope: Scope; statements: DovecotStatement[] }>();
  const seen = new Set<string>();
  for (const { statement, scope } of placed) {
    const { file, start } = statement.span;
    const key = `${file.path}\0${start}\0${statement.kind}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const one = files.get(file) ?? { scope, statements: [] };
    one.statements.push(statement);
    files.set(file, one);
  }
  for (const { scope, statements } of files.values())
    for (const node of treeOf(statements)) convertNode(run, node, scope);
  addFrame(run, system, files.values());
  return { edits: run.edits, notes: run.notes };
}

/** The settings that 2.4 demands before all others, and the protocols that 2.3 served without being told. */
function addFrame(
  run: Run,
  system: DovecotSystem,
  files: Iterable<{ statements: DovecotStatement[] }>,
): void {
  if (system.partial) return;
  const start = system.root.text.startsWith("\ufeff") ? 1 : 0;
  let frame = `dovecot_config_version = ${run.target.version}\ndovecot_storage_version = ${run.target.version}\n`;
  const setsProtocols = [...files].some(({ statements }) =>
    statements.some(
      (one) =>
        (one.kind === "setting" && one.name.text === "protocols") ||
        (one.kind === "include" && one.pattern.text.includes("protocols.d")),
    ),
  );
  if (!setsProtocols) frame += "protocols = imap pop3 lmtp\n";
  run.edits.push({ span: { file: system.root, start, end: start }, text: frame });
}

function convertNode(run: Run, node: Node, scope: Scope): void {
  if (node.kind === "block") {
    convertBlock(run, node, scope);
    return;
  }
  const { statement } = node;
  if (statement.kind !== "setting") return;
  convertPlain(run, statement, scope, []);
}

/** `outer` are the sections around a `plugin { }` block. */
function convertPlain(
  run: Run,
  statement: SettingStatement,
  scope: Scope,
  outer: Scope,
  block?: Block,
): void {
  const { target, inForce } = run;
  const plugins = inForce.plugins(outer);
  const conversion = convertSetting(statement, {
    scope,
    plugins,
    target,
    atTop: inForce.atTop,
    listSoFar: inForce.listSoFar,
    beside: (name) => valueBeside(block, name),
  });
  apply(
    run,
    statement,
    inForce.overridden(statement.span) ? overridden(statement, scope, conversion) : conversion,
  );
}

function valueBeside(block: Block | undefined, name: string): string | undefined {
  const found = settingsOf(block?.children ?? []).findLast((one) => one.name.text === name);
  return found === undefined ? undefined : unquote(found.value.text);
}

/** What a later statement takes the place of in 2.3 must not leave a part of itself behind in 2.4. */
function overridden({ name, value }: SettingStatement, scope: Scope, conversion: Conversion): Conversion {
  const [first = "", ...more] = conversion.kind === "lines" ? conversion.lines : [];
  const isOne = conversion.kind === "lines" && more.length === 0 && !/\{|^$/.test(first);
  const staysWhole = conversion.kind === "keep" || (isOne && conversion.reason === undefined);
  if (staysWhole && scope.at(-1) !== "plugin") return conversion;
  return lines(`# overridden later: ${name.text} = ${value.text}`.replaceAll("\n", " "));
}

function convertBlock(run: Run, block: Block, scope: Scope): void {
  const kind = block.open.name.text;
  const name = block.open.label === undefined ? "" : unquote(block.open.label.text);
  const inner = [...scope, name === "" ? kind : `${kind} ${name}`];
  const gone = goneSection(kind, name);
  if (gone !== undefined) {
    commentOut(run, block, gone);
    return;
  }
  if (kind === "passdb" || kind === "userdb") {
    convertAuthDb(run, block, kind, inner);
    return;
  }
  if (kind === "dict" && scope.length === 0) {
    convertDict(run, block);
    return;
  }
  if (kind === "plugin") {
    removeLine(run, block.open.span);
    if (block.close !== undefined) removeLine(run, block.close.span);
  } else openTo(run, block, convertOpen(kind, name, run.names.get(placeKey(block.open.span))));
  for (const child of block.children) {
    if (child.kind === "block") convertBlock(run, child, inner);
    else if (child.statement.kind === "setting") convertPlain(run, child.statement, inner, scope, block);
  }
}

function openTo(run: Run, block: Block, head: string | undefined): void {
  if (head !== undefined) run.edits.push({ span: block.open.span, text: `${head} {` });
}

function convertAuthDb(run: Run, block: Block, kind: "passdb" | "userdb", inner: Scope): void {
  const settings = settingsOf(block.children);
  const driver = unquote(settings.find((one) => one.name.text === "driver")?.value.text ?? "");
  const gone = goneDriver(driver);
  if (gone !== undefined) {
    commentOut(run, block, gone);
    return;
  }
  const name = run.names.get(placeKey(block.open.span)) ?? driver;
  run.edits.push({
    span: block.open.span,
    text: indented(block.open.span, authDbHead(kind, name, driver)),
  });
  const own = name === driver ? undefined : (text: string) => fullName(kind, driver, text, run.target.knows);
  for (const child of block.children) {
    if (child.kind === "block") convertBlock(run, child, inner);
    else if (child.statement.kind === "setting") {
      const { name: key, value } = child.statement;
      const conversion = convertAuthDbSetting(kind, driver, key.text, value.text, run.extFiles);
      apply(run, child.statement, own === undefined ? conversion : inLines(conversion, own));
    }
  }
}

/** `dict { NAME = driver:file }`: a block for each name, with the settings of its file. */
function convertDict(run: Run, block: Block): void {
  run.edits.push({ span: block.open.span, text: "dict_server {" });
  for (const { span, name, value } of settingsOf(block.children)) {
    apply(
      run,
      { kind: "setting", span, name, value },
      dictEntry(name.text, unquote(value.text), run.extFiles),
    );
  }
}

/** Lines of a replacement, each after the first with the indentation of the line it stands in. */
function indented(span: Span, lines: readonly string[]): string {
  return lines.join(`\n${indentOf(span)}`);
}

function indentOf(span: Span): string {
  const start = linesOf(span.file)[lineOf(span.file, span.start) - 1] ?? 0;
  return /^[ \t]*/.exec(span.file.text.slice(start, span.start))?.[0] ?? "";
}

function apply(run: Run, statement: DovecotStatement, conversion: Conversion): void {
  const { span } = statement;
  if (conversion.kind === "keep") return;
  if (conversion.kind === "manual") {
    run.notes.push({ span, message: conversion.reason });
    const body = span.file.text.slice(span.start, span.end).split("\n");
    run.edits.push({
      span,
      text: indented(span, [mark(conversion.reason), ...body.map((line) => `#   ${line.trim()}`)]),
    });
    return;
  }
  if (conversion.reason !== undefined) run.notes.push({ span, message: conversion.reason });
  if (conversion.lines.length === 0) {
    removeLine(run, span);
    return;
  }
  const lines =
    conversion.reason === undefined ? conversion.lines : [mark(conversion.reason), ...conversion.lines];
  run.edits.push({ span, text: indented(span, lines) });
}

function mark(reason: string): string {
  return `# mailint-upgrade: ${reason}`;
}

/** A section that has no counterpart stays as a comment, with what stands in it. */
function commentOut(run: Run, block: Block, reason: string): void {
  const { file, start } = block.open.span;
  const end = (block.close ?? block.open).span.end;
  const span = { file, start, end };
  run.notes.push({ span: block.open.span, message: reason });
  const indent = indentOf(block.open.span);
  const body = file.text
    .slice(start, end)
    .split("\n")
    .map((line) => `#   ${line.startsWith(indent) ? line.slice(indent.length) : line.trimStart()}`.trimEnd());
  run.edits.push({ span, text: indented(block.open.span, [mark(reason), ...body]) });
}

/** The whole line goes when nothing else stands on it; a comment behind the statement stays. */
function removeLine(run: Run, span: Span): void {
  const { file } = span;
  const starts = linesOf(file);
  const start = starts[lineOf(file, span.start) - 1] ?? 0;
  const next = starts[lineOf(file, Math.max(span.start, span.end - 1))] ?? file.text.length;
  const before = file.text.slice(start, span.start);
  const after = file.text.slice(span.end, next);
  const alone = before.trim() === "" && after.trim() === "";
  run.edits.push({ span: alone ? { file, start, end: next } : span, text: "" });
}
