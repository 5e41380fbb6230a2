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

/** A line comes as its text: that is made and read faster than V8 copies an object from thread to thread. */
export interface WorkerMessage {
  readonly line: string;
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
  /** What the worker was asked for: the host that it lints, and one that it finds when that is done. */
  let asked: Asked[] = [];
  let worker: Served | undefined;
  try {
    for (;;) {
      if (asked.length === 0) await untilMayBegin(queue, options);
      for (const one of taken(queue, asked.length, options)) {
        worker ??= serve(settings, options);
        worker.ask(one.host);
        asked.push(one);
      }
      const [first, ...others] = asked;
      if (worker === undefined || first === undefined) {
        if (queue.next >= queue.hosts.length) return;
        // Another job was quicker.
        continue;
      }
      const answer = await worker.answer();
      asked = others;
      if (answer.kind === "died") {
        void worker.end();
        worker = others.length === 0 ? undefined : serve(settings, options);
        for (const { host } of others) worker?.ask(host);
      }
      const line =
        answer.kind === "line" ? answer.line : missedHost(first.host, "failed", answer.reason, version);
      options.done(first.index, line);
      for (const wake of queue.waiting.splice(0)) wake();
    }
  } finally {
    await worker?.end();
  }
}

interface Asked {
  readonly index: number;
  readonly host: HostName;
}

async function untilMayBegin(queue: Queue, { mayBegin }: PoolOptions): Promise<void> {
  while (queue.next < queue.hosts.length && mayBegin?.(queue.next) === false)
    await new Promise<void>((wake) => queue.waiting.push(wake));
}

/** The hosts that a job which has so many takes on: a second one only while there are more than jobs to share them. */
function* taken(queue: Queue, has: number, { jobs, mayBegin }: PoolOptions): Generator<Asked> {
  for (let count = has; count < 2; count++) {
    const left = queue.hosts.length - queue.next;
    const host = queue.hosts[queue.next];
    if (host === undefined || (count > 0 && left <= jobs) || mayBegin?.(queue.next) === false) return;
    yield { index: queue.next++, host };
  }
}

type Answer =
  | { readonly kind: "line"; readonly line: HostLine }
  | { readonly kind: "died"; readonly reason: string };

interface Served {
  readonly ask: (host: HostName) => void;
  /** The answer to the first question that has none; its time begins now. */
  readonly answer: () => Promise<Answer>;
  readonly end: () => Promise<unknown>;
}

function serve(settings: FleetSettings, options: PoolOptions): Served {
  const { timeout, heapMiB = largestHeap } = options;
  const worker = new Worker(options.worker, {
    argv: [workerMark],
    workerData: settings,
    resourceLimits: { maxOldGenerationSizeMb: heapMiB },
  });
  const answers: Answer[] = [];
  let wake: (() => void) | undefined;
  const settle = (answer: Answer) => {
    answers.push(answer);
    wake?.();
  };
  const died = (reason: string) => settle({ kind: "died", reason });
  worker.on("message", ({ line }: WorkerMessage) =>
    settle({ kind: "line", line: JSON.parse(line) as HostLine }),
  );
  // A worker that is ended may still fail or exit; nobody asks for that answer.
  worker.on("error", (error: NodeJS.ErrnoException) =>
    died(
      error.code === "ERR_WORKER_OUT_OF_MEMORY"
        ? `needs more than the limit of ${heapMiB} MiB of memory`
        : `its worker failed (${error.message})`,
    ),
  );
  worker.on("exit", (code) => died(`its worker ended with code ${code}`));
  return {
    ask: (host) => worker.postMessage(host),
    answer: async () => {
      const tooLong = `took longer than the limit of ${timeout / 1000} s`;
      const timer = setTimeout(() => died(tooLong), timeout);
      if (answers.length === 0) await new Promise<void>((due) => (wake = due));
      clearTimeout(timer);
      return answers.shift() as Answer;
    },
    end: () => worker.terminate(),
  };
}
