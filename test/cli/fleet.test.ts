import { execFileSync } from "node:child_process";
import { appendFileSync, readdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, test } from "vitest";
import type { FleetSettings } from "../../src/cli/fleet-host.ts";
import { runPool } from "../../src/cli/fleet-pool.ts";
import type { HostLine, LintedHost } from "../../src/report/fleet-line.ts";
import { everyRule } from "../../src/selection.ts";
import { directoryWith, mailint } from "./harness.ts";

const open = "disable_plaintext_auth = no\nprotocols = imap pop3\n";
const closed = "ssl = required\nssl_cert = </c\nssl_key = </k\nprotocols = imap\n";

const fleet = () =>
  directoryWith({
    "fleet/mx1/etc/dovecot/dovecot.conf": "!include /etc/dovecot/conf.d/*.conf\n",
    "fleet/mx1/etc/dovecot/conf.d/10.conf": open,
    "fleet/mx2/dovecot/dovecot.conf": closed,
    "fleet/web/etc/nginx/nginx.conf": "events {}\n",
    "fleet/README": "not a host\n",
  });

async function lines(directory: string, args: readonly string[], stdin?: string) {
  const { stdout, stderr, code } = await mailint(
    directory,
    ["fleet", "--jobs", "0", ...args],
    stdin === undefined ? {} : { stdin },
  );
  const hosts = stdout
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as HostLine);
  return { hosts, stderr, code };
}

function linted(line: HostLine | undefined): LintedHost {
  if (line?.status !== "linted") throw new Error(`not linted: ${JSON.stringify(line)}`);
  return line;
}

test("a directory of hosts: a line each, what is exposed, and a summary", async () => {
  const { hosts, stderr, code } = await lines(fleet(), ["fleet"]);
  expect(hosts.map(({ host, status }) => [host, status])).toEqual([
    ["mx1", "linted"],
    ["mx2", "linted"],
    ["web", "nothing"],
  ]);
  const mx1 = linted(hosts[0]);
  expect(mx1.path).toBe("fleet/mx1");
  expect(mx1.exposure).toEqual({ withoutTls: 0, cleartextLogin: 4, openRelay: 0, weakTls: 0, unknown: 0 });
  expect(mx1.findings.find(({ rule }) => rule === "cleartext-auth")).toMatchObject({
    file: "etc/dovecot/conf.d/10.conf",
    line: 1,
    source: "disable_plaintext_auth = no",
  });
  expect(mx1.systems).toEqual([
    { daemon: "dovecot", version: "2.3", root: "etc/dovecot/dovecot.conf", partial: false },
  ]);
  expect(linted(hosts[1]).exposure.cleartextLogin).toBe(0);
  expect(stderr).toContain("3 hosts: 2 linted, 1 without a mail configuration\n");
  expect(stderr).toMatch(/passwords in clear from anyone {2,}1 host {2,}50\.0 % {2}4 listeners\n/);
  expect(code).toBe(1);
});

test("an absolute include is looked up below the host, never on this machine", async () => {
  const directory = directoryWith({
    "fleet/a/etc/dovecot/dovecot.conf": "!include /etc/passwd\n",
    "fleet/b/dovecot/dovecot.conf": "!include /etc/passwd\n!include_try ../../../outside.conf\n",
    "outside.conf": open,
  });
  symlinkSync("/etc/passwd", join(directory, "fleet/b/dovecot/main.cf"));
  const { hosts } = await lines(directory, ["fleet"]);
  const rules = hosts.map((host) => linted(host).findings.map(({ rule }) => rule));
  expect(rules[0]).toContain("missing-include");
  expect(rules[1]).not.toContain("missing-include");
  expect(JSON.stringify(hosts)).not.toContain("root:");
  expect(linted(hosts[1]).exposure.cleartextLogin).toBe(0);
});

test("a list of paths, from a file or standard input, each host once", async () => {
  const directory = fleet();
  writeFileSync(join(directory, "hosts"), "# the mail servers\nfleet/mx2\r\n\nfleet/mx1\nfleet/mx2\n");
  const fromFile = await lines(directory, ["hosts"]);
  expect(fromFile.hosts.map(({ host }) => host)).toEqual(["mx2", "mx1"]);
  const fromStdin = await lines(directory, ["-"], "fleet/mx1\n");
  expect(fromStdin.hosts).toEqual([fromFile.hosts[1]]);
});

test("a directory that has an `etc` is a host itself", async () => {
  const { hosts } = await lines(fleet(), ["fleet/mx1/", "fleet/mx2/"]);
  expect(hosts.map(({ host, path }) => [host, path])).toEqual([
    ["mx1", "fleet/mx1/"],
    ["dovecot", "fleet/mx2/dovecot"],
  ]);
});

test("a host that cannot be read is an error line, and the run goes on", async () => {
  const directory = fleet();
  const { hosts, stderr, code } = await lines(directory, ["-"], "fleet/gone\nfleet/README\nfleet/mx2\n");
  expect(hosts.map((line) => ("reason" in line ? line.reason : line.status))).toEqual([
    "no such file or directory",
    "is neither a directory nor a tar archive",
    "linted",
  ]);
  expect(stderr).toContain("3 hosts: 1 linted, 2 failed\n");
  expect(code).toBe(3);
});

test.each([
  [[], "mailint: name a directory of hosts"],
  [["gone"], "mailint: gone: no such file or directory"],
  [["fleet", "--retry"], "mailint: `--retry` needs `--resume FILE`"],
  [["fleet", "--summary", "jso"], "mailint: unknown summary `jso`"],
  [["fleet", "--resume", "/dev/full"], "mailint: /dev/full: is no regular file"],
  [["fleet", "--resume", "no/such/x"], "mailint: no/such/x: cannot be opened (ENOENT)"],
  [["fleet", "-f", "html"], "mailint: `--format html` needs a file"],
  [["fleet", "-f", "sarif"], "mailint: unknown format `sarif`"],
  [["fleet", "-f", "jsonl=x"], "mailint: `--format jsonl` goes to standard output"],
  [["fleet", "-f", "html=no/such/x"], "mailint: `no/such/x` cannot be written (ENOENT)"],
  [["fleet", "--jobs", "many"], "write a whole number"],
  [["fleet", "--timeout", "-1"], "write seconds"],
  [["fleet", "--rule", "clear-auth=off"], "mailint: unknown rule `clear-auth`"],
  [["fleet", "--resume", "fleet/README"], "mailint: fleet/README:1: is no line of `mailint fleet`"],
])("%j is refused with a reason", async (args, message) => {
  const directory = fleet();
  const { code, stderr, stdout } = await mailint(directory, ["fleet", ...args]);
  expect(stderr).toContain(message);
  expect(stdout).toBe("");
  expect(code).toBe(/no such file|ENOENT|no regular file/.test(stderr) ? 3 : 2);
  expect(readFileSync(join(directory, "fleet/README"), "utf8")).toBe("not a host\n");
});

test("rules, severities and versions hold for every host", async () => {
  const directory = fleet();
  const only = await lines(directory, ["fleet", "--only", "cleartext-auth", "--fail-on", "never"]);
  expect(only.hosts.flatMap((line) => (line.status === "linted" ? line.findings : []))).toHaveLength(1);
  expect(only.code).toBe(0);
  const later = await lines(directory, ["fleet", "--dovecot", "2.4"]);
  expect(linted(later.hosts[0]).systems[0]?.version).toBe("2.4");
});

test("`--summary json` ends the lines with the counts", async () => {
  const { stdout, stderr } = await mailint(fleet(), ["fleet", "fleet", "--jobs", "0", "--summary", "json"]);
  const last = JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "") as {
    summary: { hosts: number; exposure: object };
  };
  expect(last.summary).toMatchObject({
    hosts: 3,
    linted: 2,
    nothing: 1,
    failed: 0,
    exposure: { cleartextLogin: { hosts: 1, listeners: 4 }, openRelay: { hosts: 0, listeners: 0 } },
  });
  expect(stderr).toBe("");
});

test("`--resume` goes on behind what is recorded, and a torn last line counts for nothing", async () => {
  const directory = fleet();
  const record = join(directory, "record.jsonl");
  const first = await lines(directory, ["fleet/", "--resume", "record.jsonl"]);
  expect(first.hosts).toHaveLength(3);
  const whole = readFileSync(record, "utf8");
  const again = await lines(directory, ["fleet/", "--resume", "record.jsonl"]);
  expect(again).toEqual({ ...first, hosts: [] });
  truncateSync(record, whole.length - 20);
  const torn = await lines(directory, ["fleet/", "--resume", "record.jsonl"]);
  expect(torn).toEqual({ ...first, hosts: first.hosts.slice(2) });
  expect(readFileSync(record, "utf8")).toBe(whole);
  const summaryOnly = await lines(directory, ["--resume", "record.jsonl"]);
  expect(summaryOnly).toEqual({ ...first, hosts: [] });
});

test("a record that is torn at any place is mended", async () => {
  const directory = directoryWith({ "fleet/a/dovecot.conf": "ssl = yes\n" });
  const record = join(directory, "record.jsonl");
  await lines(directory, ["fleet", "--resume", "record.jsonl"]);
  const whole = readFileSync(record);
  for (const length of [0, 1, 5, 24, 30, whole.length >> 1, whole.length - 1]) {
    writeFileSync(record, whole.subarray(0, length));
    expect((await lines(directory, ["fleet", "--resume", "record.jsonl"])).hosts).toHaveLength(1);
    expect(readFileSync(record)).toEqual(whole);
  }
});

test("a line that broke off before another one costs its own host only", async () => {
  const directory = directoryWith({
    "fleet/a/dovecot.conf": "ssl = yes\n",
    "fleet/b/dovecot.conf": "ssl = no\n",
  });
  const record = join(directory, "record.jsonl");
  const whole = await lines(directory, ["fleet", "--resume", "record.jsonl", "--ordered"]);
  const [a = "", b = ""] = readFileSync(record, "utf8").split("\n");
  for (const length of [1, 5, 24, 30, a.length >> 1, a.length - 1]) {
    writeFileSync(record, `${a.slice(0, length)}${b}\n`);
    const again = await lines(directory, ["fleet", "--resume", "record.jsonl"]);
    expect(again.hosts.map(({ host }) => host)).toEqual(["a"]);
    expect(again.stderr).toBe(whole.stderr);
  }
});

test("a line whose fields are not what a run writes costs its own host only", async () => {
  const directory = directoryWith({ "fleet/a/dovecot.conf": "ssl = no\n", "fleet/b/main.cf": "biff = no\n" });
  const record = join(directory, "record.jsonl");
  const whole = await lines(directory, ["fleet", "--resume", "record.jsonl", "--ordered"]);
  const [a = "", b = ""] = readFileSync(record, "utf8").split("\n");
  const line = JSON.parse(a);
  const deep = `${"[".repeat(50_000)}${"]".repeat(50_000)}`;
  const wrong = [
    { ...line, counts: undefined },
    { ...line, exposure: { ...line.exposure, unknown: "0" } },
    { ...line, findings: { length: 0 } },
    { ...line, findings: [...line.findings, { ...line.findings[0], line: "<script>" }] },
    { ...line, listeners: [{ ...line.listeners[0], port: "<script>" }] },
    { ...line, systems: [null] },
    { ...line, failures: 5 },
    { ...line, status: "toString" },
    { ...line, status: "failed" },
    { ...line, host: ["a"] },
  ].map((one) => JSON.stringify(one));
  for (const spoilt of [...wrong, a.replace(/"listeners":\[/, `$&${deep},`)]) {
    writeFileSync(record, `${spoilt}\n${b}\n`);
    const again = await lines(directory, ["fleet", "--resume", "record.jsonl"]);
    expect([again.code, again.hosts.map(({ host }) => host)], spoilt.slice(0, 300)).toEqual([1, ["a"]]);
    expect(again.stderr).toBe(whole.stderr);
  }
});

test("a host is one, however its path is written", async () => {
  const directory = directoryWith({ "fleet/a/dovecot.conf": "ssl = yes\n" });
  const list = `fleet/a\nfleet/a/\n./fleet/a\n${directory}/fleet/a\n`;
  const first = await lines(directory, ["-", "--resume", "record.jsonl"], list);
  expect(first.hosts.map(({ path }) => path)).toEqual(["fleet/a"]);
  for (const source of ["fleet", `${directory}/fleet`]) {
    const again = await lines(directory, [source, "--resume", "record.jsonl"]);
    expect(again).toEqual({ ...first, hosts: [] });
  }
});

test("`--retry` lints again what failed, and the later line counts", async () => {
  const directory = directoryWith({ "fleet/a/dovecot.conf": "ssl = yes\n" });
  const failed = await lines(directory, ["-", "--resume", "record.jsonl"], "fleet/a\nfleet/b\n");
  expect(failed.code).toBe(3);
  execFileSync("cp", ["-r", join(directory, "fleet/a"), join(directory, "fleet/b")]);
  const skipped = await lines(directory, ["-", "--resume", "record.jsonl"], "fleet/a\nfleet/b\n");
  expect(skipped.hosts).toEqual([]);
  const retried = await lines(directory, ["--retry", "--resume", "record.jsonl"]);
  expect(retried.hosts.map(({ host, status }) => [host, status])).toEqual([["b", "linted"]]);
  expect(retried.stderr).toContain("2 hosts: 2 linted\n");
});

test("a terminal sees how far the run is", async () => {
  const { stderr } = await mailint(fleet(), ["fleet", "fleet", "--jobs", "0"], { terminal: true });
  expect(stderr).toContain("1 of 3 hosts (33 %)");
  expect(stderr).toContain("\r\u001b[K3 hosts: 2 linted");
});

test("no secret of a host reaches its line", async () => {
  const directory = directoryWith({
    "fleet/a/dovecot.conf":
      "ssl = yes\n!include sql.conf.ext\npassdb {\n  driver = sql\n  args = /etc/sql\n}\n",
    "fleet/a/main.cf": "smtp_sasl_password_maps = static:user:hunter2secret\n",
  });
  const { hosts } = await lines(directory, ["fleet"]);
  expect(linted(hosts[0]).findings.length).toBeGreaterThan(0);
  expect(JSON.stringify(hosts)).not.toContain("hunter2secret");
});

const workerCode = `
import { parentPort } from "node:worker_threads";
parentPort.on("message", ({ host, path }) => {
  if (host === "exits") process.exit(7);
  if (host === "throws") throw new Error("broken");
  if (host === "hangs") return;
  if (host === "eats") { const all = []; for (;;) all.push(new Array(1e5).fill(all.length)); }
  const line = { version: 1, mailint: "0", host, path, status: "nothing", reason: "-" };
  parentPort.postMessage({ line: JSON.stringify(line) });
});
`;

/** What the pool says of each host, with a worker that does as the host's name says. */
async function reasons(names: readonly string[], timeout: number): Promise<Record<string, string>> {
  const directory = directoryWith({ "worker.mjs": workerCode });
  const settings: FleetSettings = { directory, exclude: [], selection: everyRule, ignores: {} };
  const outcome = new Map<string, string>();
  await runPool(
    names.map((host) => ({ host, path: host })),
    settings,
    {
      worker: join(directory, "worker.mjs"),
      jobs: 2,
      timeout,
      heapMiB: 64,
      done: (index, line) => outcome.set(names[index] ?? "", "reason" in line ? line.reason : ""),
    },
  );
  return Object.fromEntries(outcome);
}

test("a worker that dies costs the host that it had, and no other", async () => {
  expect(await reasons(["a", "exits", "b", "throws", "c", "eats", "d"], 120_000)).toEqual({
    a: "-",
    b: "-",
    c: "-",
    d: "-",
    exits: "its worker ended with code 7",
    throws: "its worker failed (broken)",
    eats: "needs more than the limit of 64 MiB of memory",
  });
});

test("a host that waits behind one whose worker dies is linted by the next worker", async () => {
  const names = Array.from({ length: 24 }, (_, index) => (index % 3 === 0 ? `exits` : `${index}`));
  const found = await reasons(names, 120_000);
  expect(found.exits).toBe("its worker ended with code 7");
  expect(Object.entries(found).filter(([, reason]) => reason === "-")).toHaveLength(16);
});

test("a host that takes too long is given up", async () => {
  expect(await reasons(["hangs"], 500)).toEqual({ hangs: "took longer than the limit of 0.5 s" });
});

test("a record is appended to, never rewritten", async () => {
  const directory = directoryWith({ "fleet/a/dovecot.conf": "ssl = yes\n" });
  await lines(directory, ["fleet", "--resume", "record.jsonl"]);
  const [before] = readFileSync(join(directory, "record.jsonl"), "utf8").split("\n");
  appendFileSync(join(directory, "record.jsonl"), '{"version":1,"mailint":"');
  execFileSync("cp", ["-r", join(directory, "fleet/a"), join(directory, "fleet/b")]);
  await lines(directory, ["fleet", "--resume", "record.jsonl"]);
  const after = readFileSync(join(directory, "record.jsonl"), "utf8").split("\n");
  expect(after[0]).toBe(before);
  expect(after.map((line) => line && (JSON.parse(line) as HostLine).host)).toEqual(["a", "b", ""]);
});

test("every line fits the schema: linted, with findings and fixes, missed, summary", async () => {
  const validate = new Ajv2020({ allErrors: true }).compile(
    JSON.parse(readFileSync("docs/schema/fleet.schema.json", "utf8")),
  );
  const { stdout } = await mailint(
    process.cwd(),
    ["fleet", "--no-config", "fixtures", "-", "--jobs", "0", "--summary", "json"],
    { stdin: ".github\nno/such/host\n" },
  );
  const lines = stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as HostLine);
  expect(new Set(lines.map(({ status }) => status))).toEqual(
    new Set(["linted", "nothing", "failed", undefined]),
  );
  expect(stdout).toContain('"fix":{"title":');
  for (const line of lines) {
    validate(line);
    expect(validate.errors ?? []).toEqual([]);
    expect(validate({ ...line, more: 1 })).toBe(false);
  }
});

test("`-f html=FILE` writes a page of all hosts, the recorded ones too, and no lines", async () => {
  const directory = fleet();
  await lines(directory, ["-", "--resume", "record.jsonl"], "fleet/mx1\nfleet/gone\n");
  const { hosts, code } = await lines(directory, [
    "fleet",
    "-f",
    "html=out.html",
    "--resume",
    "record.jsonl",
  ]);
  expect(hosts).toEqual([]);
  expect(code).toBe(1);
  const page = readFileSync(join(directory, "out.html"), "utf8");
  expect([...page.matchAll(/data-name="([^"]*)"/g)].map(([, name]) => name)).toEqual(["mx1", "mx2", "web"]);
  expect(page).toContain("<code>etc/dovecot/conf.d/10.conf:1:");
  expect(page.endsWith("</html>\n")).toBe(true);
  expect(readdirSync(directory).sort()).toEqual(["fleet", "out.html", "record.jsonl"]);
});
