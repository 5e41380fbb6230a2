// The options of a run that the core knows; the command line and the configuration file fill them.

import type { Exclusion } from "./exclude.ts";
import type { Dialect } from "./source.ts";

export interface LintOptions {
  /** Versions to read the trees as; absent: from the files, else assumed. */
  readonly dovecot?: string;
  readonly postfix?: string;
  /** The Dovecot that runs now, where `dovecot` is one to come. */
  readonly dovecotBefore?: string;
  /** Release of Courier (1.1.5) or of the separate courier-imap (5.1.4). */
  readonly courier?: string;
  /** The Postfix that runs now, where `postfix` is one to come; empty = not known. */
  readonly postfixBefore?: string;
  /** Directory that stands for `/`: an absolute include is looked up below it. */
  readonly root?: string;
  /** Follow includes to outside of what was given. */
  readonly follow?: boolean;
  /** What a search leaves out; no finding lies in it, though daemons read it. */
  readonly exclusion?: Exclusion;
  /** Take files of unknown name as this dialect. */
  readonly dialect?: Dialect;
}
