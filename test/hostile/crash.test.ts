// Killed at any moment, mailint leaves each file old or new: at every step of its writing, and at times from outside.

import { execFileSync, spawn, spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { directoryWith } from "../cli/harness.ts";

const folder = mkdtempSync(join(tmpdir(), "mailint-crash-"));
const bundle = join(folder, "dist", "mailint.js");

beforeAll(() => {
  execFileSync(process.execPath, ["scripts/build.mjs", join(folder, "dist")]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Files = Readonly<Record<string, string>>;

const old =
  "submission inet n - y - - smtpd\n  -o smtpd_relay_restrictions = permit_sasl_authenticated, reject\n";
const fixed = old.replace("smtpd_relay_restrictions = permit_sasl_authenticated, reject", "{ $& }");
const only = ["--only", "postfix/master-override-syntax"];

function tree(size: number, text: string): Files {
  return Object.fromEntries(Array.from({ length: size }, (_, at) => [`${at}/master.cf`, text]));
}

function write(directory: string, files: Files): void {
  for (const [path, text] of Object.entries(files)) writeFileSync(join(directory, path), text);
}

/** All that is there; what a kill left over has a hidden name that no daemon reads. */
function filesOf(directory: string): Files {
  const names = readdirSync(directory, { recursive: true, encoding: "utf8" }).filter(
    (name) =>
      !/(^|\/)\.[^/]+\.(?:[0-9a-f]{12}\.mailint|\d+\.parts|[A-Za-z0-9]{6}(?:\/.*)?)$/.test(name) &&
      statSync(join(directory, name)).isFile(),
  );
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(directory, name), "utf8")]));
}

/** What is neither old nor new. */
function torn(directory: string, before: Files, after: Files): string[] {
  return Object.entries(filesOf(directory))
    .filter(([name, text]) => text !== before[name] && text !== after[name])
    .map(([name]) => name);
}

interface Job {
  readonly args: readonly string[];
  /** The files that the job writes, as they are before. */
  readonly before: Files;
  /** Files beside them, which it only reads. */
  readonly inputs: Files;
  /** A new directory, which is there as a whole or not at all. */
  readonly makes?: string;
}

const dovecot: Files = {
  "dovecot.conf": "protocols = imap\n!include conf.d/*.conf\n",
  "conf.d/10-mail.conf": "mail_location = maildir:~/Maildir\n",
};
const to24 = ["upgrade", "dovecot.conf", "--target", "dovecot=2.4"];
const sarif = `{"version":"2.1.0","runs":[]}`;

const jobs: readonly (readonly [string, Job])[] = [
  ["--fix", { args: ["--fix", ...only], before: tree(2, old), inputs: {} }],
  [
    "--update-baseline",
    {
      args: ["--baseline", "known.json", "--update-baseline", ...only],
      before: { "known.json": "{}\n" },
      inputs: tree(2, old),
    },
  ],
  [
    "reports to files",
    {
      args: [
        "-f",
        "json=out.json",
        "-f",
        "sarif=out.sarif",
        "-f",
        "html=out.html",
        ...only,
        "--fail-on=never",
      ],
      before: { "out.json": "old\n", "out.sarif": "old\n", "out.html": "old\n" },
      inputs: tree(2, old),
    },
  ],
  ["init", { args: ["init"], before: {}, inputs: {}, makes: "." }],
  [
    "merge",
    { args: ["merge", "a", "b", "-o", "all"], before: { all: "old\n" }, inputs: { a: sarif, b: sarif } },
  ],
  ["upgrade --in-place", { args: [...to24, "--in-place"], before: dovecot, inputs: {} }],
  [
    "upgrade --output",
    { args: [...to24, "--output", "made/new"], before: {}, inputs: dovecot, makes: "made/new" },
  ],
  [
    "the page and the summary of a fleet",
    {
      args: [
        "fleet",
        "hosts",
        "-f",
        "html=out.html",
        "--summary",
        "json=sum.json",
        "-j",
        "0",
        "--fail-on=never",
      ],
      before: { "out.html": "old\n", "sum.json": "old\n" },
      inputs: { "hosts/a/master.cf": old, "hosts/b/master.cf": old },
    },
  ],
];

/** Runs the bundle, which dies at that step of its writing; 0 = it does not. */
function dieAt(step: number, directory: string, args: readonly string[]) {
  return spawnSync(process.execPath, ["--import", resolve("test/hostile/die-at.mjs"), bundle, ...args], {
    cwd: directory,
    env: { ...process.env, MAILINT_DIE_AT: String(step) },
  });
}

test.each(jobs)(
  "%s, killed at every step of its writing",
  { timeout: 240_000 },
  (_, { args, before, inputs, makes }) => {
    const directory = directoryWith({ ...before, ...inputs });
    const renew = () => {
      if (makes !== undefined)
        for (const name of Object.keys(filesOf(directory)))
          if (!(name in inputs)) rmSync(join(directory, name));
      if (makes !== undefined && makes !== ".")
        rmSync(join(directory, makes), { recursive: true, force: true });
      write(directory, before);
    };
    expect(dieAt(0, directory, args).status).toBe(0);
    const after = filesOf(directory);
    const written = Object.keys(after).filter((path) => !(path in inputs));
    expect(written.length).toBeGreaterThan(0);
    expect(written.filter((path) => before[path] === after[path])).toEqual([]);
    const found = new Set<number>();
    let step = 1;
    for (; ; step++) {
      renew();
      const { signal, status } = dieAt(step, directory, args);
      const there = filesOf(directory);
      if (signal === null) {
        expect(status).toBe(0);
        break;
      }
      expect(signal).toBe("SIGKILL");
      expect(torn(directory, { ...before, ...inputs }, after), `step ${step}`).toEqual([]);
      found.add(written.filter((path) => there[path] === after[path]).length);
    }
    // From none written to all but the last step done.
    expect(step).toBeGreaterThan(4 * written.length);
    const whole =
      makes === undefined ? Array.from({ length: found.size }, (_, at) => at) : [0, written.length];
    expect([...found]).toEqual(whole);
    expect(found.size).toBeGreaterThan(1);
    // The last run was not killed, and what the killed ones left over was in nobody's way.
    expect(filesOf(directory)).toEqual(after);
  },
);

test("a record of a fleet, killed at every step: what is whole counts, the rest is linted again", {
  timeout: 240_000,
}, () => {
  const hosts = ["a", "b", "c"];
  const args = ["fleet", "hosts", "--resume", "record", "-j", "0", "--summary", "none", "--fail-on=never"];
  const directory = directoryWith(Object.fromEntries(hosts.map((host) => [`hosts/${host}/master.cf`, old])));
  const record = join(directory, "record");
  const recorded = () => readFileSync(record, "utf8").split(/(?<=\n)/);
  dieAt(0, directory, args);
  const all = recorded();
  expect(all.map((line) => JSON.parse(line).host)).toEqual(hosts);
  const kept = new Set<number>();
  for (let step = 1; ; step++) {
    rmSync(record, { force: true });
    if (dieAt(step, directory, args).signal === null) break;
    const lines = existsSync(record) ? recorded() : [];
    const whole = lines.filter((line) => line.endsWith("\n"));
    expect(whole, `step ${step}`).toEqual(all.slice(0, whole.length));
    kept.add(whole.length);
    // Killed once more while it goes on, then at last not.
    expect(dieAt(3, directory, args).signal).toBe("SIGKILL");
    expect(dieAt(0, directory, args).status).toBe(0);
    expect(recorded(), `step ${step}`).toEqual(all);
  }
  expect([...kept]).toEqual([0, 1, 2, 3]);
});

test.runIf(process.getuid?.() === 0)("an owner that cannot be kept is said, and nothing is changed", () => {
  const directory = directoryWith({ "master.cf": old });
  chmodSync(folder, 0o755);
  chmodSync(directory, 0o777);
  const { status, stderr } = spawnSync(process.execPath, [bundle, "--fix", ...only], {
    cwd: directory,
    encoding: "utf8",
    uid: 65_534,
    gid: 65_534,
  });
  expect(stderr).toBe("mailint: `master.cf` cannot be written (its owner could not be kept)\n");
  expect(status).toBe(3);
  expect(readdirSync(directory)).toEqual(["master.cf"]);
  expect(readFileSync(join(directory, "master.cf"), "utf8")).toBe(old);
});

/** Mulberry32: the same numbers from 0 to 1 for the same seed. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

test("--fix of many files, killed from outside at random times", { timeout: 240_000 }, async () => {
  const [before, after] = [tree(40, old), tree(40, fixed)];
  const directory = directoryWith(before);
  const run = (killAfter: number) =>
    new Promise<void>((ended) => {
      const child = spawn(process.execPath, [bundle, "--fix", ...only], { cwd: directory, stdio: "ignore" });
      const timer = setTimeout(() => child.kill("SIGKILL"), killAfter);
      child.once("close", () => {
        clearTimeout(timer);
        ended();
      });
    });
  const started = performance.now();
  await run(200_000);
  const whole = performance.now() - started;
  expect(torn(directory, {}, after)).toEqual([]);
  const next = random(Number(process.env.MAILINT_SEED ?? 1));
  for (let round = 0; round < 8; round++) {
    write(directory, before);
    await run(whole * (0.3 + 0.8 * next()));
    expect(torn(directory, before, after), `round ${round}`).toEqual([]);
  }
});
