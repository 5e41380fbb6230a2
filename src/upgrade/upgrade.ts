// A Dovecot 2.3 tree rewritten for 2.4, statement by statement: comments, order and file layout stay.

import type { DovecotStatement } from "../../grammars/dovecot/ast.ts";
import type { Edit } from "../finding.ts";
import { isMissingPart } from "../model/dovecot-listeners.ts";
import type { DovecotExtFile } from "../resolve/dovecot-ext-config.ts";
import type { SourceFile, Span } from "../source.ts";
import { lineOf, linesOf } from "../source.ts";
import type { DovecotSystem } from "../system.ts";
import { authDbHead, convertAuthDbSetting, fullName, goneDriver } from "./authdb.ts";
import { block, type Conversion, inLines, lines } from "./conversion.ts";
import { type Dedents, dedentEdits, indentOf, unindent } from "./dedent.ts";
import { dictEntry } from "./dict.ts";
import { type InForce, inForce, placeKey } from "./in-force.ts";
import { sectionNames } from "./section-names.ts";
import { convertOpen, goneSection } from "./sections.ts";
import { convertSetting } from "./settings.ts";
import { type Block, type Node, type SettingStatement, settingsOf, treeOf } from "./tree.ts";
import { unquote, words } from "./values.ts";

/** Something to look at by hand; the same words stand as a comment above the place in the new file. */
interface UpgradeNote {
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
  /** The block that the last edits wrote, which a next one of the same head goes on. */
  openBlock: OpenBlock | undefined;
  /** Names of the sections that had none, by where they open. */
  readonly names: ReadonlyMap<string, string>;
  readonly inForce: InForce;
  readonly dedents: Dedents;
}

interface OpenBlock {
  /** The edit that ends with its brace. */
  readonly edit: number;
  readonly head: string;
  readonly indent: string;
  readonly file: SourceFile;
  /** Up to here only blanks stand behind it. */
  readonly end: number;
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
    openBlock: undefined,
    names: sectionNames(placed),
    inForce: inForce(placed),
    dedents: new Map(),
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
  addScripts(run, system);
  run.edits.push(...dedentEdits(run.dedents, run.edits));
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
  if (!setsProtocols) {
    run.notes.push({ span: { file: system.root, start, end: start }, message: unsaidProtocols });
    frame += `${mark(unsaidProtocols)}\nprotocols = imap pop3 lmtp\n`;
  }
  run.edits.push({ span: { file: system.root, start, end: start }, text: frame });
}

const unsaidProtocols =
  "nothing set `protocols`: 2.3 of dovecot.org served imap, pop3 and lmtp then, that of Debian and Ubuntu nothing; leave those that are meant";

/** Sieve took two places in the user's home without being told; 2.4 has to be told (sieve_storage_create_auto()). */
function addScripts(run: Run, { partial, problems, root, config }: DovecotSystem): void {
  if (partial || isMissingPart(problems)) return;
  const settings = [...config.statements()].flatMap(({ statement, scope }) =>
    statement.kind === "setting" ? [{ name: statement.name.text, value: statement.value.text, scope }] : [],
  );
  const uses = settings.some(
    ({ name, value }) =>
      /^(mail_plugins|protocols)$/.test(name) && words(unquote(value)).some((word) => word === "sieve"),
  );
  const told = settings.some(({ name, scope }) => scope.at(-1) === "plugin" && /^sieve(_dir)?$/.test(name));
  if (!uses || told) return;
  const end = root.text.length;
  const script = block("sieve_script personal", ["path = ~/sieve", "active_path = ~/.dovecot.sieve"]);
  const text = [...(root.text.endsWith("\n") ? [] : [""]), "", ...script, ""].join("\n");
  run.edits.push({ span: { file: root, start: end, end }, text });
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
    unindent(run.dedents, block);
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
    text: indented(run, block.open.span, authDbHead(kind, name, driver)),
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
function indented(run: Run, span: Span, lines: readonly string[]): string {
  return lines.join(`\n${indentOf(run.dedents, span)}`);
}

function apply(run: Run, statement: DovecotStatement, conversion: Conversion): void {
  const { span } = statement;
  if (conversion.kind === "keep") return;
  if (conversion.kind === "manual") {
    run.notes.push({ span, message: conversion.reason });
    const body = span.file.text.slice(span.start, span.end).split("\n");
    run.edits.push({
      span,
      text: indented(run, span, [mark(conversion.reason), ...body.map((line) => `#   ${line.trim()}`)]),
    });
    return;
  }
  if (conversion.reason !== undefined) run.notes.push({ span, message: conversion.reason });
  if (conversion.lines.length === 0 && conversion.reason === undefined) {
    removeLine(run, span);
    return;
  }
  const lines =
    conversion.reason === undefined ? conversion.lines : [mark(conversion.reason), ...conversion.lines];
  const indent = indentOf(run.dedents, span);
  const head = isOneBlock(conversion.lines) ? conversion.lines[0] : undefined;
  const whole = head === undefined ? undefined : { file: span.file, head, indent, end: span.end };
  if (whole === undefined || !goesOn(run, span, lines))
    run.edits.push({ span, text: indented(run, span, lines) });
  run.openBlock = whole && { ...whole, edit: run.edits.length - 1 };
}

/** `HEAD {` … `}` and nothing beside it. */
function isOneBlock(lines: readonly string[]): boolean {
  return (lines[0] ?? "").endsWith(" {") && lines.indexOf("}") === lines.length - 1;
}

/** Two blocks of one head, and only blanks between them: one block. */
function goesOn(run: Run, span: Span, lines: readonly string[]): boolean {
  const { openBlock: open } = run;
  if (open === undefined || open.file !== span.file || open.head !== lines[0]) return false;
  if (open.indent !== indentOf(run.dedents, span)) return false;
  const before = run.edits[open.edit];
  if (before === undefined || span.file.text.slice(open.end, span.start).trim() !== "") return false;
  const brace = `\n${open.indent}}`;
  if (!before.text.endsWith(brace)) return false;
  run.edits[open.edit] = { ...before, text: before.text.slice(0, -brace.length) };
  const body = `${open.indent}${lines.slice(1).join(`\n${open.indent}`)}`;
  const onNewLine = span.file.text[open.end - 1] === "\n";
  run.edits.push({ span: { ...span, start: open.end }, text: onNewLine ? body : `\n${body}` });
  return true;
}

function mark(reason: string): string {
  return `# mailint-upgrade: ${reason}`;
}

/** A section that has no counterpart stays as a comment, with what stands in it. */
function commentOut(run: Run, block: Block, reason: string): void {
  const { file, start } = block.open.span;
  const end = (block.close ?? block.open).span.end;
  const span = { file, start, end };
  // An empty block, as the shipped files have them, leaves nothing to be done.
  const isEmpty = !hasSettings(block);
  if (!isEmpty) run.notes.push({ span: block.open.span, message: reason });
  const indent = indentOf(run.dedents, block.open.span);
  const body = file.text
    .slice(start, end)
    .split("\n")
    .map((line) => `#   ${line.startsWith(indent) ? line.slice(indent.length) : line.trimStart()}`.trimEnd());
  const said = isEmpty ? `# ${reason}; it sets nothing` : mark(reason);
  run.edits.push({ span, text: indented(run, block.open.span, [said, ...body]) });
}

function hasSettings({ children }: Block): boolean {
  return children.some((child) => (child.kind === "block" ? hasSettings(child) : true));
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
  const gone = alone ? { file, start, end: next } : span;
  run.edits.push({ span: gone, text: "" });
  const open = run.openBlock;
  if (open?.file === file && file.text.slice(open.end, gone.start).trim() === "")
    run.openBlock = { ...open, end: gone.end };
}
