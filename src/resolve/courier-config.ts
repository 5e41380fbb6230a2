// What rules and models see of a resolved Courier configuration: one instance a start script.

import { type SourceFile, type Span, textOf } from "../source.ts";
import type { Origin } from "../system.ts";
import type { CourierAccess } from "./courier-access.ts";

export interface CourierValue {
  readonly value: string;
  readonly unknown: boolean;
  readonly origin: Origin;
  readonly overridden: readonly Origin[];
}

/** `imapd`, `imapd-ssl`, `pop3d`, `pop3d-ssl`, `esmtpd`, `esmtpd-msa`, `esmtpd-ssl`, `courierd`. */
export interface CourierInstance {
  readonly name: string;
  /** Variables after sourcing the instance's files in the order of its start script. */
  readonly get: (name: string) => CourierValue | undefined;
  readonly variables: ReadonlyMap<string, CourierValue>;
  readonly origin: Origin;
}

/** A `name value` file: authmysqlrc, authldaprc, authpgsqlrc, authsqliterc. */
export interface CourierAuthFile {
  readonly name: string;
  readonly values: ReadonlyMap<string, CourierValue>;
  readonly origin: Origin;
}

export interface CourierConfig {
  readonly instances: readonly CourierInstance[];
  readonly authFiles: readonly CourierAuthFile[];
  /** What `smtpaccess` says of clients; no entries where esmtpd is told of none, or it is not at hand. */
  readonly access: CourierAccess;
  /** A file that a variable names by its path, when it is at hand: at that path, else beside the configuration. */
  readonly fileNamed: (path: string) => SourceFile | undefined;
}

/** What stands behind the name in a line of an auth file; the whole line where nothing does. */
export function authValueSpan(statement: Span): Span {
  const gap = /^[^\s=]+(?:\s+|=)/.exec(textOf(statement))?.[0].length ?? 0;
  const start = statement.start + gap;
  return start < statement.end ? { ...statement, start } : statement;
}
