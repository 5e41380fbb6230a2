// Killed at any moment, mailint leaves each file old or new: at every step of its writing, and at times from outside.

import { execFileSync, spawn, spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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

/** What is neither old nor new; a temporary file that the kill left over has a hidden name that no daemon reads. */
function torn(directory: string, before: Files, after: Files): string[] {
  const names = readdirSync(directory, { recursive: true, encoding: "utf8" }).filter((name) =>
    /\.(cf|json|sarif|mailint)$/.test(name),
  );
  return names.filter((name) => {
    if (/(^|\/)\.[^/]+\.[0-9a-f]{12}\.mailint$/.test(name)) return false;
    const text = readFileSync(join(directory, name), "utf8");
    return text !== before[name] && text !== after[name];
  });
}

interface Job {
  readonly args: readonly string[];
  /** The files that the job writes, as they are before. */
  readonly before: Files;
  /** Files beside them, which it only reads. */
  readonly inputs: Files;
}

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
      args: ["-f", "json=out.json", "-f", "sarif=out.sarif", ...only, "--fail-on=never"],
      before: { "out.json": "old\n", "out.sarif": "old\n" },
      inputs: tree(2, old),
    },
  ],
];

test.each(jobs)(
  "%s, killed at every step of its writing",
  { timeout: 240_000 },
  (_, { args, before, inputs }) => {
    const directory = directoryWith({ ...before, ...inputs });
    const die = (step: number) =>
      spawnSync(process.execPath, ["--import", resolve("test/hostile/die-at.mjs"), bundle, ...args], {
        cwd: directory,
        env: { ...process.env, MAILINT_DIE_AT: String(step) },
      });
    expect(die(0).status).toBe(0);
    const after = Object.fromEntries(
      Object.keys(before).map((path) => [path, readFileSync(join(directory, path), "utf8")]),
    );
    expect(Object.keys(before).filter((path) => before[path] === after[path])).toEqual([]);
    const found = new Set<number>();
    let step = 1;
    for (; ; step++) {
      write(directory, before);
      const { signal, status } = die(step);
      if (signal === null) {
        expect(status).toBe(0);
        break;
      }
      expect(signal).toBe("SIGKILL");
      expect(torn(directory, { ...before, ...inputs }, { ...after, ...inputs }), `step ${step}`).toEqual([]);
      found.add(
        Object.keys(before).filter((path) => readFileSync(join(directory, path), "utf8") === after[path])
          .length,
      );
    }
    // From none written to all but the last step done.
    expect(step).toBeGreaterThan(5 * Object.keys(before).length);
    expect([...found]).toEqual(Array.from({ length: found.size }, (_, at) => at));
    expect(found.size).toBeGreaterThan(1);
    // The last run was not killed, and what the killed ones left over was in nobody's way.
    expect(torn(directory, inputs, { ...after, ...inputs })).toEqual([]);
  },
);

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
