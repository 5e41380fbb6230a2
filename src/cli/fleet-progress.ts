// The line on a terminal that says how far a fleet run is.

import type { HostLine } from "../report/fleet-line.ts";
import { visible } from "../report/visible.ts";
import type { Io } from "./io.ts";

/** Milliseconds between two states of the line. */
const pace = 100;

/** To be called with each host that is done; the last one clears the line. */
export function fleetProgress(all: number, { stderr, env }: Io): (line: HostLine) => void {
  if (!stderr.isTerminal || env.CI !== undefined) return () => {};
  let done = 0;
  let failed = 0;
  let last = 0;
  return ({ host, status }) => {
    done++;
    if (status === "failed") failed++;
    const now = performance.now();
    if (done === all) stderr.write("\r\u001b[K");
    else if (now - last >= pace) {
      last = now;
      const percent = Math.floor((done / all) * 100);
      const wrong = failed === 0 ? "" : `, ${failed} failed`;
      stderr.write(`\r\u001b[K${done} of ${all} hosts (${percent} %)${wrong} ${visible(host).slice(0, 40)}`);
    }
  };
}
