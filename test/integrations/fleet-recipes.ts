// What the tests of the recipes in docs/fleet.md share: their words, hosts to lint, and a mailint on the PATH.

import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { writeHosts } from "../../scripts/fleet-hosts.ts";

export const hostCount = 120;

function section(): string {
  const [, rest = ""] = readFileSync("docs/fleet.md", "utf8").split("## With GNU parallel\n");
  const [own = ""] = rest.split(/^## /m);
  return own;
}

/** The blocks of commands: for this machine, and for several machines by ssh. */
export function recipes(): string[] {
  return [...section().matchAll(/^```sh\n(.*?)^```$/gms)].map(([, code = ""]) => code);
}

/** The command in the section's text that goes on with what is left out. */
export function goingOn(): string {
  return /`(mailint fleet [^`]*--resume[^`]*)`/.exec(section())?.[1] ?? "";
}

/** A directory with `hosts/`, and `bin/mailint`. */
export interface Workplace {
  readonly folder: string;
  readonly hosts: readonly string[];
  /** A shell script that is mailint. */
  readonly mailint: string;
  readonly remove: () => void;
}

export function workplace(): Workplace {
  const folder = mkdtempSync(join(tmpdir(), "mailint-recipes-"));
  execFileSync(process.execPath, ["scripts/build.mjs", join(folder, "dist")]);
  const mailint = `#!/bin/sh\nexec '${process.execPath}' '${join(folder, "dist", "mailint.js")}' "$@"\n`;
  mkdirSync(join(folder, "home"));
  writeProgram(join(folder, "bin"), mailint);
  writeHosts(join(folder, "work", "hosts"), hostCount);
  const hosts = execFileSync("ls", [join(folder, "work", "hosts")], { encoding: "utf8" })
    .trimEnd()
    .split("\n");
  return { folder, hosts, mailint, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Puts the script `mailint` into a directory for programs. */
export function writeProgram(directory: string, script: string): void {
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, "mailint"), script);
  chmodSync(join(directory, "mailint"), 0o755);
}

/** Runs commands as somebody does who pastes them; `status` is that of the last one. */
export function paste({ folder }: Workplace, commands: string, env: Readonly<Record<string, string>> = {}) {
  const directory = join(folder, "work");
  rmSync(join(directory, "fleet.jsonl"), { force: true });
  return run(directory, commands, {
    PATH: `${join(folder, "bin")}:/usr/bin:/bin`,
    HOME: join(folder, "home"),
    ...env,
  });
}

function run(directory: string, commands: string, env: Readonly<Record<string, string>>) {
  const { status, stderr } = spawnSync("bash", ["-c", commands], { cwd: directory, encoding: "utf8", env });
  const record = readFileSync(join(directory, "fleet.jsonl"), "utf8");
  const lines = record
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as { host: string; status: string });
  return { directory, status, stderr, record, lines, names: lines.map(({ host }) => host) };
}

/** A `describe` that needs programs: without them it skips and says why, and under CI=true it fails. */
export function describeWith(programs: readonly string[], title: string, body: () => void): void {
  const missing = programs.filter((path) => !existsSync(path));
  if (process.getuid?.() !== 0 && programs.includes(sshd)) missing.push("root");
  if (missing.length === 0) describe(title, body);
  else if (process.env.CI === "true")
    describe(title, () => {
      test("needs the real programs", () => expect(missing).toEqual([]));
    });
  else
    describe.skip(`${title} (missing: ${missing.join(", ")})`, () => {
      test("needs the real programs", () => undefined);
    });
}

export const parallel = "/usr/bin/parallel";
export const sshd = "/usr/sbin/sshd";
