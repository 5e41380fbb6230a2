// A section that is never closed, in both versions of Dovecot.

import type { Span } from "../source.ts";
import type { Problem } from "../system.ts";

/** Reports the section that begins at `span`, `title`: with another fault of its first line, as one finding. */
export function reportNeverClosed(problems: Problem[], span: Span, title: string): void {
  const at = problems.findIndex(
    (one) => one.fatal && one.span.file === span.file && one.span.start === span.start,
  );
  const other = problems[at];
  if (other !== undefined)
    problems[at] = {
      ...other,
      message: `${other.message}; nor is it ever closed: write \`}\` behind its last setting`,
    };
  else
    problems.push({
      kind: "syntax",
      severity: "error",
      fatal: true,
      span,
      message: `this \`${title}\` block is never closed; write \`}\` on a line behind its last setting`,
    });
}
