import { expect, test } from "vitest";
import { directoryWith, mailint } from "./harness.ts";

const tree = {
  "main.cf": "compatibility_level = 3.6\nsmtpd_use_tls = yes\nsmtpd_forbid_unauth_pipelining = yes\n",
  "master.cf": "smtp inet n - y - - smtpd\n",
};
const only = ["-f", "compact", "--only", "obsolete-setting", "--only", "postfix/changed-default"];

test("a tree for Postfix 3.8 says what 3.10 warns of and does otherwise", async () => {
  const directory = directoryWith(tree);
  const now = await mailint(directory, [...only, "--postfix", "3.8", "."]);
  expect(now.stdout).toBe("");
  const then = await mailint(directory, [...only, "--postfix", "3.8", "--target", "postfix=3.10", "."]);
  expect(then.stdout).toContain("write `smtpd_tls_security_level = may`");
  expect(then.stdout).toContain("the default of `smtpd_forbid_bare_newline`");
  expect(then.stdout).toContain("in postfix 3.8");
});

test("without `--postfix` the tree may run on any release below the target", async () => {
  const said = await mailint(directoryWith(tree), [...only, "--target", "postfix=3.10", "."]);
  expect(said.stdout).toContain("up to postfix 3.8");
});

test.each(["2.10", "2.11", "3.0", "3.4.10"])("Postfix %s is read as such", async (version) => {
  const told = await mailint(directoryWith({ "main.cf": "smtp_tlsrpt_enable = no\n" }), [
    "-f",
    "compact",
    "--postfix",
    version,
    ".",
  ]);
  expect(told.stdout).toContain(`came with postfix 3.10: postfix ${version} ignores it`);
});
