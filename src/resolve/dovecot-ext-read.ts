// Reads a file that a passdb, userdb or dict of Dovecot 2.3 names, line by line, after settings_read_i in
// src/lib-settings/settings.c. That stops at the first fault; here all of them are said.

import type { ExtStatement } from "../../grammars/dovecot-ext/ast.ts";
import { parseDovecotExt } from "../../grammars/dovecot-ext/parser.ts";
import type { Host } from "../host.ts";
import { nearest } from "../nearest.ts";
import type { LintOptions } from "../options.ts";
import { type ExtKind, type ExtTable, extTables } from "../settings/dovecot-ext.ts";
import { withoutSchemes } from "../settings/password-schemes.ts";
import { type SourceFile, type Span, sourceFile, textOf } from "../source.ts";
import type { Origin, Problem } from "../system.ts";
import { lastLineOf } from "./dovecot-23-state.ts";
import type { DovecotExtUse } from "./dovecot-ext-config.ts";
import { badValue } from "./dovecot-ext-values.ts";
import { type IncludedFile, includedFiles } from "./dovecot-include.ts";
import { isTemplate } from "./dovecot-template.ts";
import { isTemplateLine } from "./template.ts";

type SettingStatement = ExtStatement & { kind: "setting" };

/** A file may include as many, counted each time; of a setting written again and again the last places are kept. */
const MOST_FILES = 1000;
const MOST_OVERRIDDEN = 20;

export interface ExtValue {
  readonly value: string;
  readonly templated: boolean;
  readonly sequence: number;
  readonly span: Span;
  readonly origin: Origin;
  readonly overridden: readonly Origin[];
}

export interface ExtSection {
  readonly kind: string;
  readonly label: string;
  readonly origin: Origin;
  readonly span: Span | undefined;
  /** `skipped`: the daemon passes over it without a word, or refuses it; `any`: names are the administrator's. */
  readonly table: ExtTable | "any" | "skipped";
  readonly values: Map<string, ExtValue>;
  readonly sections: ExtSection[];
}

export interface ExtReading {
  readonly kind: ExtKind;
  readonly use: DovecotExtUse;
  readonly host: Host;
  readonly options: LintOptions;
  /** Of the whole tree: a file read twice is one. */
  readonly files: Map<string, SourceFile>;
  readonly problems: Problem[];
  readonly top: ExtSection;
  /** Open sections, outermost (the file itself) first. */
  readonly stack: ExtSection[];
  readonly inputs: IncludedFile[];
  sequence: number;
  filesRead: number;
  /** From here on back nothing is known: a part that cannot be read stands here. 0 = all is at hand. */
  fog: number;
}

/** As the daemon goes on, or not, after a fault in such a file. */
export function consequence(kind: ExtKind): string {
  return kind.startsWith("dict-")
    ? "the dict cannot be opened"
    : "the auth process does not start, so nobody can log in";
}

export function readExt(
  of: Pick<ExtReading, "kind" | "use" | "host" | "options" | "files" | "problems">,
  name: IncludedFile,
  file: SourceFile,
): ExtReading {
  const { span, via } = of.use;
  const top: ExtSection = {
    kind: "",
    label: "",
    origin: { kind: "file", span, via },
    span: undefined,
    table: extTables[of.kind],
    values: new Map(),
    sections: [],
  };
  const reading: ExtReading = { ...of, top, stack: [top], inputs: [], sequence: 0, filesRead: 0, fog: 0 };
  readFile(reading, name, file, [...via, span]);
  unclosed(reading);
  return reading;
}

/** The daemon takes the file all the same: what a section in it was to say is lost, or what stands behind it. */
function unclosed(reading: ExtReading): void {
  for (const { kind, span, table } of reading.stack.slice(1)) {
    if (span === undefined) continue;
    const lost = table === "skipped" ? "passes over the rest of the file" : "does not take what it says";
    say(
      reading,
      "syntax",
      span,
      `this \`${kind}\` section is never closed, and the daemon ${lost}; write \`}\` behind its last setting`,
      {
        severity: "warning",
      },
    );
  }
}

function say(
  { problems, use }: ExtReading,
  kind: string,
  span: Span,
  message: string,
  more: Partial<Problem> = {},
): void {
  const related = [{ span: use.span, message: "the file is named here" }];
  problems.push({ kind, severity: "error", fatal: false, related, ...more, span, message });
}

function refuse(
  reading: ExtReading,
  kind: string,
  span: Span,
  what: string,
  more: Partial<Problem> = {},
): void {
  say(reading, kind, span, `${what}: ${consequence(reading.kind)}`, more);
}

function readFile(reading: ExtReading, name: IncludedFile, file: SourceFile, via: readonly Span[]): void {
  const { statements, ambiguous, fatal, tail } = parseDovecotExt(file);
  for (const span of ambiguous)
    say(
      reading,
      "syntax",
      span,
      "`#` starts a comment even without a space before it, and cuts the value here; put the value in quotes, or a space before the `#`",
      { severity: "warning" },
    );
  for (const span of fatal)
    refuse(
      reading,
      "syntax",
      span,
      "the daemon crashes at a line that has nothing but white space before its `\\`; delete the line",
    );
  reading.inputs.push(name);
  for (const statement of statements) apply(reading, name, statement, via);
  reading.inputs.pop();
  if (tail !== undefined)
    say(reading, "syntax", tail, "the file ends with a `\\`: the daemon drops the line; delete the `\\`", {
      severity: "warning",
    });
}

function apply(reading: ExtReading, name: IncludedFile, statement: ExtStatement, via: readonly Span[]): void {
  reading.sequence++;
  if (statement.kind === "setting") set(reading, statement, via);
  else if (statement.kind === "open") open(reading, statement, via);
  else if (statement.kind === "close") close(reading, statement);
  else if (statement.kind === "include") include(reading, name, statement, via);
  else junk(reading, statement);
}

function current({ stack, top }: ExtReading): ExtSection {
  return stack.at(-1) ?? top;
}

function set(reading: ExtReading, statement: SettingStatement, via: readonly Span[]): void {
  const section = current(reading);
  const { name, value, quoted, span } = statement;
  if (section.table === "skipped") return;
  const templated =
    isTemplate(withoutSchemes(value.text)) || (!quoted && /(?:^|[ \t])\$ENV:/.test(value.text));
  if (section.table !== "any" && !isTemplate(name.text)) {
    const fact = section.table.settings.get(name.text);
    if (fact === undefined) {
      unknown(reading, statement, section.table);
      return;
    }
    const wrong = templated ? undefined : badValue(name.text, value.text, fact);
    if (wrong !== undefined)
      refuse(reading, "bad-value", lastLineOf(span, value.text === "" ? span : value.span), wrong);
    obsolete(reading, name);
  } else if (section.kind === "fields" && !templated && !value.text.startsWith("$"))
    refuse(
      reading,
      "bad-value",
      lastLineOf(span, value.text === "" ? span : value.span),
      `\`${name.text} = ${value.text}\` in \`fields\` names no variable of the pattern, such as \`$user\``,
    );
  const earlier = section.values.get(name.text);
  if (earlier !== undefined && section.table !== "any") duplicate(reading, statement, earlier);
  section.values.set(name.text, {
    value: value.text,
    templated,
    sequence: reading.sequence,
    span: value.text === "" ? span : value.span,
    origin: { kind: "file", span, via },
    overridden:
      earlier === undefined ? [] : [...earlier.overridden.slice(1 - MOST_OVERRIDDEN), earlier.origin],
  });
}

function duplicate(reading: ExtReading, { name, value, span }: SettingStatement, earlier: ExtValue): void {
  const { origin } = earlier;
  if (earlier.value === value.text || origin.kind === "default" || origin.span.file !== span.file) return;
  // Between the branches of a template's condition, one of the two is all that is left.
  if (reading.fog > earlier.sequence) return;
  say(
    reading,
    "duplicate-setting",
    name.span,
    `\`${name.text}\` is written twice: this line counts, and the one above has no effect`,
    { severity: "warning", related: [{ span: origin.span, message: "overridden value" }] },
  );
}

/** parse_obsolete_setting of src/auth/db-dict.c. */
const obsoleteInDict: Readonly<Record<string, string>> = {
  password_key: "`key passdb { key = ... format = json }` and `passdb_objects = passdb`",
  user_key: "`key userdb { key = ... format = json }` and `userdb_objects = userdb`",
  value_format: "`format = json` in each `key` section",
};

function obsolete(reading: ExtReading, { text, span }: { readonly text: string; readonly span: Span }): void {
  if (reading.kind !== "dict" || !Object.hasOwn(obsoleteInDict, text)) return;
  say(reading, "obsolete-setting", span, `\`${text}\` is an old form; write ${obsoleteInDict[text]}`, {
    severity: "warning",
  });
}

function unknown(reading: ExtReading, { name, span }: SettingStatement, table: ExtTable): void {
  const guess = nearest(name.text, table.settings.keys());
  const at = lastLineOf(span, name.span);
  const advice = guess === undefined ? "" : `; did you mean \`${guess}\`?`;
  say(
    reading,
    "unknown-setting",
    at,
    `\`${name.text}\` is no setting of ${table.title}: ${consequence(reading.kind)}${advice}`,
    guess === undefined || at !== name.span
      ? {}
      : { fix: { title: `write \`${guess}\``, safety: "unsafe", edits: [{ span: name.span, text: guess }] } },
  );
}

function open(reading: ExtReading, statement: ExtStatement & { kind: "open" }, via: readonly Span[]): void {
  const section = current(reading);
  const { name, label, span } = statement;
  const table = tableIn(reading, section, statement);
  const inner: ExtSection = {
    kind: name,
    label,
    origin: { kind: "file", span, via },
    span,
    table,
    values: new Map(),
    sections: [],
  };
  if (table !== "skipped") section.sections.push(inner);
  reading.stack.push(inner);
}

/** What stands in a section that opens in `outer`; a section that the daemon refuses or passes over is said so. */
function tableIn(
  reading: ExtReading,
  outer: ExtSection,
  { name, label, span }: ExtStatement & { kind: "open" },
): ExtSection["table"] {
  if (outer.table === "skipped") return "skipped";
  if (outer === reading.top && outer.table !== "any" && outer.table.sections.size === 0) {
    say(
      reading,
      "syntax",
      lastLineOf(span, span),
      `a file for ${outer.table.title} has no sections: the daemon passes over \`${name} { }\` and all that stands in it`,
      { severity: "warning" },
    );
    return "skipped";
  }
  const table = outer.table === "any" ? undefined : outer.table.sections.get(name);
  if (table === undefined) {
    const known = outer.table === "any" ? [] : [...outer.table.sections.keys()];
    const instead = known.length === 0 ? "" : `; known here: ${known.map((one) => `\`${one}\``).join(", ")}`;
    refuse(reading, "syntax", lastLineOf(span, span), `no section \`${name}\` may stand here${instead}`);
    return "skipped";
  }
  if (reading.kind === "dict" && name === "key" && label.includes("."))
    refuse(
      reading,
      "syntax",
      lastLineOf(span, span),
      `the name \`${label}\` of a \`key\` section holds a \`.\``,
    );
  return table;
}

function close(reading: ExtReading, { span }: ExtStatement & { kind: "close" }): void {
  if (reading.stack.length > 1) reading.stack.pop();
  else
    refuse(
      reading,
      "syntax",
      lastLineOf(span, span),
      "this `}` closes nothing; delete it, or write the line again that opened its section",
    );
}

function junk(reading: ExtReading, { span, reason }: ExtStatement & { kind: "junk" }): void {
  if (isTemplateLine(textOf(span))) {
    reading.fog = reading.sequence;
    say(
      reading,
      "template",
      span,
      "this line is an instruction to a template engine: what it leaves is unknown",
      { severity: "note" },
    );
  } else refuse(reading, "syntax", lastLineOf(span, span), reason);
}

function include(
  reading: ExtReading,
  includer: IncludedFile,
  { pattern, optional, span }: ExtStatement & { kind: "include" },
  via: readonly Span[],
): void {
  const at = lastLineOf(span, pattern.text === "" ? span : pattern.span);
  const found = includedFiles(pattern.text, includer, reading.host, reading.options);
  if (found.kind === "none") {
    if (!optional) refuse(reading, "missing-include", at, `no file matches \`${pattern.text}\``);
    return;
  }
  if (found.kind === "outside") {
    outside(reading, pattern.text, at);
    return;
  }
  // settings_include puts all matches on a stack and reads the last one first.
  for (const name of found.files.toReversed()) {
    if (reading.inputs.some((input) => input.path === name.path)) {
      refuse(reading, "include-cycle", at, `\`${name.path}\` is included while it is still being read`);
      continue;
    }
    if (reading.filesRead === MOST_FILES) {
      limit(reading, at);
      return;
    }
    reading.filesRead++;
    const file = fileAt(reading, name.path);
    if (file === undefined) outside(reading, name.path, at);
    else readFile(reading, name, file, [...via, span]);
  }
}

function limit(reading: ExtReading, at: Span): void {
  if (reading.problems.some(({ kind, span }) => kind === "limit" && span.file === at.file)) return;
  reading.fog = reading.sequence;
  say(reading, "limit", at, "too many included files: reading stops here, and the rest of them is unknown");
}

function outside(reading: ExtReading, what: string, at: Span): void {
  reading.fog = reading.sequence;
  say(reading, "include-outside", at, `\`${what}\` lies outside of what was given: what it sets is unknown`, {
    severity: "note",
  });
}

/** The file, from those read already where it is among them; `undefined` = it cannot be read. */
export function fileAt(
  { files, host }: Pick<ExtReading, "files" | "host">,
  path: string,
): SourceFile | undefined {
  const known = files.get(path);
  if (known !== undefined) return known;
  const read = host.read(path);
  if (read.kind !== "text") return undefined;
  const file = sourceFile(path, read.text, "dovecot-ext");
  files.set(path, file);
  return file;
}
