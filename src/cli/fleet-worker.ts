// A worker thread of `mailint fleet`: hosts in, lines out.

import { parentPort, workerData } from "node:worker_threads";
import type { HostName } from "../report/fleet-line.ts";
import { type FleetSettings, hostLinter } from "./fleet-host.ts";
import type { WorkerMessage } from "./fleet-pool.ts";

/** Serves until the main thread ends it. */
export function serve(): void {
  const lintHost = hostLinter(workerData as FleetSettings);
  parentPort?.on("message", async (host: HostName) => {
    parentPort?.postMessage({ line: JSON.stringify(await lintHost(host)) } satisfies WorkerMessage);
  });
}
