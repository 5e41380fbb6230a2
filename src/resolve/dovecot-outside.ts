// An include that leads out of what was given: all optional ones of a tree are one finding.

import type { DovecotStatement } from "../../grammars/dovecot/ast.ts";
import type { Span } from "../source.ts";
import type { Problem } from "../system.ts";

const optionalNote = "where it is, it may change what is judged here";

/** `why` ends a sentence about the path. */
export function reportOutside(
  problems: Problem[],
  { pattern, optional }: DovecotStatement & { kind: "include" },
  span: Span,
  why: string,
): void {
  const place = `\`${pattern.text}\` ${why}`;
  const at = optional ? problems.findIndex(({ message }) => message.endsWith(optionalNote)) : -1;
  const first = problems[at];
  if (first !== undefined)
    problems[at] = { ...first, related: [...(first.related ?? []), { message: `${place} as well`, span }] };
  else
    problems.push({
      kind: "include-outside",
      severity: "note",
      fatal: false,
      span,
      message: `${place}: ${optional ? optionalNote : "what it sets is unknown"}`,
    });
}
