import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
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
  const { stdout, stderr, code } = await mailint(directory, [
    "upgrade",
    "dovecot.conf",
    "--target",
    "dovecot=2.4",
    "--output",
    "new",
  ]);
  expect([stdout, code]).toEqual(["", 0]);
  expect(stderr).toBe(
    "mailint: 2 files written to new, 2 of them changed (5 new lines); nothing is left to do by hand; next, with Dovecot 2.4.1 run `doveconf -n -c new/dovecot.conf`\n",
  );
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
  expect(first.stderr).toBe(
    "dovecot.conf:2:1: note: 2.4 has no service `director` [upgrade]\nmailint: 1 of 1 file changed in place (6 new lines); 1 place to look at, listed above and marked with `# mailint-upgrade:`; next, with Dovecot 2.4.1 run `doveconf -n -c dovecot.conf`\n",
  );
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

const to24 = ["--target", "dovecot=2.4"];

/** What stands in the one file of a tree after the upgrade. */
async function converted(text: string): Promise<{ text: string; stderr: string }> {
  const directory = directoryWith({ "dovecot.conf": text });
  const { stderr } = await mailint(directory, ["upgrade", ".", ...to24, "--output", "new"]);
  return { text: readFileSync(join(directory, "new/dovecot.conf"), "utf8"), stderr };
}

const frame = "dovecot_config_version = 2.4.1\ndovecot_storage_version = 2.4.1\n";

test("what stood in `plugin { }` moves to the left with it, comments too, and blocks of one head are one", async () => {
  const { text } = await converted(`protocols = imap
plugin {
  # the root
  quota = count:User quota
  quota_vsizes = yes

  quota_rule = *:storage=1G
    # deeper
  quota_status_success = DUNNO

  sieve = file:~/sieve
}
`);
  expect(text).toBe(`${frame}protocols = imap
# the root
quota "User quota" {
  driver = count
  quota_storage_size = 1G
}
  # deeper
quota_status_success = DUNNO

sieve_script personal {
  path = ~/sieve
}
`);
});

test("within another section too", async () => {
  const { text } = await converted(`protocols = imap
protocol imap {
  plugin {
    quota = count:User quota
    quota_rule = *:storage=1G
    quota_rule2 = *:messages=10
    acl = vfile
  }
}
`);
  expect(text).toBe(`${frame}protocols = imap
protocol imap {
  quota "User quota" {
    driver = count
    quota_storage_size = 1G
    quota_message_count = 10
  }
  acl_driver = vfile
}
`);
});

test("protocols that nothing sets are written and marked", async () => {
  const { text, stderr } = await converted("ssl = no\n");
  expect(text).toMatch(
    /^dovecot_config_version = 2\.4\.1\ndovecot_storage_version = 2\.4\.1\n# mailint-upgrade: nothing set `protocols`.*\nprotocols = imap pop3 lmtp\nssl = no\n$/,
  );
  expect(stderr).toContain("dovecot.conf:1:1: note: nothing set `protocols`");
});

test("the places of Sieve scripts that 2.3 knew by itself are written", async () => {
  const script = "\nsieve_script personal {\n  path = ~/sieve\n  active_path = ~/.dovecot.sieve\n}\n";
  const used = await converted("protocols = lmtp\nmail_plugins = sieve\n");
  expect(used.text).toBe(`${frame}protocols = lmtp\nmail_plugins = sieve\n${script}`);
  const told = await converted("protocols = lmtp\nmail_plugins = sieve\nplugin {\n  sieve = ~/a\n}\n");
  expect(told.text).not.toContain("active_path");
  const unused = await converted("protocols = lmtp\n");
  expect(unused.text).not.toContain("sieve_script");
});

test.each([
  [
    "passwords without TLS and required TLS",
    "disable_plaintext_auth = no\nssl = required\n",
    "auth_allow_cleartext = no\nssl = required\n",
  ],
  [
    "TLS required in a block",
    "disable_plaintext_auth = no\nremote 10.0.0.0/8 {\n  ssl = required\n}\n",
    "auth_allow_cleartext = yes\nremote 10.0.0.0/8 {\n  ssl = required\n  auth_allow_cleartext = no\n}\n",
  ],
  [
    "TLS not required in a block",
    "ssl = required\nremote 10.0.0.0/8 {\n  ssl = yes\n  disable_plaintext_auth = no\n}\n",
    "ssl = required\nremote 10.0.0.0/8 {\n  ssl = yes\n  auth_allow_cleartext = yes\n}\n",
  ],
  [
    "no limit of deliveries",
    "lmtp_user_concurrency_limit = 0\n",
    "lmtp_user_concurrency_limit = unlimited\n",
  ],
  ["no time limit of a search", "plugin {\n  fts_index_timeout = 0\n}\n", "fts_search_timeout = unlimited\n"],
  [
    "a shared dict by proxy",
    "plugin {\n  acl_shared_dict = proxy::acl\n}\n",
    "acl_sharing_map {\n  dict proxy {\n    name = acl\n  }\n}\n",
  ],
  [
    "keys of users",
    "plugin {\n  mail_crypt_require_encrypted_user_key = yes\n}\n",
    "crypt_user_key_require_encrypted = yes\n",
  ],
  [
    "the password of keys",
    "plugin {\n  mail_crypt_private_password = x\n}\n",
    "crypt_user_key_password = x\n",
  ],
  [
    "a second key",
    "plugin {\n  mail_crypt_global_private_key2 = </k\n}\n",
    "crypt_global_private_key key2 {\n  crypt_private_key_file = /k\n}\n",
  ],
  [
    "a mailbox that keeps nothing",
    "plugin {\n  lazy_expunge_exclude = Trash\n}\n",
    "mailbox Trash {\n  lazy_expunge_mailbox =\n}\n",
  ],
  ["a hat", "plugin {\n  apparmor_hat = mail\n}\n", "apparmor_hats {\n  mail = yes\n}\n"],
  [
    "a welcome",
    "plugin {\n  welcome_script = hello %u\n}\n",
    "welcome {\n  execute hello {\n    args = %{user}\n  }\n}\n",
  ],
  ["a level of compression that nobody sets now", "plugin {\n  imap_compress_deflate_level = 6\n}\n", ""],
  ["megabytes of 1.x", "auth_cache_size = 512\n", "auth_cache_size = 512M\n"],
  ["Sieve of 1.x", "sieve = ~/a\n", "sieve_script personal {\n  path = ~/a\n}\n"],
  [
    "a service of the shipped files that sets nothing",
    "service director {\n  inet_listener {\n    #port =\n  }\n}\n",
    "# 2.4 has no service `director`; it sets nothing\n#   service director {\n#     inet_listener {\n#       #port =\n#     }\n#   }\n",
  ],
])("%s", async (_, before, after) => {
  const { text, stderr } = await converted(`protocols = imap\n${before}`);
  expect(text).toBe(`${frame}protocols = imap\n${after}`);
  expect(stderr).toContain("nothing is left to do by hand");
});

test.each([
  [
    "passdb {\n  driver = passwd-file\n  args = scheme=MD5-CRYPT /u\n}\n",
    "2.4 refuses passwords by `MD5-CRYPT`",
  ],
  [
    "passdb {\n  driver = static\n  args = password={PLAIN-MD5}0\n}\n",
    "2.4 refuses the scheme of this password",
  ],
  ["ssl_protocols = TLSv1 TLSv1.2\n", "`ssl_min_protocol` is now `TLSv1.2`"],
  ["mail_plugins = listescape\n", "`mailbox_list_storage_escape_char` does it"],
  ["mail_plugins = $mail_plugins replication\n", "2.4 has no plugin `replication`"],
  ["plugin {\n  mailbox_alias_old = Sent\n}\n", "the mailbox-alias plugin was removed"],
  ["plugin {\n  sieve_extensions = +notify +imapflags\n}\n", "scripts that require it must use `enotify`"],
  ["plugin {\n  snarf = /x\n}\n", "the snarf plugin was removed"],
  ["listen = *:143\n", "`listen` takes addresses, and no port"],
  ["director_servers = 10.0.0.1\n", "the director was removed"],
  ["replication_max_conns = 5\n", "replication was removed"],
  ["old_stats_memory_limit = 5\n", "the old-stats plugin was removed"],
  ["login_processes_count = 3\n", "`doveconf -n` of 2.3 prints the tree as 2.3 writes it"],
])("left to people, and marked: %j", async (before, words) => {
  const { text, stderr } = await converted(`protocols = imap\n${before}`);
  expect(text).toContain("# mailint-upgrade: ");
  expect(text).toContain(words);
  expect(stderr).toContain(words);
  expect(stderr).toContain("1 place to look at");
});

test("a directory with something in it, a file and two trees for one place are refused before anything is written", async () => {
  const directory = directoryWith({
    "a/dovecot.conf": "protocols = imap\n",
    "full/x": "",
    "b/dovecot.conf": "ssl = no\n",
  });
  const write = (path: string, output: string) =>
    mailint(directory, ["upgrade", path, ...to24, "--output", output]);
  const full = await write("a", "full");
  expect([full.code, full.stderr]).toEqual([
    3,
    "mailint: full is not empty: name a directory that is empty or not there\n",
  ]);
  const onto = await write("a", "a");
  expect(onto.stderr).toContain("a is not empty");
  const file = await write("a", "full/x");
  expect([file.code, file.stderr]).toEqual([3, "mailint: full/x is no directory\n"]);
  const two = await write(".", "new");
  expect([two.code, two.stderr]).toEqual([
    2,
    "mailint: . holds 2 Dovecot configurations, a/dovecot.conf, b/dovecot.conf: name one\n",
  ]);
  expect(readdirSync(directory).sort()).toEqual(["a", "b", "full"]);
});

test("an empty directory is filled, and a place that cannot be written leaves nothing behind", async () => {
  const directory = directoryWith({ "a/dovecot.conf": "protocols = imap\n" });
  mkdirSync(join(directory, "empty"));
  const filled = await mailint(directory, ["upgrade", "a", ...to24, "--output", "empty"]);
  expect(filled.code).toBe(0);
  expect(readdirSync(join(directory, "empty"))).toEqual(["dovecot.conf"]);
  writeFileSync(join(directory, "file"), "");
  const below = await mailint(directory, ["upgrade", "a", ...to24, "--output", "file/new"]);
  expect([below.code, below.stderr]).toEqual([3, "mailint: file/new is no directory\n"]);
  expect(readdirSync(directory).sort()).toEqual(["a", "empty", "file"]);
});

test("the new directory may be named from the root and with a slash at the end, and is not the working one", async () => {
  const directory = directoryWith({ "a/dovecot.conf": "protocols = imap\n" });
  for (const output of [join(directory, "absolute"), "slash/", "./deeper/down/"]) {
    const { stderr } = await mailint(directory, ["upgrade", "a", ...to24, "--output", output]);
    expect(stderr).toContain(`1 file written to ${output}, `);
    expect(readdirSync(join(directory, output.replace(directory, "")))).toEqual(["dovecot.conf"]);
  }
  mkdirSync(join(directory, "working"));
  const { code, stderr } = await mailint(join(directory, "working"), [
    "upgrade",
    "../a",
    ...to24,
    "--output",
    ".",
  ]);
  expect([code, stderr]).toEqual([
    3,
    "mailint: . is the working directory: name another, empty or not there\n",
  ]);
  expect(readdirSync(directory).sort()).toEqual(["a", "absolute", "deeper", "slash", "working"]);
});

test("who may not read a file may not read what it becomes", async () => {
  const directory = directoryWith({
    "a/dovecot.conf": "protocols = imap\n!include conf.d/*.conf\n",
    "a/conf.d/x.conf": "doveadm_password = example\n",
  });
  chmodSync(join(directory, "a/conf.d/x.conf"), 0o600);
  chmodSync(join(directory, "a/conf.d"), 0o710);
  chmodSync(join(directory, "a"), 0o750);
  mkdirSync(join(directory, "there"), 0o700);
  if (process.getuid?.() === 0) chownSync(join(directory, "a/conf.d/x.conf"), 65_534, 65_534);
  for (const output of ["new", "there"]) {
    await mailint(directory, ["upgrade", "a", ...to24, "--output", output]);
    const said = (path: string) => {
      const { mode, uid } = statSync(join(directory, path));
      return [(mode & 0o777).toString(8), uid];
    };
    const files = ["/dovecot.conf", "/conf.d", "/conf.d/x.conf"];
    expect(files.map((path) => said(output + path))).toEqual(files.map((path) => said(`a${path}`)));
    expect(said(output)[0]).toBe(output === "new" ? "750" : "700");
  }
});

test("what 2.3 refuses is told, counts, and is not changed in place", async () => {
  const text = "protocols = imap\nssl = maybe\n";
  const directory = directoryWith({ "dovecot.conf": text });
  const diff = await mailint(directory, ["upgrade", ".", ...to24]);
  expect(diff.code).toBe(1);
  expect(diff.stderr).toContain("Dovecot 2.3 refuses this");
  const inPlace = await mailint(directory, ["upgrade", ".", ...to24, "--in-place"]);
  expect(inPlace.code).toBe(3);
  expect(inPlace.stderr).toContain("nothing was changed: mend what Dovecot 2.3 refuses first");
  expect(readFileSync(join(directory, "dovecot.conf"), "utf8")).toBe(text);
});

test("a link stays a link, in place; in another directory the text stands under the link's name", async () => {
  const directory = directoryWith({
    "dovecot.conf": "protocols = imap\n!include conf.d/*.conf\n",
    "elsewhere/10-mail.conf": "mail_location = maildir:~/Maildir\n",
  });
  mkdirSync(join(directory, "conf.d"));
  symlinkSync("../elsewhere/10-mail.conf", join(directory, "conf.d/10-mail.conf"));
  await mailint(directory, ["upgrade", "dovecot.conf", ...to24, "--output", "new", "--follow"]);
  expect(readFileSync(join(directory, "new/conf.d/10-mail.conf"), "utf8")).toBe(
    "mail_driver = maildir\nmail_path = ~/Maildir\n",
  );
  await mailint(directory, ["upgrade", "dovecot.conf", ...to24, "--in-place", "--follow"]);
  expect(readFileSync(join(directory, "elsewhere/10-mail.conf"), "utf8")).toBe(
    "mail_driver = maildir\nmail_path = ~/Maildir\n",
  );
});

test("a piece from outside of the tree keeps its name, two of one name get a number", async () => {
  const directory = directoryWith({
    "t/dovecot.conf": "protocols = imap\n!include ../one/x.conf\n!include ../two/x.conf\n",
    "one/x.conf": "ssl = no\n",
    "two/x.conf": "mail_debug = no\n",
  });
  const { stderr } = await mailint(directory, ["upgrade", "t", ...to24, "--output", "new", "--follow"]);
  expect(readdirSync(join(directory, "new")).sort()).toEqual(["2-x.conf", "dovecot.conf", "x.conf"]);
  expect(stderr).toContain(
    "two/x.conf lies outside of the tree and is written as 2-x.conf: put it in its place",
  );
});

test("the folder of global ACLs is gone from 2.4.3 on", async () => {
  const directory = directoryWith({
    "dovecot.conf": "protocols = imap\nplugin {\n  acl = vfile:/etc/acl\n}\n",
  });
  const at = (target: string) => mailint(directory, ["upgrade", ".", "--target", target]);
  expect((await at("dovecot=2.4")).stdout).toContain("+acl_global_path = /etc/acl\n");
  const later = await at("dovecot=2.4.3");
  expect(later.stdout).not.toContain("+acl_global_path");
  expect(later.stdout).toContain("2.4.3 has no `acl_global_path`");
});
