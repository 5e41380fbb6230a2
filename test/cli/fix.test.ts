import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { unifiedDiff } from "../../src/cli/diff.ts";
import type { Finding } from "../../src/finding.ts";
import { applyEdits, fixable } from "../../src/fix.ts";
import type { SourceFile } from "../../src/source.ts";
import { directoryWith, mailint } from "./harness.ts";

// What the resolvers say stays the same whatever rules there are.
vi.mock("../../rules/index.ts", () => ({ rules: [] }));

const master = `# services
submission inet n - y - - smtpd
  # who may send
  -o smtpd_relay_restrictions = permit_sasl_authenticated, reject
  -o syslog_name=postfix/submission
`;
const fixed = master.replace(
  "smtpd_relay_restrictions = permit_sasl_authenticated, reject",
  "{ smtpd_relay_restrictions = permit_sasl_authenticated, reject }",
);
const main = "smtpd_helo_requird = yes\n";

test("--fix applies safe fixes, leaves the rest as it is, and a second run has nothing to do", async () => {
  const directory = directoryWith({ "master.cf": master, "main.cf": main });
  const { stderr, stdout } = await mailint(directory, ["--fix", "."]);
  const left = "mailint: 1 fix is left for `--fix=unsafe`: what works may change\n";
  expect(stderr).toBe(`mailint: fixed 1 file\n${left}`);
  expect(readFileSync(join(directory, "master.cf"), "utf8")).toBe(fixed);
  expect(readFileSync(join(directory, "main.cf"), "utf8")).toBe(main);
  expect(stdout).not.toContain("master-override-syntax");
  expect((await mailint(directory, ["--fix", "."])).stderr).toBe(left);
});

test("--fix=unsafe applies all", async () => {
  const directory = directoryWith({ "main.cf": main });
  await mailint(directory, ["--fix=unsafe"]);
  expect(readFileSync(join(directory, "main.cf"), "utf8")).toBe("smtpd_helo_required = yes\n");
});

test("--diff prints the changes and makes none", async () => {
  const directory = directoryWith({ "master.cf": master });
  const { code, stdout } = await mailint(directory, ["--diff"]);
  expect(stdout).toBe(`--- a/master.cf
+++ b/master.cf
@@ -1,5 +1,5 @@
 # services
 submission inet n - y - - smtpd
   # who may send
-  -o smtpd_relay_restrictions = permit_sasl_authenticated, reject
+  -o { smtpd_relay_restrictions = permit_sasl_authenticated, reject }
   -o syslog_name=postfix/submission
`);
  expect(code).toBe(0);
  expect(readFileSync(join(directory, "master.cf"), "utf8")).toBe(master);
});

test("a link stays a link, its target is edited, the mode is kept, nothing is left behind", async () => {
  const directory = directoryWith({ "real/master.cf": master });
  chmodSync(join(directory, "real/master.cf"), 0o640);
  mkdirSync(join(directory, "etc"));
  symlinkSync("../real/master.cf", join(directory, "etc/master.cf"));
  await mailint(directory, ["--fix", "etc", "--follow"]);
  expect(lstatSync(join(directory, "etc/master.cf")).isSymbolicLink()).toBe(true);
  expect(readFileSync(join(directory, "real/master.cf"), "utf8")).toBe(fixed);
  expect(statSync(join(directory, "real/master.cf")).mode & 0o777).toBe(0o640);
  expect(readdirSync(join(directory, "real"))).toEqual(["master.cf"]);
});

test("bytes that are no UTF-8 survive a fix", async () => {
  const directory = directoryWith({});
  const bytes = Buffer.concat([Buffer.from("# \xff\xfe caf\xe9\n", "latin1"), Buffer.from(master)]);
  writeFileSync(join(directory, "master.cf"), bytes);
  await mailint(directory, ["--fix"]);
  expect(readFileSync(join(directory, "master.cf")).subarray(0, 9)).toEqual(bytes.subarray(0, 9));
});

const file: SourceFile = { path: "f", text: "one two three", dialect: "dovecot" };
const finding = (start: number, end: number, text: string, safety: "safe" | "unsafe" = "safe"): Finding => ({
  rule: "r",
  severity: "error",
  message: "m",
  span: { file, start, end },
  related: [],
  fix: { title: "t", safety, edits: [{ span: { file, start, end }, text }] },
});

test("of fixes that touch each other the first is taken", () => {
  const taken = fixable(
    [finding(0, 3, "1"), finding(2, 5, "x"), finding(3, 3, "y"), finding(8, 13, "3")],
    "safe",
  );
  expect(applyEdits(taken.flatMap(({ fix }) => fix.edits)).get("f")).toBe("1 two 3");
});

test("unsafe fixes are left out of safe runs", () => {
  expect(fixable([finding(0, 3, "1", "unsafe")], "safe")).toEqual([]);
  expect(fixable([finding(0, 3, "1", "unsafe")], "unsafe")).toHaveLength(1);
});

test.each([
  ["a\nb\nc\n", "a\nB\nc\n", "@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n"],
  ["a\n", "a\nb\n", "@@ -1 +1,2 @@\n a\n+b\n"],
  ["a", "b", "@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+b\n\\ No newline at end of file\n"],
  ["", "a\n", "@@ -0,0 +1 @@\n+a\n"],
])("the diff of %j and %j", (before, after, hunk) => {
  expect(unifiedDiff("f", before, after)).toBe(`--- a/f\n+++ b/f\n${hunk}`);
});

test("far changes are hunks of their own", () => {
  const lines = Array.from({ length: 30 }, (_, at) => `line ${at}\n`);
  const after = lines.map((line, at) => (at === 2 || at === 25 ? `new ${line}` : line));
  expect(unifiedDiff("f", lines.join(""), after.join("")).match(/^@@.*@@$/gm)).toEqual([
    "@@ -1,6 +1,6 @@",
    "@@ -23,7 +23,7 @@",
  ]);
});
