// Executes what the shipped samples execute, with the bundle in the place of the published package.

import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { directoryWith } from "../cli/harness.ts";

const folder = mkdtempSync(join(tmpdir(), "mailint-integrations-"));
const bin = join(folder, "bin");
const bad =
  "mynetworks = 0.0.0.0/0\nsmtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination\n";
const good = `compatibility_level = 3.6
myhostname = mail.example.org
smtp_tls_security_level = may
smtpd_tls_security_level = may
smtpd_tls_chain_files = /etc/postfix/mail.pem
`;

beforeAll(() => {
  execFileSync(process.execPath, ["scripts/build.mjs", join(folder, "dist")]);
  mkdirSync(bin);
  const command = `exec "${process.execPath}" "${join(folder, "dist/mailint.js")}" "$@"\n`;
  writeFileSync(join(bin, "mailint"), `#!/bin/sh\n${command}`, { mode: 0o755 });
  // `npx --yes mailint …`
  writeFileSync(join(bin, "npx"), `#!/bin/sh\nshift 2\n${command}`, { mode: 0o755 });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function shell(script: string, directory: string, env: Readonly<Record<string, string>> = {}) {
  const { status, stdout, stderr } = spawnSync("bash", ["-e", "-c", script], {
    cwd: directory,
    encoding: "utf8",
    env: { ...process.env, PATH: `${bin}:${process.env.PATH}`, ...env },
  });
  return { status, stdout, stderr };
}

/** The script of a step: what stands deeper than its `run: |`. */
function scriptOf(yaml: string, step: string): string {
  const from = yaml.slice(yaml.indexOf(`name: ${step}`));
  const block = /\n( *)run: \|\n((?:\1 {2}.*\n)+)/.exec(from);
  if (block === null) throw new Error(`no script of ${step}`);
  return block[2] ?? "";
}

const action = readFileSync("action.yml", "utf8");

describe("action.yml", () => {
  const run = (paths: string, args: string, files: Readonly<Record<string, string>>) => {
    const directory = directoryWith({ ...files, output: "" });
    const env = {
      PATHS: paths,
      ARGS: args,
      FAIL_ON: "error",
      SARIF_FILE: "out.sarif",
      GITHUB_ACTION_PATH: folder,
      GITHUB_OUTPUT: join(directory, "output"),
    };
    const outcome = shell(scriptOf(action, "Lint"), directory, env);
    return { ...outcome, output: readFileSync(join(directory, "output"), "utf8"), directory };
  };

  test("annotates, writes SARIF, and keeps the exit code for the last step", () => {
    const { status, stdout, output, directory } = run("etc", "--postfix 3.7", { "etc/main.cf": bad });
    expect(stdout).toMatch(/^::error file=etc\/main\.cf,line=1,col=14,/m);
    expect(JSON.parse(readFileSync(join(directory, "out.sarif"), "utf8")).version).toBe("2.1.0");
    expect({ status, output }).toEqual({ status: 0, output: "exit-code=1\n" });
    expect(shell('exit "$STATUS"', directory, { STATUS: "1" }).status).toBe(1);
  });

  test("globs reach mailint, several paths and a clean run pass", () => {
    const { output } = run("e*/*.cf\nother", "", { "etc/main.cf": good, "other/main.cf": good });
    expect(output).toBe("exit-code=0\n");
  });

  test("builds only when there is no bundle", () => {
    expect(shell(scriptOf(action, "Build mailint"), folder, { GITHUB_ACTION_PATH: folder }).status).toBe(0);
  });
});

describe(".pre-commit-hooks.yaml", () => {
  const hook = readFileSync(".pre-commit-hooks.yaml", "utf8");
  const field = (name: string) => new RegExp(`^ *${name}: (.*)$`, "m").exec(hook)?.[1] ?? "";

  test.each([
    "etc/postfix/main.cf",
    "master.cf",
    "files/dovecot.conf",
    "etc/courier/imapd-ssl",
    "authmysqlrc",
  ])("looks at %s", (name) => {
    expect(new RegExp(field("files")).test(name)).toBe(true);
  });

  test.each(["nginx.conf", "domain.cf", "imapd.service", "README.md"])("leaves %s alone", (name) => {
    expect(new RegExp(field("files")).test(name)).toBe(false);
  });

  test("its entry lints the files it is given", () => {
    const directory = directoryWith({ "main.cf": bad, "good/main.cf": good });
    expect(shell(`${field("entry")} good/main.cf`, directory).status).toBe(0);
    expect(shell(`${field("entry")} good/main.cf main.cf`, directory).status).toBe(1);
  });
});

describe("problem matchers read the lines of -f compact", () => {
  const matchers: readonly [string, { regexp: string }][] = [
    ["GitHub", JSON.parse(readFileSync(".github/mailint-matcher.json", "utf8")).problemMatcher[0].pattern[0]],
    [
      "VS Code",
      JSON.parse(readFileSync("docs/integrations/vscode/tasks.json", "utf8")).tasks[0].problemMatcher.pattern,
    ],
  ];

  test.each(matchers)("%s", (_, pattern) => {
    const { command, args } = JSON.parse(readFileSync("docs/integrations/vscode/tasks.json", "utf8"))
      .tasks[0];
    const { stdout, status } = shell([command, ...args].join(" "), directoryWith({ "a:b/main.cf": bad }));
    const lines = stdout.trimEnd().split("\n");
    const matched = lines.map((line) => new RegExp(pattern.regexp).exec(line)?.slice(1, 5));
    expect(matched).not.toContain(undefined);
    expect(matched).toContainEqual(["a:b/main.cf", "1", "14", "error"]);
    expect(status).toBe(0);
  });
});

test("the GitLab sample's script writes the report that its artifacts name", () => {
  const sample = readFileSync("docs/integrations/gitlab-ci.yml", "utf8");
  const script = /script:\n {4}- (.*)\n/.exec(sample)?.[1] ?? "";
  const report = /codequality: (\S+)/.exec(sample)?.[1] ?? "";
  const directory = directoryWith({ "etc/main.cf": bad });
  expect(shell(script, directory).status).toBe(1);
  const issues = JSON.parse(readFileSync(join(directory, report), "utf8"));
  expect(issues[0]).toMatchObject({
    location: { path: "etc/main.cf" },
    fingerprint: expect.stringMatching(/^[0-9a-f]+$/),
  });
});

describe("the Ansible sample's validate", () => {
  const commands = [...readFileSync("docs/integrations/ansible.yml", "utf8").matchAll(/validate: (.*)/g)].map(
    ([, command = ""]) => command,
  );

  test.each<[string, string, string]>([
    ["postfix-main", good, bad],
    ["postfix-master", "smtp inet n - y - - smtpd\n", "smtp inet n - y -\n"],
    [
      "dovecot",
      "protocols = imap\nssl = required\nssl_cert = </c.pem\nssl_key = </k.pem\n",
      "protocols = imap\nssl = maybe\n",
    ],
  ])("of %s accepts the good and refuses the bad", (dialect, fine, broken) => {
    const command = commands.find((one) => one.includes(`--dialect ${dialect} `)) ?? "";
    const outcome = (text: string) =>
      shell(command.replace("%s", ".source.tmp"), directoryWith({ ".source.tmp": text }));
    expect(outcome(fine)).toMatchObject({ status: 0 });
    expect(outcome(broken)).toMatchObject({ status: 1 });
  });
});
