// Large and hostile files of Postfix go through the resolver without its time or stack growing beyond measure.

import { expect, test } from "vitest";
import { memoryHost } from "../../src/host.ts";
import { resolvePostfix } from "../../src/resolve/postfix.ts";
import { showMain, showMaster } from "../../src/resolve/postfix-show.ts";
import type { PostfixSystem } from "../../src/system.ts";

const many = 5_000;
const numbered = (line: (at: number) => string) => Array.from({ length: many }, (_, at) => line(at)).join("");
const service = "x unix - - n - - smtpd";

test.each<[string, string, string?]>([
  ["settings that are indented", `biff = no\n${"  relayhost = x\n".repeat(many)}`],
  ["values whose beginning is commented out", `biff = no\n${"#relayhost = x\n  y\n".repeat(many)}`],
  ["unknown names that use unknown names", numbered((at) => `unknown_${at} = $other_${at}\n`)],
  ["one name over and over", numbered((at) => `biff = ${at}\n`)],
  ["names that lead to two more each", numbered((at) => `v${at} = $v${at + 1} $v${at + 2}\n`)],
  ["uses of a name that is not there", `relayhost = ${"$nosuch ".repeat(many)}\n`],
  ["braces that do not close", `relayhost = ${"{".repeat(many)}${" ${".repeat(many)}\n`],
  ["tables", `relayhost = ${"ldap:x,".repeat(many)}\nown = 1\n`],
  ["a line of ten megabytes", `relayhost = ${"x".repeat(10_000_000)}`],
  ["broken options", "", `${service}${" -o a=b -o c".repeat(many)}\n`],
  ["options that postconf takes apart", "", `${service}${" -vo a=$b".repeat(many)}\n`],
  ["services", "", numbered((at) => `s${at} unix - - n - - smtp -o smtp_x${at}=1\n`)],
  [
    "options under a commented service",
    "",
    `${service}\n${"#y unix - - n - - smtpd\n  -o a=b\n".repeat(many)}`,
  ],
])("%s", (_, main, master = "") => {
  const entry = { daemon: "postfix", root: "main.cf", files: ["master.cf"], partial: false } as const;
  const host = memoryHost({ "main.cf": main, "master.cf": master });
  const system = resolvePostfix(entry, host, {}) as PostfixSystem;
  expect(system.problems.length).toBeLessThanOrEqual(3 * many);
  expect(system.settings().length).toBeLessThanOrEqual(many + 1);
  showMain(system, { form: "expand" });
  showMaster(system, { overrides: true });
  showMaster(system, { overrides: false });
});
