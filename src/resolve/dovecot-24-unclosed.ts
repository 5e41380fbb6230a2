// A `}` that is missing: one finding, where Dovecot 2.4 refuses the tree, that names the blocks nobody closed.

import type { Span } from "../source.ts";
import type { Store } from "./dovecot-24-store.ts";
import { reportNeverClosed } from "./dovecot-unclosed.ts";

/**
 * Reports the blocks that are still open at the end. A block that cannot stand in one of them shows where the `}` is
 * missing, and those behind it are in their places once it is there.
 */
export function reportUnclosed(store: Store): void {
  const open: { readonly title: string; readonly span: Span }[] = [];
  for (let section = store.section; section.outer !== undefined; section = section.outer)
    if (section.span !== undefined) open.push({ title: section.title, span: section.span });
  const [innermost, outermost] = [open[0], open.at(-1)];
  if (innermost === undefined || outermost === undefined) return;
  const { problems } = store;
  const isMisplaced = ({ kind, span }: { readonly kind: string; readonly span: Span }) =>
    kind === "dovecot/wrong-nesting" &&
    span.file === outermost.span.file &&
    span.start > outermost.span.start;
  const first = problems.findIndex(isMisplaced);
  const misplaced = problems[first];
  if (misplaced === undefined || innermost.span.file !== outermost.span.file) {
    for (const { title, span } of open) reportNeverClosed(problems, span, title);
    return;
  }
  const kept = problems.filter((one, index) => index <= first || !isMisplaced(one));
  const title = misplaced.span.start > innermost.span.start ? innermost.title : outermost.title;
  kept[first] = {
    ...misplaced,
    kind: "syntax",
    message: `this cannot stand in \`${title}\`: a \`}\` is missing before this line`,
    related: open.map(({ span }) => ({ span, message: "never closed" })),
  };
  problems.splice(0, problems.length, ...kept);
}
