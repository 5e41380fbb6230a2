import { expect, test } from "vitest";
import { directoryWith, mailint } from "./harness.ts";

const tree = {
  "dovecot.conf": "protocols = imap\ndisable_plaintext_auth = yes\nssl_prefer_server_ciphers = yes\n",
};

test("a tree that is right for its version says what another would refuse, all at once", async () => {
  const directory = directoryWith(tree);
  const now = await mailint(directory, ["-f", "compact", "--only", "obsolete-setting", "."]);
  expect(now.stdout).toBe("");
  const then = await mailint(directory, [
    "-f",
    "compact",
    "--only",
    "obsolete-setting",
    "--target",
    "dovecot=2.4",
    ".",
  ]);
  expect(then.code).toBe(1);
  expect(then.stdout).toContain("write `auth_allow_cleartext = no`");
  expect(then.stdout).toContain("write `ssl_server_prefer_ciphers = server`");
});

test.each(["dovecot", "exim=4", "dovecot=2.9"])("`--target %s` is wrong use", async (target) => {
  const outcome = await mailint(directoryWith(tree), ["--target", target, "."]);
  expect(outcome.code).toBe(2);
  expect(outcome.stderr).toMatch(/^mailint: .*\n$/);
});

const mdbox = {
  "dovecot.conf":
    "protocols = imap\nmail_location = mdbox:~/mail\nmail_cache_fields = flags\nplugin {\n  lazy_expunge = Expunged\n}\n",
};

test.each([
  ["dovecot=2.4", false],
  ["dovecot=2.4.2", true],
  ["dovecot=2.4.4", true],
])(
  "defaults that change within 2.4 are told from their release on, with `--target %s`",
  async (target, told) => {
    const only = ["--only", "dovecot/changed-default", "-f", "compact"];
    const { stdout } = await mailint(directoryWith(mdbox), [...only, "--target", target, "."]);
    expect(stdout.includes("mailbox_directory_name_legacy")).toBe(told);
    expect(stdout.includes("lazy_expunge_only_last_instance")).toBe(target === "dovecot=2.4.4");
    expect(stdout).toContain("mailbox_list_drop_noselect");
  },
);
