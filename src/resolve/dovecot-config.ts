// What rules and models see of a resolved Dovecot tree, the same for 2.3 and 2.4.

import type { DovecotStatement } from "../../grammars/dovecot/ast.ts";
import type { SourceFile, Span } from "../source.ts";
import type { Origin } from "../system.ts";
import type { DovecotExtFile } from "./dovecot-ext-config.ts";

export interface EffectiveValue {
  /**
   * As the daemon takes it: numbers as `doveconf -h` prints them, `$variables` put in, `<file` as written; for 2.4 lists,
   * the elements joined by a space.
   */
  readonly value: string;
  readonly unknown: boolean;
  /** Where the value stands in the tree, for a finding about it; `undefined` for a default. */
  readonly valueSpan: Span | undefined;
  readonly origin: Origin;
  readonly overridden: readonly Origin[];
}

/** For whom the value is asked: everything absent = the global value. */
export interface DovecotContext {
  readonly protocol?: string;
  /** Address or name literal as written in `local`, `remote`, `local_name` blocks. */
  readonly local?: string;
  readonly remote?: string;
  readonly localName?: string;
  /** 2.4: name of the service whose own block counts. */
  readonly service?: string;
}

/** Equal for equal contexts, "" for the global one. */
export function contextKey({ protocol, local, localName, remote }: DovecotContext): string {
  const isGlobal =
    protocol === undefined && local === undefined && localName === undefined && remote === undefined;
  return isGlobal ? "" : JSON.stringify([protocol, local, localName, remote]);
}

/** A filter block: the conditions of it and of all that enclose it. */
export interface DovecotFilterBlock {
  readonly context: DovecotContext;
  /** `protocol !imap`. */
  readonly negatedProtocol?: string;
  readonly origin: Origin;
  /** The settings written in this block itself. */
  readonly values: ReadonlyMap<string, EffectiveValue>;
}

/** A section such as `service imap-login`, `inet_listener imap`, `passdb`, `namespace inbox`. */
export interface DovecotSection {
  readonly kind: string;
  readonly label: string;
  readonly origin: Origin;
  /** What the tree sets here, by name. */
  readonly values: ReadonlyMap<string, EffectiveValue>;
  readonly sections: readonly DovecotSection[];
  /** Effective value, the daemon's default for this very section (`service imap-login`) included; `undefined` = no such setting. */
  readonly get: (name: string) => EffectiveValue | undefined;
}

export type FileNamed = (name: string, from: string) => SourceFile | undefined;

export interface DovecotConfig {
  readonly version: "2.3" | "2.4";
  /** Effective value; `undefined` = this version has no such setting and the tree does not set it. */
  readonly get: (name: string, context?: DovecotContext) => EffectiveValue | undefined;
  /** Top-level sections of a kind, the daemon's built-in services included, in the daemon's order. */
  readonly sections: (kind: string) => readonly DovecotSection[];
  readonly filters: readonly DovecotFilterBlock[];
  /** `plugin { }` settings of 2.3. */
  readonly plugin: ReadonlyMap<string, EffectiveValue>;
  /** Files of their own that databases and dicts of 2.3 name, as far as they are at hand. */
  readonly extFiles: readonly DovecotExtFile[];
  /** Another file that a setting in the file `from` names, where it is at hand. */
  readonly fileNamed: FileNamed;
  /** All statements as written, in the order read, with the sections they stand in, for rules about the text itself. */
  readonly statements: () => readonly {
    readonly statement: DovecotStatement;
    readonly scope: readonly string[];
  }[];
}
