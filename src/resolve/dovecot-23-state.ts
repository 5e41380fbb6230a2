// What reading a Dovecot 2.3 tree builds up: tables for each filter, the stack of open sections, files and problems.

import type { DovecotStatement } from "../../grammars/dovecot/ast.ts";
import type { Host } from "../host.ts";
import type { LintOptions } from "../options.ts";
import { roots, rootsWith } from "../settings/dovecot-23.ts";
import type { SourceFile, Span } from "../source.ts";
import type { Origin, Problem } from "../system.ts";
import { type Filter, isForSomeConnections } from "./dovecot-23-filter.ts";
import { type Applied, applyKey, createRoot, type Mark, type RootState } from "./dovecot-23-tree.ts";
import type { IncludedFile } from "./dovecot-include.ts";

/** The tables of one filter; the first of all is the global one, whose filter has no condition. */
export interface FilterTables {
  readonly filter: Filter;
  /** Where its block opened first. */
  readonly origin: Origin;
  /** By index in `roots`; made when a line first needs them. */
  readonly states: (RootState | undefined)[];
}

export interface OpenSection {
  readonly outer: OpenSection | undefined;
  readonly tables: FilterTables;
  readonly filter: Filter;
  readonly key: string;
  readonly label: string;
  readonly isFilter: boolean;
  /** Prefix of the paths of the settings around the section. */
  readonly outerPath: string;
  /** The daemon refuses its header: what stands inside is not judged. */
  readonly broken: boolean;
  readonly span: Span | undefined;
  /** As written, outermost first: `["protocol imap"]`, `["service imap-login", "inet_listener imap"]`. */
  readonly scope: readonly string[];
}

/** From line number `sequence` on, what the tables held before is unknown: an include there cannot be read. */
export interface Fog {
  readonly sequence: number;
  readonly section: OpenSection;
  /** Path of the section, "" at the top of its filter. */
  readonly path: string;
  /** The one setting that such an include is known to set. */
  readonly only?: string;
  /** An `!include_try`: there may be no such file, and what the tree writes is taken to stand. */
  readonly optional?: true;
}

/** State of src/config/old-set-parser.c. */
interface OldState {
  baseDir: string;
  authDepth: number;
  socketDepth: number;
  seenAuth: boolean;
  socket: { path?: string; mode?: string; user?: string; group?: string; master: boolean };
}

export interface Reading {
  readonly host: Host;
  readonly options: LintOptions;
  readonly files: Map<string, SourceFile>;
  /** Files being read, outermost first, and those that wait behind them. */
  readonly inputs: IncludedFile[];
  readonly problems: Problem[];
  readonly tables: FilterTables[];
  /** The same by `filterKey`, but the global ones. */
  readonly byFilter: Map<string, FilterTables>;
  readonly fogs: Fog[];
  readonly statements: { readonly statement: DovecotStatement; readonly scope: readonly string[] }[];
  /** First place of a path set inside a section, for the warning about order. */
  readonly seen: Map<string, Span>;
  readonly old: OldState;
  section: OpenSection;
  path: string;
  counter: number;
  sequence: number;
  /** A continuation left over at the end of a file. */
  tail: string | undefined;
  filesRead: number;
  limited: boolean;
  /** How many sections the file that is being read opens and does not close. */
  unclosed: number;
}

/** The line that is being applied. */
export interface Line {
  readonly statement: DovecotStatement;
  readonly nameSpan: Span;
  readonly valueSpan: Span;
  readonly via: readonly Span[];
}

export function createReading(host: Host, options: LintOptions): Reading {
  const global: FilterTables = { filter: {}, origin: { kind: "default" }, states: [] };
  const section: OpenSection = {
    outer: undefined,
    tables: global,
    filter: {},
    key: "",
    label: "",
    isFilter: false,
    outerPath: "",
    broken: false,
    span: undefined,
    scope: [],
  };
  return {
    host,
    options,
    files: new Map(),
    inputs: [],
    problems: [],
    tables: [global],
    byFilter: new Map(),
    fogs: [],
    statements: [],
    seen: new Map(),
    old: {
      baseDir: "/run/dovecot",
      authDepth: 0,
      socketDepth: 0,
      seenAuth: false,
      socket: { master: false },
    },
    section,
    path: "",
    counter: 0,
    sequence: 0,
    tail: undefined,
    filesRead: 0,
    limited: false,
    unclosed: 0,
  };
}

export function stateOf(tables: FilterTables, at: number): RootState | undefined {
  tables.states[at] ??= createRoot(at);
  return tables.states[at];
}

/** Indexes of the tables that may know a path, in doveconf's order. */
export function rootsFor(path: string): readonly number[] {
  const slash = path.indexOf("/");
  return slash === -1 ? rootsWith(path) : rootsWith(path.slice(0, slash).toLowerCase());
}

export function problem(
  reading: Reading,
  kind: string,
  span: Span,
  message: string,
  more: Partial<Omit<Problem, "kind" | "span" | "message">> = {},
): void {
  reading.problems.push({ kind, severity: "error", fatal: true, ...more, span, message });
}

/**
 * Where a fault of a line is reported: at `span`, but on the last line of a continued one, where the daemon counts it.
 */
export function faultSpan(line: Line, span: Span): Span {
  return lastLineOf(line.statement.span, span);
}

/** `span`, or where it stands above the last line of a continued one, that line. */
export function lastLineOf({ file, start, end }: Span, span: Span): Span {
  const lastLine = file.text.lastIndexOf("\n", end - 1) + 1;
  if (lastLine <= start || span.start >= lastLine) return span;
  const text = file.text.slice(lastLine, end);
  return { file, start: lastLine + (text.length - text.trimStart().length), end };
}

/** Deeper sections than any that the daemon knows have the scope of the outer one. */
const DEEPEST_SCOPE = 20;

export function scopeIn(outer: OpenSection, key: string, label: string): readonly string[] {
  if (outer.scope.length >= DEEPEST_SCOPE) return outer.scope;
  return [...outer.scope, label === "" ? key : `${key} ${label}`];
}

export type AppliedLine = Applied | { readonly kind: "auth-in-filter" };

/** config_apply_line: a full path to every table that knows it. With `label` the line opens a section of that name. */
export function applyPath(
  tables: FilterTables,
  filter: Filter,
  path: string,
  value: string,
  mark: Mark,
  label?: string,
): AppliedLine {
  let done: Applied = { kind: "unknown" };
  for (const at of rootsFor(path)) {
    const state = stateOf(tables, at);
    if (state === undefined) continue;
    const applied = applyKey(state, path, value, mark);
    if (applied.kind === "error") return applied;
    if (applied.kind === "unknown") continue;
    done = applied;
    if (roots()[at]?.module === "auth" && isForSomeConnections(filter)) return { kind: "auth-in-filter" };
    if (label === undefined) continue;
    if (applied.list) return { kind: "error", reason: "a section is not allowed here" };
    const { section } = applied;
    if (section?.label !== undefined) applyKey(state, `${path}/${value}/${section.label}`, label, mark);
  }
  return done;
}
