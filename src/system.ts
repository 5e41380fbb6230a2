// A system: one daemon instance, its root file and all that it includes, resolved to the effective configuration.

import type { Fix, Related, Severity } from "./finding.ts";
import type { Listener } from "./model/listener.ts";
import type { SourceFile, Span } from "./source.ts";

export type Daemon = "dovecot" | "postfix" | "courier";

/** Where an effective value comes from: a span with its include chain (outermost first), or the daemon's default. */
export type Origin =
  | { readonly kind: "default" }
  | { readonly kind: "file"; readonly span: Span; readonly via: readonly Span[] };

/**
 * One effective setting. `scope` is the chain of sections it holds in, outermost first, as written
 * (`["protocol imap"]`, `["service imap-login", "inet_listener imap"]`, Postfix service `["smtp/inet"]`).
 */
export interface Setting {
  readonly name: string;
  readonly scope: readonly string[];
  readonly value: string;
  /** The value cannot be known here (template, missing include, unset environment variable). */
  readonly unknown: boolean;
  readonly origin: Origin;
  /** The earlier places that this one overrides, oldest first. */
  readonly overridden: readonly Origin[];
}

/**
 * Something that parsing or resolving found wrong. `kind` is the id of the rule that reports it
 * (`syntax`, `unknown-setting`, `bad-value`, `dovecot/duplicate-listener`, ...); `fatal` = the daemon refuses to start.
 */
export interface Problem {
  readonly kind: string;
  readonly severity: Severity;
  readonly message: string;
  readonly span: Span;
  readonly related?: readonly Related[];
  readonly fix?: Fix;
  readonly fatal: boolean;
}

interface SystemBase {
  /** Daemon version the tree is read as: "2.3", "2.4", "3.7", ...; Courier: "1". */
  readonly version: string;
  /** `given` by an option, stated in a `file`, or `assumed`. */
  readonly versionFrom: "given" | "file" | "assumed";
  /** The exact release, such as "2.3.13", where an option or the file states one. */
  readonly exactly?: string;
  readonly root: SourceFile;
  /** All source files of the system, root first, each once, in the order read. */
  readonly files: readonly SourceFile[];
  readonly problems: readonly Problem[];
  /** True when the root is only a fragment (a `conf.d` file, a lone `master.cf`): what is not there is unknown. */
  readonly partial: boolean;
  /** Every setting that the tree sets, effective, in file order; for `show --format json`, `explain --in`. */
  readonly settings: () => readonly Setting[];
  readonly listeners: () => readonly Listener[];
}

export interface DovecotSystem extends SystemBase {
  readonly daemon: "dovecot";
  /** The tree as the version reads it that runs now, where `version` is one to come; the same for none. */
  readonly before?: () => DovecotSystem;
  /** The version to come in full, "2.4" or "2.4.3". */
  readonly release?: string;
  readonly config: import("./resolve/dovecot-config.ts").DovecotConfig;
}
export interface PostfixSystem extends SystemBase {
  readonly daemon: "postfix";
  readonly config: import("./resolve/postfix-config.ts").PostfixConfig;
}
export interface CourierSystem extends SystemBase {
  readonly daemon: "courier";
  readonly config: import("./resolve/courier-config.ts").CourierConfig;
}
export type System = DovecotSystem | PostfixSystem | CourierSystem;
