// What the semantic checks of Dovecot 2.3 share: known values of a table, and reporting what does not fit.

import { fieldOf } from "../settings/dovecot-23.ts";
import type { Span } from "../source.ts";
import type { Problem } from "../system.ts";
import type { Reading } from "./dovecot-23-state.ts";
import { defaultOf, type Stored, type Struct } from "./dovecot-23-tree.ts";

export interface Checking {
  readonly reading: Reading;
  readonly reported: Set<string>;
}

/** One table, or one section of it, under a check. */
export interface Subject {
  readonly checking: Checking;
  readonly struct: Struct;
  /** The table it lies in. */
  readonly top: Struct;
}

function foggy({ reading }: Checking, name: string, since: number): boolean {
  return reading.fogs.some(
    (fog) => fog.sequence > since && (since === 0 || fog.optional !== true) && (fog.only ?? name) === name,
  );
}

export function stored({ struct }: Subject, name: string): Stored | undefined {
  return struct.values.get(name);
}

/** The value as the daemon takes it, "" when unset; `undefined` = nobody can know it. */
export function known(subject: Subject, name: string): string | undefined {
  const { checking, struct } = subject;
  const value = struct.values.get(name);
  if (foggy(checking, name, value?.sequence ?? 0) || value?.unknown === true) return undefined;
  if (value !== undefined) return value.expanded;
  const field = fieldOf(struct.fields, name);
  return field === undefined ? undefined : (defaultOf(struct, field)?.text ?? "");
}

/** The value as a number, in seconds, bytes, or as such. */
export function knownNumber(subject: Subject, name: string): bigint | undefined {
  const { checking, struct } = subject;
  const value = struct.values.get(name);
  if (foggy(checking, name, value?.sequence ?? 0) || value?.unknown === true) return undefined;
  if (value !== undefined) return value.number;
  const field = fieldOf(struct.fields, name);
  return field === undefined ? undefined : defaultOf(struct, field)?.number;
}

/** Could a section that nobody can read here stand beside those that are known? */
export function mayHaveMore({ reading }: Checking): boolean {
  return reading.fogs.some((fog) => fog.only === undefined);
}

export function childrenOf(subject: Subject, name: string): Subject[] {
  const { checking, struct, top } = subject;
  return (struct.sections.get(name) ?? []).map((section) => ({ checking, struct: section, top }));
}

/** Reports at the value of the first of `names` that the tree sets, else where the section opens; each problem once. */
export function fail(
  subject: Subject,
  names: readonly string[],
  kind: string,
  message: string,
  more: Partial<Omit<Problem, "kind" | "span" | "message">> = {},
): void {
  const span = spanOf(subject, names);
  if (span === undefined) return;
  failAt(subject.checking, span, kind, message, more);
}

export function failAt(
  { reading, reported }: Checking,
  span: Span,
  kind: string,
  message: string,
  more: Partial<Omit<Problem, "kind" | "span" | "message">> = {},
): void {
  const key = `${kind} ${span.file.path} ${span.start} ${message}`;
  if (reported.has(key)) return;
  reported.add(key);
  reading.problems.push({ kind, severity: "error", fatal: true, ...more, span, message });
}

export function spanOf({ struct, top, checking }: Subject, names: readonly string[]): Span | undefined {
  for (const name of names) {
    const value = struct.values.get(name) ?? top.values.get(name);
    if (value !== undefined) return value.valueSpan;
  }
  const opened = struct.opened.at(-1);
  if (opened?.kind === "file") return opened.span;
  const file = checking.reading.files.values().next().value;
  return file === undefined ? undefined : { file, start: 0, end: 0 };
}

/** t_strsplit_spaces. */
export function words(value: string, separators: RegExp = /[ ,]+/): string[] {
  return value.split(separators).filter((word) => word !== "");
}
