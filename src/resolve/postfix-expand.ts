// Expands `$name` in Postfix's values as mac_expand() does (util/mac_expand.c), where all that it needs is known.

import type {
  MacroBranches,
  MacroComparison,
  MacroPart,
  MacroReference,
  MacroText,
} from "../../grammars/postfix-macro/ast.ts";
import { parseMacro } from "../../grammars/postfix-macro/parser.ts";
import { oncePerText } from "../once.ts";
import { isScriptName } from "./template.ts";

/** What a name stands for; `undefined` = no such parameter. */
export type Looked =
  /** A value, itself to be expanded. `unknown`: parts of it stand for something that is not known here. */
  | { readonly kind: "value"; readonly text: string; readonly unknown: boolean }
  /** Only the machine knows it, and it is not empty. */
  | { readonly kind: "machine" }
  /** Nothing is known of it. */
  | { readonly kind: "unknown" };

export interface Expansion {
  /** Unknown parts stay as written. */
  readonly value: string;
  readonly unknown: boolean;
  /** Postfix refuses to use the value, with this reason. */
  readonly error: string | undefined;
  /** The error is this program's own limit, not Postfix's. */
  readonly limit: boolean;
}

interface ExpandOptions {
  readonly lookup: (name: string) => Looked | undefined;
  /** Comparisons of compatibility levels (`<=level`) came with Postfix 3.6. */
  readonly levelOperators: boolean;
}

/** Nesting at which mac_expand_callback() gives up. */
const deepest = 100;
/** Limits of this program: values that double themselves would fill the memory. */
const mostSteps = 20_000;
const mostText = 1_000_000;
/** In words. */
export const limitOfExpansion = `${mostSteps} names or ${mostText} characters`;
/** Operands of comparisons start to count anew in Postfix; where it would crash, this ends. */
const deepestOperands = 50;

interface State extends ExpandOptions {
  unknown: boolean;
  /** A name in it is one that a script replaces. */
  scripted: boolean;
  error: string | undefined;
  limit: boolean;
  steps: number;
  size: number;
  operands: number;
}

export function expandText(text: string, options: ExpandOptions): Expansion {
  if (!text.includes("$")) return { value: text, unknown: false, error: undefined, limit: false };
  const state: State = {
    ...options,
    unknown: false,
    scripted: false,
    error: undefined,
    limit: false,
    steps: 0,
    size: 0,
    operands: 0,
  };
  const value = expandParts(parsed(text), text, 0, state);
  return { value, unknown: state.unknown || state.scripted, error: state.error, limit: state.limit };
}

/** Services, rules and hosts ask for the same texts. */
const parsed = oncePerText(1024 * 1024, (text): MacroText => parseMacro(text));

function expandParts(parts: MacroText, source: string, level: number, state: State): string {
  let value = "";
  for (const part of parts) {
    if (state.error !== undefined) break;
    value += expandPart(part, source, level, state);
  }
  return value;
}

function expandPart(part: MacroPart, source: string, level: number, state: State): string {
  if (++state.steps > mostSteps || state.size > mostText) return fail(state, "value is too large", true);
  if (level > deepest) return fail(state, "unreasonable macro call nesting");
  switch (part.kind) {
    case "literal":
      state.size += part.text.length;
      return part.text;
    case "error":
      return fail(state, part.reason);
    case "reference":
      return expandReference(part, source, level, state);
    case "comparison":
      return expandComparison(part, source, level, state);
  }
}

function fail(state: State, reason: string, limit = false): string {
  state.error ??= reason;
  state.limit ||= limit;
  return "";
}

function expandReference(part: MacroReference, source: string, level: number, state: State): string {
  const found = state.lookup(part.name);
  if (part.branches === undefined) {
    if (found === undefined) {
      // Postfix puts nothing in its place, and that is shown; a script puts the value there before.
      state.scripted ||= isScriptName(part.name);
      return "";
    }
    if (found.kind !== "value") return asWritten(part, source, state);
    state.unknown ||= found.unknown;
    return expandParts(parsed(found.text), found.text, level + 1, state);
  }
  if (found?.kind === "unknown" || (found?.kind === "value" && found.unknown))
    return asWritten(part, source, state);
  const holds = found !== undefined && (found.kind === "machine" || cString(found.text) !== "");
  return take(part.branches, holds, source, level, state);
}

function asWritten(part: MacroPart, source: string, state: State): string {
  state.unknown = true;
  return source.slice(part.start, part.end);
}

function take(branches: MacroBranches, holds: boolean, source: string, level: number, state: State): string {
  const branch = holds ? branches.whenTrue : branches.whenFalse;
  const value = branch === undefined ? "" : expandParts(branch, source, level + 1, state);
  if (branches.garbage !== undefined) fail(state, branches.garbage.reason);
  return value;
}

function expandComparison(part: MacroComparison, source: string, level: number, state: State): string {
  if (part.suffix !== "" && !state.levelOperators) return fail(state, '"{expression}" expected');
  if (++state.operands > deepestOperands) return fail(state, "unreasonable macro call nesting");
  const outer = state.unknown;
  state.unknown = false;
  const left = expandParts(part.left, source, 0, state);
  const right = expandParts(part.right, source, 0, state);
  const unknown = state.unknown;
  state.unknown = outer;
  state.operands--;
  if (state.error !== undefined) return "";
  if (unknown) return asWritten(part, source, state);
  const holds = compare(part, cString(left), cString(right), state);
  if (state.error !== undefined) return "";
  if (part.branches !== undefined) return take(part.branches, holds, source, level, state);
  return holds ? "true" : "";
}

function compare(part: MacroComparison, left: string, right: string, state: State): boolean {
  const order = part.suffix === "level" ? compareLevels(left, right, state) : compareValues(left, right);
  switch (part.operator) {
    case "==":
      return order === 0;
    case "!=":
      return order !== 0;
    case "<":
      return order < 0;
    case "<=":
      return order <= 0;
    case ">=":
      return order >= 0;
    case ">":
      return order > 0;
  }
}

/** mac_exp_eval(): as numbers when both are digits only, else as bytes. */
function compareValues(left: string, right: string): number {
  if (!/^\d+$/.test(left) || !/^\d+$/.test(right)) return compareBytes(left, right);
  const delta = BigInt(left) - BigInt(right);
  return delta < 0n ? -1 : delta > 0n ? 1 : 0;
}

function compareLevels(left: string, right: string, state: State): number {
  const [one, other] = [compatibilityLevel(left), compatibilityLevel(right)];
  if (one === undefined || other === undefined) {
    fail(state, `malformed compatibility level syntax: "${one === undefined ? left : right}"`);
    return 0;
  }
  return one - other;
}

/** compat_level_from_string() of global/compat_level.c: "3.6" as a number that orders levels. */
export function compatibilityLevel(text: string): number | undefined {
  const [, major, minor = "0", patch = "0"] =
    text.match(/^[ \t\n\v\f\r]*\+?(\d+)(?:\.[ \t\n\v\f\r]*\+?(\d+)(?:\.[ \t\n\v\f\r]*\+?(\d+))?)?$/) ?? [];
  if (major === undefined || Number(minor) > 255 || Number(patch) > 255) return undefined;
  return Number(major) * 65536 + Number(minor) * 256 + Number(patch);
}

function cString(text: string): string {
  const nul = text.indexOf("\0");
  return nul === -1 ? text : text.slice(0, nul);
}

/** strcmp(): by the bytes of UTF-8, and of the lone bytes that `decode` keeps. */
export function compareBytes(left: string, right: string): number {
  if (left === right) return 0;
  for (let at = 0; ; at++) {
    const [one, other] = [left.charCodeAt(at), right.charCodeAt(at)];
    if (Number.isNaN(one)) return -1;
    if (Number.isNaN(other)) return 1;
    if (one !== other) return rank(one) - rank(other);
  }
}

/** UTF-16 units in the order of the UTF-8 bytes: surrogate pairs last, lone bytes among the lead bytes. */
function rank(unit: number): number {
  if (unit >= 0xdc80 && unit <= 0xdcff) return byteRank(unit - 0xdc00);
  if (unit < 0x80) return byteRank(unit);
  if (unit >= 0xd800 && unit <= 0xdfff) return byteRank(0xf0) + unit;
  const lead = unit < 0x800 ? 0xc0 | (unit >> 6) : 0xe0 | (unit >> 12);
  return byteRank(lead) + unit;
}

function byteRank(byte: number): number {
  return byte * 0x10000;
}

/** A name in a value, with its place in it; `tested` = the reference has branches, so an unset name is expected. */
export interface NameUse {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly tested: boolean;
}

/** Names a value refers to, in both branches of a test, up to the first error (MAC_EXP_FLAG_SCAN). */
export function namesUsed(text: string): {
  readonly uses: readonly NameUse[];
  readonly error: MacroPart | undefined;
} {
  const uses: NameUse[] = [];
  if (!text.includes("$")) return { uses, error: undefined };
  const error = scan(parsed(text), uses);
  return { uses, error };
}

function scan(parts: MacroText, uses: NameUse[]): MacroPart | undefined {
  for (const part of parts) {
    if (part.kind === "literal") continue;
    if (part.kind === "error") return part;
    if (part.kind === "reference") {
      const { name, start, end, branches } = part;
      uses.push({ name, start, end, tested: branches !== undefined });
    } else {
      const error = scan(part.left, uses) ?? scan(part.right, uses);
      if (error !== undefined) return error;
    }
    const { branches } = part;
    const error =
      branches &&
      (scan(branches.whenTrue ?? [], uses) ?? scan(branches.whenFalse ?? [], uses) ?? branches.garbage);
    if (error !== undefined) return error;
  }
  return undefined;
}
