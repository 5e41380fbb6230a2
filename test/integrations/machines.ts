// Machines to log in to: real sshds on loopback, each a port with a PATH of its own, as children of the test.
//
// Each runs in a mount and a PID namespace: it sees accounts of its own, and all that it started ends with it.

import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePorts, PATIENCE_MS } from "../wire/boot.ts";
import { sshd } from "./fleet-recipes.ts";

export interface Machine {
  readonly name: string;
  /** Directory with the programs that a login finds before those of the system. */
  readonly programs: string;
}

export interface Machines {
  /** The command that logs in to them by name; `down.example.org` is one that does not answer. */
  readonly ssh: string;
  readonly stop: () => Promise<void>;
}

interface Running {
  readonly port: number;
  readonly stop: () => Promise<void>;
}

/** Boots them; their keys, accounts and configuration go into `folder`, which outlives them. */
export async function bootMachines(folder: string, machines: readonly Machine[]): Promise<Machines> {
  prepare(folder);
  const running: Running[] = [];
  const stop = async () => {
    await Promise.all(running.map((machine) => machine.stop()));
  };
  try {
    for (const machine of machines) running.push(await boot(folder, machine));
  } catch (error) {
    await stop();
    throw error;
  }
  writeConfig(folder, [
    ...machines.map(({ name }, at) => `Host ${name}\nPort ${running[at]?.port}\n`),
    "Host down.example.org\nPort 1\n",
  ]);
  return { ssh: `ssh -F ${join(folder, "ssh_config")}`, stop };
}

function prepare(folder: string): void {
  for (const key of ["host", "user"])
    execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", join(folder, key)]);
  mkdirSync(join(folder, "run", "sshd"), { recursive: true, mode: 0o755 });
  mkdirSync(join(folder, "login"), { recursive: true });
  const write = (name: string, text: string, mode = 0o644) =>
    writeFileSync(join(folder, name), text, { mode });
  write(
    "passwd",
    `root:x:0:0::${join(folder, "login")}:/bin/sh\nsshd:x:102:65534::/run/sshd:/usr/sbin/nologin\n`,
  );
  write("shadow", "root:*:19000:0:99999:7:::\nsshd:!:19000::::::\n", 0o600);
  const [kind, key] = readFileSync(join(folder, "host.pub"), "utf8").split(" ");
  write("known_hosts", `machine ${kind} ${key}\n`);
}

function writeConfig(folder: string, hosts: readonly string[]): void {
  const all = `Host *
HostName 127.0.0.1
HostKeyAlias machine
User root
IdentityFile ${join(folder, "user")}
IdentitiesOnly yes
IdentityAgent none
UserKnownHostsFile ${join(folder, "known_hosts")}
GlobalKnownHostsFile /dev/null
BatchMode yes
`;
  writeFileSync(join(folder, "ssh_config"), hosts.join("") + all);
}

/** A port that was free may be taken a moment later: then it is another one's turn. */
async function boot(folder: string, machine: Machine): Promise<Running> {
  let said = "";
  for (let attempt = 0; attempt < 4; attempt++) {
    const [port = 0] = await freePorts(1);
    const configuration = join(folder, `${machine.name}.conf`);
    writeFileSync(configuration, configurationOf(folder, machine, port));
    const started = await start(folder, configuration, machine.name, port);
    if (typeof started !== "string") return started;
    said += started;
  }
  throw new Error(`sshd does not start: ${said}`);
}

function configurationOf(folder: string, { programs }: Machine, port: number): string {
  return `ListenAddress 127.0.0.1
Port ${port}
HostKey ${join(folder, "host")}
AuthorizedKeysFile ${join(folder, "user.pub")}
StrictModes no
PasswordAuthentication no
PidFile none
SetEnv PATH=${programs}:/usr/bin:/bin
`;
}

/** What it said when it ended before anybody could log in. */
async function start(
  folder: string,
  configuration: string,
  name: string,
  port: number,
): Promise<Running | string> {
  const mounts = [
    ["run", "/run"],
    ["passwd", "/etc/passwd"],
    ["shadow", "/etc/shadow"],
  ].map(([own, place]) => `mount --bind '${join(folder, own ?? "")}' ${place} || exit 1`);
  // It ends when its input does, however the test ends.
  const init = `${mounts.join("; ")}; ${sshd} -D -e -f '${configuration}' </dev/null || kill 0 & read -r end`;
  const child = spawn("unshare", ["--mount", "--pid", "--fork", "--kill-child", "sh", "-c", init], {
    stdio: ["pipe", "ignore", "pipe"],
  });
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => {
    said += chunk.toString("latin1");
  });
  child.stdin.on("error", () => undefined);
  const gone = once(child, "close");
  const stop = async () => {
    child.stdin.end();
    await gone;
  };
  writeConfig(folder, [`Host ${name}\nPort ${port}\n`]);
  const deadline = Date.now() + PATIENCE_MS;
  while (child.exitCode === null && child.signalCode === null && Date.now() < deadline) {
    if (spawnSync("ssh", ["-F", join(folder, "ssh_config"), name, "true"]).status === 0)
      return { port, stop };
    await sleep(20);
  }
  await stop();
  return said;
}
