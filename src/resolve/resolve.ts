// The contract of a daemon's resolver: from a root file to a system. `lint.ts` loads them on first use.

import type { Host } from "../host.ts";
import type { LintOptions } from "../options.ts";
import type { Dialect } from "../source.ts";
import type { Problem, System } from "../system.ts";

/**
 * What discovery found to be one system. `root` is the path of the root file (dovecot.conf, main.cf, a Courier directory's
 * first file), `files` what else belongs to it by name (master.cf beside main.cf, Courier's other files).
 */
export interface Entry {
  readonly daemon: "dovecot" | "postfix" | "courier";
  readonly root: string;
  readonly files: readonly string[];
  /** Dovecot: pieces of configuration below the root's directory, which are read only where an include names them. */
  readonly pieces?: readonly string[];
  /** The root is a fragment of a configuration whose main file is not at hand. */
  readonly partial: boolean;
  /** Dialect of the root where its name does not tell: from its content, or as the user said. */
  readonly dialect?: Dialect;
}

/** Never throws on any input: what is wrong goes to the system's problems. */
export type Resolve = (entry: Entry, host: Host, options: LintOptions) => System;

/** How `mailint show` prints a system. */
export interface ShowOptions {
  /** Every setting, defaults among them. */
  readonly all: boolean;
  /** Postfix: `$name` replaced. */
  readonly expand: boolean;
  /** Postfix: the services of master.cf instead of main.cf, or with `overrides` what their `-o` sets. */
  readonly services: boolean;
  readonly overrides: boolean;
}

/** The lines that the daemon's own tool prints. */
export type Show = (system: System, options: ShowOptions) => readonly string[];

/** Note on an include that leads outside of what was given, shared by the daemons. */
export type { Problem };
