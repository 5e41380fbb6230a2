// What a rule is: metadata, check, and the examples that are its tests and its documentation.

import type { Finding, Fix, Related, Severity } from "./finding.ts";
import type { Machine } from "./machine.ts";
import type { MachineFacts } from "./machine-facts.ts";
import type { Dialect, Span } from "./source.ts";
import type { Daemon, System } from "./system.ts";

type Precision = "very-high" | "high" | "medium" | "low";

export interface Reference {
  readonly title: string;
  readonly url?: string;
}

/** An RFC clause; the number is checked by a test against the list of clauses in docs. */
export function rfc(number: number, section?: string): Reference {
  return section === undefined
    ? { title: `RFC ${number}`, url: `https://www.rfc-editor.org/rfc/rfc${number}` }
    : {
        title: `RFC ${number}, section ${section}`,
        url: `https://www.rfc-editor.org/rfc/rfc${number}#section-${section}`,
      };
}

export interface Report {
  readonly span: Span;
  readonly message: string;
  /** Defaults to the rule's severity. */
  readonly severity?: Severity;
  readonly related?: readonly Related[];
  readonly fix?: Fix;
  readonly about?: Finding["about"];
}

export interface RuleContext {
  /** A rule judges each by itself: of what else the host runs it knows no more than `daemons`. */
  readonly systems: readonly System[];
  /** What the host runs; absent = what the systems are. */
  readonly daemons?: ReadonlySet<Daemon>;
  readonly report: (report: Report) => void;
  /** The machine that the configuration is that of, with `--live`; a rule that needs it is silent without. */
  readonly machine?: Machine | undefined;
}

/**
 * One example: `bad` marks with «…» the span of exactly one finding, `fixed` is what the fix makes of it;
 * `good` gives no finding. `files` holds a tree instead of one text; a marked file makes the tree a bad one.
 * `version` sets the daemon's version (default: Dovecot 2.3, Postfix 3.7).
 */
export interface Example {
  readonly title: string;
  readonly dialect?: Dialect;
  /** File name for `bad`/`good`/`fixed`; default by dialect: dovecot.conf, main.cf, master.cf, imapd, authmysqlrc. */
  readonly name?: string;
  readonly version?: string;
  /** The version that runs now, where `version` is one to come (`--target`). */
  readonly before?: string;
  readonly bad?: string;
  readonly fixed?: string;
  readonly good?: string;
  readonly files?: Readonly<Record<string, string>>;
  /** The machine of the example: it is linted with `--live`. */
  readonly machine?: MachineFacts;
  readonly fixedFiles?: Readonly<Record<string, string>>;
  /** Looks bad and is not: the false-positive trap (a good example). */
  readonly trap?: boolean;
}

export interface Rule {
  readonly id: string;
  readonly since: string;
  readonly severity: Severity;
  /** CVSS-like 0.0–10.0 for code scanning; absent for correctness rules. */
  readonly securitySeverity?: number;
  readonly precision: Precision;
  readonly cwe: readonly number[];
  readonly summary: string;
  readonly why: string;
  readonly remedy: string;
  /** Each message says what to write instead, better than a sentence for all of them could. */
  readonly remedyInMessage?: true;
  readonly references: readonly Reference[];
  readonly check: (context: RuleContext) => void;
  readonly examples: readonly Example[];
  /** Off unless asked for (`--profile strict` or named). */
  readonly optIn?: boolean;
}

export function defineRule(rule: Rule): Rule {
  return rule;
}
