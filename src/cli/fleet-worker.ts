// A worker thread of `mailint fleet`: hosts in, lines out. In the main thread it tells where its code lies.

import { parentPort, workerData } from "node:worker_threads";
import type { HostName } from "../report/fleet-line.ts";
import { type FleetSettings, hostLinter } from "./fleet-host.ts";
import type { WorkerMessage } from "./fleet-pool.ts";

export const url = import.meta.url;

if (parentPort !== null) serve(parentPort, hostLinter(workerData as FleetSettings));

function serve(port: NonNullable<typeof parentPort>, lintHost: ReturnType<typeof hostLinter>): void {
  port.on("message", async (host: HostName) => {
    port.postMessage({ line: await lintHost(host) } satisfies WorkerMessage);
  });
}
