// The fleet part of `npm run bench`: what a host costs from the hundredth to the ten thousandth, the memory on the way, and
// the daemons' own tools on the same hosts. Alone: `tsx scripts/bench-fleet.ts [HOSTS]`, after `npm run build`.
//
// Costs are processor time, which another program on the machine disturbs least, and for the daemons' tools also time on
// the clock: a fleet run uses all processors, a script that calls the tools one after the other uses one.

import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { hostFiles, hostName, writeHosts } from "./fleet-hosts.ts";

type Line = (name: string, value: string) => void;

const program = fileURLToPath(new URL("../dist/mailint.js", import.meta.url));
/** Where scripts/oracles.sh unpacks Dovecot 2.3 and Postfix 3.7. */
const root = `${process.env.MAILINT_ORACLES ?? "/opt/mailint-oracles"}/bookworm`;

export async function benchFleet(line: Line, hosts = 10_000): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "mailint-bench-fleet-"));
  try {
    writeHosts(join(folder, "hosts"), hosts);
    await growth(join(folder, "hosts"), hosts, line);
    await besideTools(folder, Math.min(hosts, 1000), line);
    await alikeness(folder, Math.min(hosts, 2000), line);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** State of a run when that many hosts were done. */
interface Sample {
  readonly done: number;
  /** Milliseconds of processor time of all threads. */
  readonly cpu: number;
  /** Resident memory in MiB. */
  readonly memory: number;
}

async function growth(directory: string, hosts: number, line: Line): Promise<void> {
  const { samples } = await fleetRun([directory]);
  const at = (done: number) => samples.find((sample) => sample.done >= done) ?? samples.at(-1);
  const cost = (from: number, to: number): number => {
    const [one, other] = [at(from), at(to)];
    return one === undefined || other === undefined
      ? Number.NaN
      : (other.cpu - one.cpu) / (other.done - one.done);
  };
  const marks = [...new Set([100, 1000, hosts >> 1, hosts])]
    .filter((mark) => mark <= hosts)
    .sort((one, other) => one - other);
  const mean = cost(100, hosts);
  for (const [index, to] of marks.entries()) {
    const from = marks[index - 1];
    if (from !== undefined)
      line(`fleet, cost of a host, ${from} to ${to}`, `${(cost(from, to) / mean).toFixed(2)} x the mean`);
  }
  line("fleet, cost of a host", `${mean.toFixed(1)} ms of processor time`);
  const highest = Math.max(...samples.map(({ memory }) => memory));
  const middle = (from: number, to: number) => {
    const those = samples.filter(({ done }) => done >= from && done < to).map(({ memory }) => memory);
    return those.reduce((sum, memory) => sum + memory, 0) / those.length;
  };
  const grown = middle(hosts * 0.8, hosts) / middle(Math.min(1000, hosts * 0.1), hosts * 0.4);
  line(`fleet, memory over ${hosts} hosts`, `at most ${highest.toFixed(0)} MiB`);
  line("", `${grown.toFixed(2)} x as much in the last fifth as in the first two`);
}

interface FleetRun {
  readonly samples: readonly Sample[];
  /** Milliseconds on the clock. */
  readonly wall: number;
  /** Milliseconds of processor time a host. */
  readonly cpu: number;
}

async function fleetRun(args: readonly string[]): Promise<FleetRun> {
  const started = performance.now();
  const child = spawn(
    process.execPath,
    [program, "fleet", "--no-config", "--summary", "none", "--fail-on", "never", ...args],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  const samples: Sample[] = [];
  let done = 0;
  let taken = 0;
  child.stdout.on("data", (chunk: Buffer) => {
    for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, at + 1)) done++;
    if (done < taken + 50) return;
    taken = done;
    const sample = sampleOf(child, done);
    if (sample !== undefined) samples.push(sample);
  });
  const status = await new Promise<number | null>((over) => child.on("close", over));
  if (status !== 0) throw new Error(`mailint fleet ended with ${status}`);
  const last = samples.at(-1);
  return {
    samples,
    wall: performance.now() - started,
    cpu: last === undefined ? Number.NaN : last.cpu / last.done,
  };
}

/** From proc(5): fields 14 and 15 of `stat` in ticks of 10 ms, `VmRSS` in KiB; `undefined` when the process is over. */
function sampleOf({ pid }: ChildProcess, done: number): Sample | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "latin1")
      .replace(/^.*\) /s, "")
      .split(" ");
    const [, kibibytes = ""] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "latin1")) ?? [];
    if (kibibytes === "") return undefined;
    return { done, cpu: (Number(fields[11]) + Number(fields[12])) * 10, memory: Number(kibibytes) / 1024 };
  } catch {
    return undefined;
  }
}

/** What hosts cost by how much they have in common: none of their files, as they are made, or all but their names. */
async function alikeness(folder: string, hosts: number, line: Line): Promise<void> {
  const fleets = [
    ["no file is on two hosts", { unlike: true }],
    ["each host for itself", {}],
    ["20 kinds of hosts", { kinds: 20 }],
  ] as const;
  for (const [name, how] of fleets) {
    const directory = writeHosts(join(folder, name.replaceAll(" ", "-")), hosts, how);
    const repeated = shareRepeated(directory);
    const { wall, cpu } = await fleetRun([directory]);
    line(`fleet, ${name}`, `${cpu.toFixed(2)} ms of processor time a host, ${(wall / hosts).toFixed(2)} ms`);
    line("", `${(repeated * 100).toFixed(0)} % of the files are on an earlier host, byte by byte`);
  }
}

function shareRepeated(directory: string): number {
  const seen = new Set<string>();
  let files = 0;
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    files++;
    seen.add(
      createHash("sha256")
        .update(readFileSync(join(entry.parentPath, entry.name)))
        .digest("hex"),
    );
  }
  return 1 - seen.size / files;
}

/** `doveconf -n`, `postconf -n` and `postconf -M` for each host, as a script would call them. */
async function besideTools(folder: string, hosts: number, line: Line): Promise<void> {
  if (process.getuid?.() !== 0 || !existsSync(`${root}/.stamp`)) {
    line("fleet beside the daemons' tools", "not measured: run scripts/oracles.sh as root");
    return;
  }
  const suited = Array.from({ length: hosts }, (_, index) => index).filter(hasBoth);
  writeFileSync(
    join(folder, "suited"),
    suited.map((index) => `${join(folder, "hosts", hostName(index))}\n`).join(""),
  );
  const own = await fleetRun([join(folder, "suited")]);
  const alone = await fleetRun(["--jobs", "1", join(folder, "suited")]);
  const tools = toolsRun(folder, suited.slice(0, 60));
  line(
    "fleet beside doveconf -n, postconf -n, -M",
    `${((tools.wall * suited.length) / own.wall).toFixed(1)} x faster a host, ${availableParallelism()} jobs`,
  );
  line("", `${((tools.wall * suited.length) / alone.wall).toFixed(1)} x with one job, as the tools run`);
  line("", `${(tools.cpu / own.cpu).toFixed(1)} x less processor time a host`);
}

function hasBoth(index: number): boolean {
  const files = hostFiles(index);
  return (
    files["etc/postfix/main.cf"] !== undefined &&
    files["etc/dovecot/dovecot.conf"]?.includes("dovecot_config_version") === false
  );
}

/** Milliseconds a host; the trees lie in the root while the tools run. */
function toolsRun(
  folder: string,
  indexes: readonly number[],
): { readonly wall: number; readonly cpu: number } {
  const inside = mkdtempSync(`${root}/tmp/mailint-bench-`);
  try {
    for (const index of indexes)
      execFileSync("cp", ["-r", join(folder, "hosts", hostName(index), "etc"), join(inside, String(index))]);
    const script = `cd "$1" || exit
for host in *; do
  doveconf -n -c "$1/$host/dovecot/dovecot.conf"
  postconf -c "$1/$host/postfix" -n
  postconf -c "$1/$host/postfix" -M
done >/dev/null 2>&1
times`;
    const started = performance.now();
    const { stdout } = spawnSync("chroot", [root, "sh", "-c", script, "sh", inside.slice(root.length)], {
      encoding: "utf8",
    });
    const wall = performance.now() - started;
    // The second line of `times` is of the children: `0m1.230s 0m0.450s`.
    const [, children = ""] = stdout.trim().split("\n");
    const cpu = [...children.matchAll(/(\d+)m([\d.]+)s/g)]
      .map(([, minutes, seconds]) => Number(minutes) * 60_000 + Number(seconds) * 1000)
      .reduce((sum, time) => sum + time, 0);
    return { wall: wall / readdirSync(inside).length, cpu: cpu / readdirSync(inside).length };
  } finally {
    rmSync(inside, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const line: Line = (name, value) => void process.stdout.write(`${name.padEnd(46)} ${value}\n`);
  await benchFleet(line, Number(process.argv[2] ?? 10_000));
}
