// Starts a daemon inside a root as a child of the test, on loopback, and stops it with everything it forked.
//
// The daemon runs in a PID namespace of its own whose first process waits on a pipe from the test. When that pipe
// closes (`stop()`, a failed test, a test process that was killed), the first process ends, and the kernel then ends
// the rest: no signal goes to a process by name, and nothing outlives the test.

import { spawn } from "node:child_process";
import { createServer, type Server } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { environment, type Root, rootDirectory } from "../oracle/daemons.ts";

/** How long a machine under load may take for anything at all; passing tests never wait for it. */
export const PATIENCE_MS = 40_000;
const POLL_MS = 4;

export interface Running {
  /** What the daemon wrote to its standard output and error so far. */
  output(): string;
  /** Ends the daemon and its children; resolves when they are gone. */
  stop(): Promise<void>;
  readonly [Symbol.asyncDispose]: () => Promise<void>;
}

/** An error of `start`: the daemon ended, or time did, before it was ready; `output` is what it said. */
interface BootFailure extends Error {
  readonly output: string;
}

export function isBootFailure(error: unknown): error is BootFailure {
  return error instanceof Error && error.name === "BootFailure";
}

export function bootFailure(message: string, output: string): BootFailure {
  return Object.assign(new Error(`${message}\n${output}`), { name: "BootFailure", output });
}

export interface Start {
  readonly root: Root;
  readonly argv: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Directories, as the test sees them, that the daemon and only it sees in place of others. */
  readonly mounts?: readonly { readonly from: string; readonly on: string }[];
  /** Asked again and again until it is true; it may look at logs and sockets. */
  ready(output: string): boolean | Promise<boolean>;
  /** More to show when the start fails, such as the daemon's log. */
  log?(): string;
}

const INIT = `hostname mail.example.test; { "$@" </dev/null; echo "$?" >&3; } & read -r end`;

function namespaces(how: Start): readonly string[] {
  const mounts = (how.mounts ?? []).map(({ from, on }) => `mount --bind '${from}' '${on}' || exit 1; `);
  const own = ["--uts", "--pid", "--fork", "--kill-child", ...(mounts.length > 0 ? ["--mount"] : [])];
  return [...own, "sh", "-c", mounts.join("") + INIT, "sh", "chroot", rootDirectory(how.root), ...how.argv];
}

export async function start(how: Start): Promise<Running> {
  const child = spawn("unshare", namespaces(how), {
    env: environment(how.env),
    stdio: ["pipe", "pipe", "pipe", "pipe"],
  });
  let output = "";
  let ended: string | undefined;
  const collect = (chunk: Buffer): void => {
    output += chunk.toString("latin1");
  };
  child.stdout.on("data", collect);
  child.stderr.on("data", collect);
  child.stdio[3]?.on("data", (status: Buffer) => {
    ended = `it ended with status ${status.toString("latin1").trim()}`;
  });
  child.stdin.on("error", () => undefined);
  const gone = new Promise<void>((resolve) => {
    child.once("error", (error) => {
      ended = error.message;
      resolve();
    });
    child.once("close", () => {
      ended ??= "it was stopped";
      resolve();
    });
  });
  const stop = async (): Promise<void> => {
    child.stdin.end();
    await gone;
  };
  const deadline = Date.now() + PATIENCE_MS;
  while (!(await how.ready(output))) {
    if (ended === undefined && Date.now() < deadline) {
      await sleep(POLL_MS);
      continue;
    }
    await stop();
    throw bootFailure(`${how.argv.join(" ")}: ${ended ?? "not ready in time"}`, output + (how.log?.() ?? ""));
  }
  return { output: () => output, stop, [Symbol.asyncDispose]: stop };
}

/** `count` different ports that were free a moment ago on all of IPv4. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const servers = await Promise.all(Array.from({ length: count }, () => listenOn(0)));
  const ports = servers.map((server) => {
    const address = server.address();
    if (address === null || typeof address === "string")
      throw new Error("a TCP server has an address and a port");
    return address.port;
  });
  await Promise.all(servers.map(closed));
  return ports;
}

function listenOn(port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen({ port, host: "0.0.0.0" }, () => resolve(server));
  });
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}

async function isTaken(port: number): Promise<boolean> {
  try {
    await closed(await listenOn(port));
    return false;
  } catch {
    return true;
  }
}

/**
 * Boots on fresh ports, and on others when one of them was taken between the look and the daemon's own `bind`:
 * another test runs beside this one.
 */
export async function onFreePorts<T>(
  count: number,
  boot: (ports: readonly number[]) => Promise<T>,
): Promise<T> {
  for (let tries = 1; ; tries++) {
    const ports = await freePorts(count);
    try {
      return await boot(ports);
    } catch (error) {
      const again =
        isBootFailure(error) &&
        (/Address already in use/.test(error.message) ||
          (await Promise.all(ports.map(isTaken))).includes(true));
      if (!again || tries === 5) throw error;
    }
  }
}
