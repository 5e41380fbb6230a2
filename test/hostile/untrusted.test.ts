// A tree of a stranger: nothing outside of what was given is read or even looked for, nothing is written, nothing runs.

import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { rules } from "../../rules/index.ts";
import type { Host } from "../../src/host.ts";
import { diskHost } from "../../src/host-disk.ts";
import { lint, loadSystems } from "../../src/lint.ts";
import { shows } from "../../src/resolve/index.ts";
import { everyRule } from "../../src/selection.ts";
import { knownIn24 } from "../../src/upgrade/known.ts";
import { upgradeDovecot } from "../../src/upgrade/upgrade.ts";
import { directoryWith, mailint } from "../cli/harness.ts";

/** What lies outside says so, wherever it shows. */
const marker = "outside_was_read";

function hostileTree(): { readonly directory: string; readonly tree: string } {
  const outside = `${marker} = ${marker}\n`;
  const directory = directoryWith({
    "outside/shadow": outside,
    "outside/x.conf": outside,
    "outside/sql.conf.ext": `connect = ${marker}\n`,
    "outside/ldap.cf": `server_host = ldap://${marker}\n`,
    "outside/main.cf": outside,
    "outside/lib.sh": `ADDRESS=${marker}\n`,
    "tree/empty": "",
  });
  const out = join(directory, "outside");
  const files: Record<string, string> = {
    "dovecot/dovecot.conf": [
      "!include /etc/shadow",
      "!include_try /etc/passwd",
      `!include ${out}/x.conf`,
      `!include_try ${out}/*.conf`,
      "!include ../../outside/x.conf",
      "!include ../../out*/x.conf",
      "!include link.conf",
      "!include linked/x.conf",
      "!include linked/*",
      "!include {../../outside,.}/x.conf",
      "!include a/../../../outside/x.conf",
      `ssl_cert = <${out}/shadow`,
      "ssl_key = </etc/shadow",
      "ssl_dh = <../../outside/shadow",
      "ssl_ca = $ENV:HOME",
      `login_greeting = <${out}/shadow`,
      `passdb {\n  driver = sql\n  args = ${out}/sql.conf.ext\n}`,
      "passdb {\n  driver = sql\n  args = ../../outside/sql.conf.ext\n}",
      `passdb {\n  driver = passwd-file\n  args = ${out}/shadow\n}`,
      "service x {\n  executable = script /bin/sh -c 'touch ran'\n}",
      "",
    ].join("\n"),
    "dovecot-2.4/dovecot.conf": [
      "dovecot_config_version = 2.4.1",
      `!include ${out}/x.conf`,
      "!include ../../outside/*.conf",
      `ssl_server_key_file = ${out}/shadow`,
      `login_greeting = <${out}/shadow`,
      "mail_path = %{env:HOME}",
      "",
    ].join("\n"),
    "postfix/main.cf": [
      `virtual_alias_maps = ldap:${out}/ldap.cf, ldap:../../outside/ldap.cf, mysql:link.cf`,
      `smtp_sasl_password_maps = texthash:${out}/shadow`,
      `smtpd_client_restrictions = ${out}/shadow, check_client_access hash:${out}/shadow`,
      `mynetworks = ${out}/shadow, 127.0.0.0/8`,
      `myorigin = ${out}/shadow`,
      "mydestination = /etc/hostname, $(touch ran), `touch ran`",
      `import_environment = $(cat ${out}/shadow)`,
      "",
    ].join("\n"),
    "postfix/master.cf": `smtp inet n - n - - smtpd\n  -o mynetworks=${out}/shadow\n`,
    "courier/imapd": [
      `. ${out}/lib.sh`,
      ". ../../outside/lib.sh",
      ". /etc/passwd",
      `ADDRESS=$(cat ${out}/lib.sh)`,
      "X=`touch ran`",
      "touch ran",
      `TLS_CERTFILE=${out}/shadow`,
      "IMAPDSTART=YES",
      "",
    ].join("\n"),
    "mailint.toml": "",
  };
  for (const [path, text] of Object.entries(files)) {
    const full = join(directory, "tree", path);
    mkdirSync(join(full, ".."), { recursive: true });
    execFileSync("tee", [full], { input: text, stdio: ["pipe", "ignore", "ignore"] });
  }
  symlinkSync(join(out, "x.conf"), join(directory, "tree/dovecot/link.conf"));
  symlinkSync(out, join(directory, "tree/dovecot/linked"));
  symlinkSync("../../outside/ldap.cf", join(directory, "tree/postfix/link.cf"));
  mkdirSync(join(directory, "tree/linked-main"));
  symlinkSync(join(out, "main.cf"), join(directory, "tree/linked-main/main.cf"));
  return { directory, tree: join(directory, "tree") };
}

/** Every path below with its content and time of change. */
function stateOf(directory: string): string[] {
  return readdirSync(directory, { recursive: true, encoding: "utf8" })
    .sort()
    .map((name) => {
      const path = join(directory, name);
      const stat = statSync(path, { throwIfNoEntry: false });
      const text = stat?.isFile() === true ? readFileSync(path, "latin1") : "";
      return `${name} ${stat?.mtimeMs} ${text}`;
    });
}

const commands = [
  ["."],
  [".", "-f", "json"],
  [".", "-f", "sarif"],
  [".", "-f", "html"],
  ["dovecot", "postfix", "courier", "-f", "compact"],
  [".", "--fix=unsafe", "--diff"],
  ["show", "."],
  ["show", ".", "-f", "json", "--all"],
  ["listeners", "."],
  ["relay", "."],
  ["upgrade", "dovecot", "--target", "dovecot=2.4", "--diff"],
  ["explain", "mynetworks", "--in", "postfix"],
];

test("no command shows what lies outside, or changes a file", async () => {
  const { directory, tree } = hostileTree();
  const before = stateOf(directory);
  for (const args of commands) {
    const { stdout, stderr } = await mailint(tree, args);
    expect(`${stdout}${stderr}`.length, args.join(" ")).toBeGreaterThan(0);
    // The names of settings that are written in the tree are no sign; what stands in the files outside is.
    expect(stdout + stderr, args.join(" ")).not.toContain(marker);
    expect(stdout + stderr).not.toContain("root:");
  }
  expect(stateOf(directory)).toEqual(before);
});

test("a link that leads out is followed when the user says so", async () => {
  const { tree } = hostileTree();
  const { stdout } = await mailint(tree, ["show", "linked-main", "--follow", "-f", "json"]);
  expect(stdout).toContain(marker);
});

test("whatever the core asks of its host, the disk is asked only inside of the roots", async () => {
  const { directory, tree } = hostileTree();
  const answered: string[] = [];
  const disk = diskHost({ roots: ["."], directory: tree });
  const real = (path: string) => disk.real?.(path);
  const spy: Host = {
    ...disk,
    read: (path) => {
      const found = disk.read(path);
      if (found.kind === "text") answered.push(real(path) ?? path);
      return found;
    },
    list: (path) => {
      const found = disk.list(path);
      if (found !== undefined) answered.push(real(path) ?? path);
      return found;
    },
  };
  await lint({ paths: ["."], host: spy, options: {}, rules, selection: everyRule, ignores: {} });
  const { systems } = await loadSystems({ paths: ["."], host: spy, options: {} });
  for (const system of systems) {
    system.listeners();
    const show = await shows[system.daemon]();
    show(system, { all: true, expand: true, overrides: false, services: false });
    if (system.daemon === "dovecot" && system.version === "2.3")
      upgradeDovecot(system, { version: "2.4.1", knows: knownIn24 });
  }
  expect(answered.length).toBeGreaterThan(10);
  expect(answered.filter((path) => path !== tree && !path.startsWith(`${tree}/`))).toEqual([]);
  expect(answered.some((path) => path.startsWith(directory))).toBe(true);
});

/** strace is there and the kernel lets it watch. */
const traced = spawnSync("strace", ["-o", "/dev/null", "true"]).status === 0;

test.runIf(traced)("the kernel sees no file outside opened, nothing run, nothing written", () => {
  const { directory, tree } = hostileTree();
  const log = join(directory, "trace");
  const script = `
    import { run } from ${JSON.stringify(join(process.cwd(), "src/cli/program.ts"))};
    process.stderr.write("STARTED\\n");
    const sink = { write: () => {}, isTerminal: false };
    process.exitCode = await run(["."], { directory: ${JSON.stringify(tree)}, env: {}, stdout: sink, stderr: sink,
      stdin: async () => new Uint8Array() });`;
  const node = [process.execPath, "--import", "tsx", "--input-type=module", "--eval", script];
  const trace = ["-f", "-qq", "-e", "trace=open,openat,execve,unlink,rename", "-o", log];
  const { status } = spawnSync("strace", [...trace, ...node], { encoding: "utf8" });
  expect([0, 1, 3]).toContain(status);
  const lines = readFileSync(log, "utf8").split("\n");
  const touched = lines.filter((line) => line.includes(directory) || line.includes("/etc/shadow"));
  expect(touched.length).toBeGreaterThan(3);
  expect(touched.filter((line) => /\/outside|\/etc\/shadow|O_WRONLY|O_RDWR|O_CREAT/.test(line))).toEqual([]);
  expect(lines.filter((line) => /execve\(.*"(?:sh|touch|cat)"/.test(line))).toEqual([]);
});
