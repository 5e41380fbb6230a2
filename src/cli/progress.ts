// A line on the terminal that says how far a run of many systems is.

import type { LintRequest } from "../lint.ts";
import { visible } from "../report/visible.ts";
import type { Io } from "./io.ts";

/** Fewer systems are done before anybody could read it. */
const least = 20;

export function progressLine({ stderr, env }: Io): LintRequest["progress"] {
  if (!stderr.isTerminal || env.CI !== undefined) return undefined;
  let shown = -1;
  return (done, all, { root }) => {
    const percent = Math.floor((done / all) * 100);
    if (all < least || percent === shown) return;
    shown = percent;
    stderr.write(`\r\u001b[K${done}/${all} ${visible(root).slice(-60)}`);
    if (done === all - 1) stderr.write("\r\u001b[K");
  };
}
