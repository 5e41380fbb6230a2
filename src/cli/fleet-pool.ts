// Lints hosts in worker threads. A worker that dies, or takes too long, costs the host that it had and no other.

import { Worker } from "node:worker_threads";
import { type HostLine, type HostName, missedHost } from "../report/fleet-line.ts";
import type { FleetSettings } from "./fleet-host.ts";
import { workerMark } from "./fleet-mark.ts";
import { version } from "./version.ts";

interface PoolOptions {
  /** Path of the script that workers run. */
  readonly worker: string;
  readonly jobs: number;
  /** Milliseconds that one host may take. */
  readonly timeout: number;
  /** Memory that the linting of one host may need. */
  readonly heapMiB?: number;
  /** Called once a host, in the order of the hosts' ends. */
  readonly done: (index: number, line: HostLine) => void;
  /** May a host that far behind the first unfinished one be begun? */
  readonly mayBegin?: (index: number) => boolean;
}

/** A worker's heap, by default; the product of it and the jobs is what a run may need at worst. */
const largestHeap = 512;

export interface WorkerMessage {
  readonly line: HostLine;
}

/** Resolves when every host has its line. */
export async function runPool(
  hosts: readonly HostName[],
  settings: FleetSettings,
  options: PoolOptions,
): Promise<void> {
  const queue: Queue = { hosts, next: 0, waiting: [] };
  const jobs = Math.min(options.jobs, hosts.length);
  await Promise.all(Array.from({ length: jobs }, () => work(queue, settings, options)));
}

interface Queue {
  readonly hosts: readonly HostName[];
  next: number;
  /** Jobs that wait until a host ahead of theirs is finished. */
  readonly waiting: (() => void)[];
}

/** One job: a worker, and after its death another one, until no host is left. */
async function work(queue: Queue, settings: FleetSettings, options: PoolOptions): Promise<void> {
  let worker: Worker | undefined;
  try {
    for (;;) {
      const index = await nextOf(queue, options);
      const host = index === undefined ? undefined : queue.hosts[index];
      if (index === undefined || host === undefined) return;
      worker ??= startWorker(settings, options);
      const answer = await ask(worker, host, options);
      if (answer.kind === "died") {
        void worker.terminate();
        worker = undefined;
      }
      options.done(
        index,
        answer.kind === "line" ? answer.line : missedHost(host, "failed", answer.reason, version),
      );
      for (const wake of queue.waiting.splice(0)) wake();
    }
  } finally {
    await worker?.terminate();
  }
}

async function nextOf(queue: Queue, { mayBegin }: PoolOptions): Promise<number | undefined> {
  while (queue.next < queue.hosts.length) {
    if (mayBegin === undefined || mayBegin(queue.next)) return queue.next++;
    await new Promise<void>((wake) => queue.waiting.push(wake));
  }
  return undefined;
}

function startWorker(settings: FleetSettings, { worker, heapMiB = largestHeap }: PoolOptions): Worker {
  return new Worker(worker, {
    argv: [workerMark],
    workerData: settings,
    resourceLimits: { maxOldGenerationSizeMb: heapMiB },
  });
}

type Answer =
  | { readonly kind: "line"; readonly line: HostLine }
  | { readonly kind: "died"; readonly reason: string };

function ask(
  worker: Worker,
  host: HostName,
  { timeout, heapMiB = largestHeap }: PoolOptions,
): Promise<Answer> {
  return new Promise((answer) => {
    const settle = (result: Answer) => {
      clearTimeout(timer);
      worker.off("message", onMessage).off("error", onError).off("exit", onExit);
      // A worker that is ended late may still fail; nobody waits for that.
      if (result.kind === "died") worker.on("error", () => {});
      answer(result);
    };
    const onMessage = ({ line }: WorkerMessage) => settle({ kind: "line", line });
    const onError = (error: NodeJS.ErrnoException) =>
      settle({
        kind: "died",
        reason:
          error.code === "ERR_WORKER_OUT_OF_MEMORY"
            ? `needs more than the limit of ${heapMiB} MiB of memory`
            : `its worker failed (${error.message})`,
      });
    const onExit = (code: number) => settle({ kind: "died", reason: `its worker ended with code ${code}` });
    const timer = setTimeout(
      () => settle({ kind: "died", reason: `took longer than the limit of ${timeout / 1000} s` }),
      timeout,
    );
    worker.on("message", onMessage).on("error", onError).on("exit", onExit);
    worker.postMessage(host);
  });
}
