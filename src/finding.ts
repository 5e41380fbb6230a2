// A finding: one thing wrong, at one primary span, with related spans and perhaps a fix.

import type { Span } from "./source.ts";

export const severities = ["note", "warning", "error"] as const;
export type Severity = (typeof severities)[number];

export interface Related {
  readonly message: string;
  readonly span: Span;
}

export interface Edit {
  readonly span: Span;
  readonly text: string;
}

/** `safe`: the daemon accepts the result and nothing that worked stops working but the weakness itself. */
export interface Fix {
  readonly title: string;
  readonly safety: "safe" | "unsafe";
  readonly edits: readonly Edit[];
}

export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly span: Span;
  readonly related: readonly Related[];
  readonly fix?: Fix;
  /** Setting and context the finding is about, for a baseline that survives moved lines. */
  readonly about?: { readonly setting?: string; readonly scope?: readonly string[] };
}
