// A fix that would leave the tree broken, or a file that cannot be replaced, changes nothing and is said.

import { chmodSync, chownSync, readdirSync, readFileSync, renameSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { replaceFiles } from "../../src/cli/replace-file.ts";
import { defineRule } from "../../src/rule.ts";
import { directoryWith, mailint } from "./harness.ts";

const { spoiler, helper } = vi.hoisted(() => ({ spoiler: "sample-spoiler", helper: "sample-helper" }));

// One rule whose fix doveconf would refuse, and one whose fix it would take.
vi.mock("../../rules/index.ts", () => {
  const replacing = (id: string, from: string, to: string) =>
    defineRule({
      id,
      since: "0.1.0",
      severity: "warning",
      precision: "high",
      cwe: [],
      summary: `It says ${from}.`,
      why: "It is bad.",
      remedy: `Write ${to}.`,
      references: [],
      examples: [],
      check({ systems, report }) {
        for (const { root } of systems) {
          const start = root.text.indexOf(from);
          if (start === -1) continue;
          const span = { file: root, start, end: start + from.length };
          report({
            span,
            message: `it says \`${from}\``,
            fix: { title: `write \`${to}\``, safety: "safe", edits: [{ span, text: to }] },
          });
        }
      },
    });
  return { rules: [replacing(helper, "imap pop3", "imap"), replacing(spoiler, "ssl = yes", "ssl = maybe")] };
});

const dovecot = "protocols = imap pop3\nssl = yes\n";

describe("a fix that the daemon would refuse", () => {
  test("is left out and said; the others are made", async () => {
    const directory = directoryWith({ "dovecot.conf": dovecot });
    const { code, stdout, stderr } = await mailint(directory, ["--fix", "-f", "compact", "--dovecot=2.3"]);
    expect(stderr).toBe(
      "mailint: dovecot.conf:2: the fix of sample-spoiler (write `ssl = maybe`) would leave a tree that the daemon refuses; not applied\nmailint: fixed 1 file\n",
    );
    expect(readFileSync(join(directory, "dovecot.conf"), "utf8")).toBe("protocols = imap\nssl = yes\n");
    expect(stdout).toBe("dovecot.conf:2:1: warning: it says `ssl = yes` [sample-spoiler]\n");
    expect(code).toBe(1);
  });

  test("is in no diff either", async () => {
    const { stdout } = await mailint(directoryWith({ "dovecot.conf": dovecot }), ["--diff"]);
    expect(stdout).toContain("+protocols = imap\n");
    expect(stdout).not.toContain("maybe");
  });
});

test("a file that cannot be replaced leaves all files as they were", async () => {
  const directory = directoryWith({ "a/dovecot.conf": dovecot, "b/dovecot.conf": dovecot });
  // Not even root may write here, and a name so long leaves no room for a temporary one beside it.
  renameSync(join(directory, "b/dovecot.conf"), join(directory, `b/${"x".repeat(245)}.conf`));
  const { code, stderr } = await mailint(directory, ["--fix", "--dialect=dovecot", "a/dovecot.conf", "b"]);
  expect(stderr).toMatch(/^mailint: `b\/x+\.conf` cannot be written \(ENAMETOOLONG\)$/m);
  expect(code).toBe(3);
  expect(readFileSync(join(directory, "a/dovecot.conf"), "utf8")).toBe(dovecot);
  expect(readdirSync(join(directory, "a"))).toEqual(["dovecot.conf"]);
});

test("a file that has changed since it was read is left alone", () => {
  const path = join(directoryWith({ "main.cf": "b = 1\n" }), "main.cf");
  expect(() => replaceFiles([{ path, before: "a = 1\n", after: "c = 1\n" }], () => "main.cf")).toThrow(
    "`main.cf` cannot be written (it has changed meanwhile)",
  );
  expect(readFileSync(path, "utf8")).toBe("b = 1\n");
});

test.runIf(process.getuid?.() === 0)("owner, group and mode stay, the setgid bit too", async () => {
  const directory = directoryWith({ "dovecot.conf": dovecot });
  const path = join(directory, "dovecot.conf");
  chownSync(path, 5000, 5001);
  chmodSync(path, 0o2640);
  await mailint(directory, ["--fix"]);
  const { uid, gid, mode } = statSync(path);
  expect(readFileSync(path, "utf8")).toContain("protocols = imap\n");
  expect([uid, gid, mode & 0o7777]).toEqual([5000, 5001, 0o2640]);
});
