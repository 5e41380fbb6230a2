import { execFileSync, spawn, spawnSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { allRules } from "../../src/cli/rule-set.ts";
import { directoryWith } from "./harness.ts";

const folder = mkdtempSync(join(tmpdir(), "mailint-bundle-"));
const bundle = join(folder, "dist", "mailint.js");

beforeAll(() => {
  execFileSync(process.execPath, ["scripts/build.mjs", join(folder, "dist")]);
  chmodSync(folder, 0o755);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function mailint(directory: string, args: readonly string[], options: { readonly uid?: number } = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [bundle, ...args], {
    cwd: directory,
    encoding: "utf8",
    ...options,
  });
  return { status, stdout, stderr };
}

test("the bundle lints without node_modules", () => {
  const directory = directoryWith({ "main.cf": "smtpd_helo_requird = yes\n" });
  const { status, stdout } = mailint(directory, ["-f", "compact", "--only", "unknown-setting"]);
  expect(stdout).toMatch(/^main\.cf:1:1: warning: .* \[unknown-setting\]\n$/);
  expect(status).toBe(1);
});

test("a working directory that somebody has removed is said", () => {
  const directory = directoryWith({ "gone/x": "" });
  const { status, stdout, stderr } = spawnSync(
    "/bin/sh",
    ["-c", 'cd gone && rm -r ../gone && exec "$@"', "sh", process.execPath, bundle, "rules", "tls"],
    { cwd: directory, encoding: "utf8" },
  );
  expect(stderr).toBe("mailint: the working directory is gone; change to another\n");
  expect({ status, stdout }).toEqual({ status: 3, stdout: "" });
});

test("prose that was moved out of the way is there when it is shown", async () => {
  const { stdout } = mailint(folder, ["rules", "--format", "json"]);
  const references = new Map(
    (JSON.parse(stdout) as { id: string; references: unknown }[]).map(({ id, references }) => [
      id,
      references,
    ]),
  );
  for (const { id, references: wanted } of await allRules())
    expect(references.get(id), id).toEqual(JSON.parse(JSON.stringify(wanted)));
  expect(mailint(folder, ["explain", "syntax"]).stdout).toMatch(
    /What to do: \S.*:\n\n- .*;\n- [\s\S]*\n\nBad:\n/,
  );
});

const { versions, platform, arch } = process;
const compiledName = `node${versions.node.split(".")[0]}-${platform}-${arch}.bin`;

test("what V8 compiled is beside the bundle, and the bundle runs without it", () => {
  const compiled = join(folder, "dist", "compiled");
  expect(readdirSync(compiled)).toEqual([compiledName]);
  const compiledRun = mailint(folder, ["rules"]);
  const elsewhere = join(folder, "not-compiled");
  cpSync(join(folder, "dist"), elsewhere, { recursive: true, filter: (path) => path !== compiled });
  const without = spawnSync(process.execPath, [join(elsewhere, "mailint.js"), "rules"], { encoding: "utf8" });
  expect(without.stdout).toBe(compiledRun.stdout);
  expect(without.status).toBe(0);
});

test("a build that cannot compile for one of the versions it is given fails", () => {
  const { status, stderr } = spawnSync(process.execPath, ["scripts/build.mjs", join(folder, "given")], {
    encoding: "utf8",
    env: { ...process.env, MAILINT_NODES: `${process.execPath}:${join(folder, "no-node")}` },
  });
  expect(stderr).toContain("the bundle does not run on");
  expect(stderr).toContain("no-node");
  expect(status).toBe(1);
  expect(readdirSync(join(folder, "given", "compiled"))).toEqual([compiledName]);
}, 60_000);

test("compiled code of another bundle is not taken", () => {
  const elsewhere = join(folder, "damaged");
  cpSync(join(folder, "dist"), elsewhere, { recursive: true });
  writeFileSync(join(elsewhere, "compiled", compiledName), "junk");
  const { stdout } = spawnSync(process.execPath, [join(elsewhere, "mailint.js"), "--version"], {
    encoding: "utf8",
  });
  expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});

test("a start loads none of Node's larger modules, and data of the daemons at hand only", () => {
  const watcher = join(folder, "watcher.cjs");
  writeFileSync(
    watcher,
    `const fs = require("node:fs");
const before = new Set(process.moduleLoadList);
const read = fs.readFileSync;
const files = [];
fs.readFileSync = (path, ...rest) => (files.push(String(path)), read(path, ...rest));
process.on("exit", () => {
  const modules = process.moduleLoadList.filter((name) => name.startsWith("NativeModule ") && !before.has(name));
  process._rawDebug(JSON.stringify({ modules, files }));
});
`,
  );
  const started = (...paths: string[]) => {
    const args = ["-r", watcher, bundle, "--no-config", ...paths.map((path) => join("fixtures", path))];
    const { stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
    const { modules, files } = JSON.parse(stderr) as { modules: string[]; files: string[] };
    return { modules, data: files.filter((path) => path.includes("/data/")).map((path) => basename(path)) };
  };
  const dovecot = started("secure-dovecot");
  expect(dovecot.data).toEqual(["dovecot-2.3-roots.json"]);
  expect(started("secure-postfix").data).toEqual(["postfix-params.json"]);
  for (const module of [
    "stream",
    "net",
    "tty",
    "crypto",
    "perf_hooks",
    "child_process",
    "worker_threads",
    "url",
  ])
    expect(dovecot.modules, module).not.toContain(`NativeModule ${module}`);
});

test("data is read when it is asked for, and is no part of what every start reads", () => {
  expect(readdirSync(join(folder, "dist", "data"))).toContain("rule-docs.json");
  expect(readFileSync(join(folder, "dist", "bundle.js"), "latin1")).not.toContain(
    "virtual_mailbox_limit_maps",
  );
});

test("a fleet is linted in worker threads, in order when asked", () => {
  const names = Array.from({ length: 40 }, (_, at) => `host${String(at).padStart(2, "0")}`);
  const directory = directoryWith(
    Object.fromEntries(
      names.map((name, at) => [`fleet/${name}/main.cf`, `# ${at}\n`.repeat(1 + (at % 7) * 400)]),
    ),
  );
  const hostsOf = (stdout: string) =>
    stdout
      .trimEnd()
      .split("\n")
      .map((line) => (JSON.parse(line) as { host: string }).host);
  const ordered = mailint(directory, ["fleet", "fleet", "--jobs", "3", "--ordered"]);
  expect(hostsOf(ordered.stdout)).toEqual(names);
  expect(ordered.stderr).toMatch(/^40 hosts: 40 linted\n/);
  const asDone = mailint(directory, ["fleet", "fleet", "--jobs", "3"]);
  expect(hostsOf(asDone.stdout).sort()).toEqual(names);
  expect(asDone.stdout.split("\n").sort()).toEqual(ordered.stdout.split("\n").sort());
  const here = mailint(directory, ["fleet", "fleet", "--jobs", "0"]);
  expect(here).toEqual(ordered);
});

/** Runs a fleet and kills the process as soon as that many hosts have their line. */
function killedAfter(lines: number, directory: string): Promise<void> {
  return new Promise((over) => {
    const child = spawn(process.execPath, [bundle, "fleet", "fleet", "--resume", "record.jsonl"], {
      cwd: directory,
      stdio: ["ignore", "pipe", "ignore"],
    });
    let seen = 0;
    child.stdout.on("data", (chunk: Buffer) => {
      seen += chunk.toString("latin1").split("\n").length - 1;
      if (seen >= lines) child.kill("SIGKILL");
    });
    child.on("close", () => over());
  });
}

test("a fleet run that is killed, again and again, goes on where it was", async () => {
  const names = Array.from({ length: 60 }, (_, at) => `host${String(at).padStart(2, "0")}`);
  const directory = directoryWith(
    Object.fromEntries(names.map((name) => [`fleet/${name}/main.cf`, "myhostname = a.example\n"])),
  );
  for (const lines of [1, 5, 12]) await killedAfter(lines, directory);
  const { stderr } = mailint(directory, ["fleet", "fleet", "--resume", "record.jsonl"]);
  expect(stderr).toMatch(/^60 hosts: 60 linted\n/);
  const recorded = readFileSync(join(directory, "record.jsonl"), "utf8").trimEnd().split("\n");
  expect(recorded.map((line) => (JSON.parse(line) as { host: string }).host).sort()).toEqual(names);
});

test("the licences of what is bundled are there", () => {
  const text = readFileSync(join(folder, "dist", "LICENSES.txt"), "utf8");
  for (const name of ["chevrotain", "commander", "modern-tar", "smol-toml"])
    expect(text).toMatch(new RegExp(`^${name} \\d`, "m"));
});

test("a file without permission is said", () => {
  const directory = directoryWith({ "main.cf": "myhostname = a.example\n" });
  chmodSync(directory, 0o755);
  chmodSync(join(directory, "main.cf"), 0);
  const { status, stderr } = mailint(directory, ["main.cf"], process.getuid?.() === 0 ? { uid: 65_534 } : {});
  expect(stderr).toBe("mailint: main.cf: permission denied\n");
  expect(status).toBe(3);
});

test("a key that only root may read is said, and not judged", () => {
  const directory = directoryWith({
    "dovecot.conf": "ssl_cert = <cert.pem\nssl_key = <secret/key.pem\n",
    "cert.pem": "",
    "secret/key.pem": "",
  });
  chmodSync(directory, 0o755);
  chmodSync(join(directory, "secret"), 0);
  const args = ["dovecot.conf", "--live", "-f", "compact", "--only", "cert-file-missing"];
  const { stdout, stderr } = mailint(directory, args, process.getuid?.() === 0 ? { uid: 65_534 } : {});
  chmodSync(join(directory, "secret"), 0o755);
  expect(stderr).toBe(
    "mailint: secret/key.pem: permission denied; nothing is said about it (root may look)\n",
  );
  expect(stdout).toMatch(/^dovecot\.conf:1:12: error: [^\n]*no certificate in PEM form[^\n]*\n$/);
});

test("a reader that has seen enough is no error", () => {
  const directory = directoryWith(
    Object.fromEntries(
      Array.from({ length: 300 }, (_, at) => [`${at}/main.cf`, "smtpd_helo_requird = yes\n"]),
    ),
  );
  const script = `"${process.execPath}" "${bundle}" -f compact | head -n 1`;
  const { stdout, stderr } = spawnSync("bash", ["-c", script], { cwd: directory, encoding: "utf8" });
  expect(stdout.split("\n")).toHaveLength(2);
  expect(stderr).toBe("");
});

test.runIf(existsSync("/dev/full"))("a standard output that cannot be written is said", () => {
  const script = `"${process.execPath}" "${bundle}" rules > /dev/full`;
  const { status, stderr } = spawnSync("bash", ["-c", script], { encoding: "utf8" });
  expect(stderr).toBe("mailint: standard output cannot be written (ENOSPC)\n");
  expect(status).toBe(3);
});

test("npm start shows the sample trees, and lints what it is given", () => {
  const copy = join(folder, "repository");
  mkdirSync(join(copy, "scripts"), { recursive: true });
  for (const entry of ["src", "grammars", "rules", "fixtures", "node_modules"])
    execFileSync("ln", ["-s", join(process.cwd(), entry), copy]);
  for (const name of [
    "package.json",
    ...["build.mjs", "build-chevrotain.mjs", "build-docs.mjs", "build-compiled.cjs", "start.mjs"].map(
      (name) => join("scripts", name),
    ),
  ])
    copyFileSync(name, join(copy, name));
  const start = (args: readonly string[]) =>
    spawnSync(process.execPath, ["scripts/start.mjs", ...args], { cwd: copy, encoding: "utf8" });
  const sample = start([]);
  expect(sample.stdout).toMatch(/fixtures\/insecure-dovecot\/conf\.d\/10-auth\.conf\n/);
  expect(sample.status).toBe(0);
  expect(existsSync(join(copy, "dist", "mailint.js"))).toBe(true);
  const given = start(["fixtures/secure-postfix"]);
  expect(given.stdout).toMatch(/^no findings/);
  expect(given.status).toBe(0);
}, 240_000);
