import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { directoryWith, mailint } from "./harness.ts";

const tree = {
  "dovecot.conf": "# ours\nprotocols = imap\n!include conf.d/*.conf\n",
  "conf.d/10-auth.conf": "disable_plaintext_auth = yes # always\nmail_location = maildir:~/Maildir\n",
};

test("prints a diff and changes nothing", async () => {
  const directory = directoryWith(tree);
  const { stdout, code } = await mailint(directory, ["upgrade", ".", "--target", "dovecot=2.4"]);
  expect(stdout).toContain("-disable_plaintext_auth = yes # always\n-mail_location = maildir:~/Maildir\n");
  expect(stdout).toContain(
    "+auth_allow_cleartext = no # always\n+mail_driver = maildir\n+mail_path = ~/Maildir\n",
  );
  expect(code).toBe(0);
  expect(readFileSync(join(directory, "conf.d/10-auth.conf"), "utf8")).toBe(tree["conf.d/10-auth.conf"]);
});

test("writes the tree elsewhere", async () => {
  const directory = directoryWith(tree);
  const { stdout, code } = await mailint(directory, [
    "upgrade",
    "dovecot.conf",
    "--target",
    "dovecot=2.4",
    "--output",
    "new",
  ]);
  expect([stdout, code]).toEqual(["", 0]);
  expect(readFileSync(join(directory, "new/dovecot.conf"), "utf8")).toBe(
    "dovecot_config_version = 2.4.1\ndovecot_storage_version = 2.4.1\n# ours\nprotocols = imap\n!include conf.d/*.conf\n",
  );
  expect(existsSync(join(directory, "new/conf.d/10-auth.conf"))).toBe(true);
});

test("in place, once; what cannot be converted is a comment, a line on standard error and exit code 1", async () => {
  const directory = directoryWith({
    "dovecot.conf": "protocols = imap\nservice director {\n  chroot =\n}\n",
  });
  const args = ["upgrade", ".", "--target", "dovecot=2.4", "--in-place"];
  const first = await mailint(directory, args);
  expect(first.stderr).toBe("dovecot.conf:2:1: note: 2.4 has no service `director` [upgrade]\n");
  expect(first.code).toBe(1);
  const text = readFileSync(join(directory, "dovecot.conf"), "utf8");
  expect(text).toContain(
    "# mailint-upgrade: 2.4 has no service `director`\n#   service director {\n#     chroot =\n#   }\n",
  );
  const second = await mailint(directory, args);
  expect(second.stderr).toBe("mailint: dovecot.conf: is written for Dovecot 2.4 already\n");
  expect(readFileSync(join(directory, "dovecot.conf"), "utf8")).toBe(text);
});

test.each([
  [["--target", "dovecot=2.5"], 2, "the one target known is dovecot=2.4"],
  [["--target", "dovecot=2.4", "--diff", "--in-place"], 2, "only one of"],
  [[], 2, "--target"],
])("%j is wrong use", async (args, code, words) => {
  const outcome = await mailint(directoryWith(tree), ["upgrade", ".", ...args]);
  expect(outcome.code).toBe(code);
  expect(outcome.stderr).toContain(words);
});

test("no tree is exit code 3", async () => {
  const outcome = await mailint(directoryWith({ "main.cf": "a = b\n" }), [
    "upgrade",
    ".",
    "--target",
    "dovecot=2.4",
  ]);
  expect(outcome.code).toBe(3);
  expect(outcome.stderr).toContain("no Dovecot configuration");
});
