// Reads the effective values of Postfix parameters as the daemons do, and finds the place of a part of a value.

import type { MasterService } from "../../grammars/postfix-master/ast.ts";
import type { PostfixConfig, PostfixValue } from "../resolve/postfix-config.ts";
import type { Span } from "../source.ts";
import type { Origin } from "../system.ts";

/** `undefined` = not known here. A value that is neither yes nor no stops the daemon (get_mail_conf_bool): `bad`. */
export type Flag = "yes" | "no" | "bad" | undefined;

export function flagOf(value: PostfixValue | undefined): Flag {
  if (value === undefined) return "no";
  if (value.unknown) return undefined;
  const text = value.value.toLowerCase();
  return text === "yes" || text === "no" ? text : "bad";
}

export function flag(config: PostfixConfig, name: string, service?: MasterService): Flag {
  return flagOf(config.get(name, service));
}

/** The value in lower case; `undefined` when it is not known here; empty when this release has no such parameter. */
export function textValue(config: PostfixConfig, name: string, service?: MasterService): string | undefined {
  const value = config.get(name, service);
  if (value === undefined) return "";
  return value.unknown ? undefined : value.value.trim();
}

/** The release is at least `least`: `undefined` when it is not known. Releases are `major.minor`. */
export function atLeast(version: string | undefined, least: string): boolean | undefined {
  if (version === undefined) return undefined;
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [wantedMajor = 0, wantedMinor = 0] = least.split(".").map(Number);
  return major !== wantedMajor ? major > wantedMajor : minor >= wantedMinor;
}

/** In longer values a part that expansion moved is not looked for: with thousands of parts it would take too long. */
const MOST_SEARCHED = 100_000;

/** Where the half-open range of the expanded value stands; the whole value when expansion moved it. */
export function placeOf(value: PostfixValue, start: number, end: number): Span | undefined {
  if (value.origin.kind !== "file") return undefined;
  const { statement } = value;
  if (statement === undefined) return value.origin.span;
  const { locate } = statement;
  if (value.raw === value.value) return locate(start, end);
  if (value.raw.length > MOST_SEARCHED) return value.origin.span;
  const part = value.value.slice(start, end);
  const at = value.raw.indexOf(part);
  return at !== -1 && part !== "" && value.raw.indexOf(part, at + 1) === -1
    ? locate(at, at + part.length)
    : value.origin.span;
}

/** `placeOf` as an origin. */
export function originAt(value: PostfixValue, start: number, end: number): Origin {
  const span = placeOf(value, start, end);
  return span === undefined ? { kind: "default" } : { kind: "file", span, via: [] };
}
