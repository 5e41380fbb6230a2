// Rights of real files on a real disk, through `lint --live`: a directory stands for a machine of all three daemons.

import { chmodSync, chownSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { joined, pairIn } from "./certificates.ts";
import { directoryWith, mailint } from "./harness.ts";

/** Whoever runs the tests owns the files: what is said of root's files is said of root's tests only. */
const isRoot = process.getuid?.() === 0;

const passwd = "root:x:0:0::/root:/bin/sh\ncourier:x:104:104::/:/bin/false\ndeploy:x:4711:4711::/:/bin/sh\n";
const group = "root:x:0:\ncourier:x:104:\ndeploy:x:4711:\nusers:x:100:\nssl-cert:x:101:\n";

const configurations = {
  "etc/dovecot/dovecot.conf": `ssl = required
ssl_cert = </etc/ssl/mail.pem
ssl_key = </etc/ssl/mail.key
passdb {
  driver = passwd-file
  args = /etc/dovecot/users
}
`,
  "etc/dovecot/users": "alice:{BLF-CRYPT}x\n",
  "etc/postfix/main.cf": `smtpd_tls_security_level = may
smtpd_tls_cert_file = /etc/ssl/mail.pem
smtpd_tls_key_file = /etc/ssl/mail.key
smtp_sasl_password_maps = hash:/etc/postfix/sasl_passwd
tls_server_sni_maps = hash:/etc/postfix/sni
`,
  "etc/postfix/master.cf": "smtp inet n - y - - smtpd\n",
  "etc/postfix/sasl_passwd": "x y:z\n",
  "etc/postfix/sasl_passwd.db": "",
  "etc/postfix/sni": "mail.example.org /etc/ssl/both.pem\n",
  "etc/postfix/sni.db": "",
  "etc/courier/imapd": "PORT=143\n",
  "etc/courier/imapd-ssl": "SSLPORT=993\nIMAPDSSLSTART=YES\nTLS_CERTFILE=/etc/courier/imapd.pem\n",
  "etc/courier/authdaemonrc": 'authmodulelist="authuserdb"\n',
  "etc/courier/userdb": "alice\tsystempw=x\n",
};

const secrets = [
  "etc/dovecot/users",
  "etc/postfix/sasl_passwd",
  "etc/postfix/sasl_passwd.db",
  "etc/postfix/sni",
  "etc/postfix/sni.db",
  "etc/courier/userdb",
  "etc/courier/imapd.pem",
  "etc/ssl/mail.key",
  "etc/ssl/both.pem",
];

/** A machine on which nothing is wrong; its directories are open whatever the umask. */
function machine(): string {
  const directory = directoryWith({ ...configurations, "etc/passwd": passwd, "etc/group": group });
  for (const name of ["", "etc", "etc/dovecot", "etc/postfix", "etc/courier", "etc/ssl"]) {
    mkdirSync(join(directory, name), { recursive: true });
    chmodSync(join(directory, name), 0o755);
  }
  const pair = pairIn(join(directory, "etc/ssl"), "mail");
  joined(join(directory, "etc/ssl/both.pem"), pair.key, pair.cert);
  joined(join(directory, "etc/courier/imapd.pem"), pair.key, pair.cert);
  for (const name of Object.keys(configurations)) chmodSync(join(directory, name), 0o644);
  for (const name of secrets) chmodSync(join(directory, name), 0o600);
  if (isRoot) chownSync(join(directory, "etc/courier/imapd.pem"), 104, 104);
  return directory;
}

const rules = [
  "key-file-permissions",
  "postfix/sni-map-permissions",
  "secret-file-permissions",
  "config-file-writable",
];

interface Said {
  readonly rule: string;
  readonly severity: string;
  readonly message: string;
  readonly file: string;
}

async function said(directory: string, ...given: readonly string[]): Promise<readonly Said[]> {
  const only = (given.length > 0 ? given : rules).flatMap((rule) => ["--only", rule]);
  const etc = ["dovecot", "postfix", "courier"].map((name) => `etc/${name}`);
  const args = [...only, "--live", "--root", ".", "--format", "json", ...etc];
  const { stdout, stderr } = await mailint(directory, args);
  expect(stderr).toBe("");
  const { findings } = JSON.parse(stdout) as {
    findings: readonly Said[];
  };
  return findings.map(({ rule, severity, message, file }) => ({
    rule,
    severity,
    message,
    file,
  }));
}

/** Without those that say who owns the files of the tests. */
function ofModes(found: readonly Said[]): readonly Said[] {
  return isRoot ? found : found.filter(({ message }) => !/the user `/.test(message));
}

test("nothing is wrong with files that only root can read and write", async () => {
  expect(ofModes(await said(machine()))).toEqual([]);
});

test("without --live nobody looks", async () => {
  const directory = machine();
  chmodSync(join(directory, "etc/ssl/mail.key"), 0o666);
  const only = rules.flatMap((rule) => ["--only", rule]);
  const { stdout } = await mailint(directory, [...only, "--root", ".", "etc/postfix", "etc/dovecot"]);
  expect(stdout).not.toContain("chmod");
});

describe("a key that everybody can read", () => {
  test("of Dovecot and Postfix is one finding", async () => {
    const directory = machine();
    chmodSync(join(directory, "etc/ssl/mail.key"), 0o644);
    const found = await said(directory, "key-file-permissions");
    expect(found.filter(({ severity }) => severity === "error").map(({ file }) => file)).toEqual([
      "etc/dovecot/dovecot.conf",
    ]);
    for (const { message } of ofModes(found))
      expect(message).toMatch(/every user of the machine can read the private key \(mode 0644, .*chmod 0600/);
  });

  test("behind a symbolic link", async () => {
    const directory = machine();
    writeFileSync(join(directory, "etc/ssl/real.key"), "-----BEGIN PRIVATE KEY-----\n");
    chmodSync(join(directory, "etc/ssl/real.key"), 0o604);
    symlinkSync("real.key", join(directory, "etc/ssl/link.key"));
    const main = join(directory, "etc/postfix/main.cf");
    writeFileSync(main, configurations["etc/postfix/main.cf"].replace("mail.key", "link.key"));
    const found = ofModes(await said(directory, "key-file-permissions"));
    expect(found.map(({ message }) => message)).toEqual([
      expect.stringContaining("`/etc/ssl/real.key` (mode 0604, "),
    ]);
  });

  test("beside the certificate in Courier", async () => {
    const directory = machine();
    chmodSync(join(directory, "etc/courier/imapd.pem"), 0o644);
    const found = ofModes(await said(directory, "key-file-permissions"));
    expect(found).toEqual([
      {
        rule: "key-file-permissions",
        severity: "error",
        file: "etc/courier/imapd-ssl",
        message: expect.stringMatching(
          /^`TLS_CERTFILE=.*every user .*chmod 06[04]0 \/etc\/courier\/imapd.pem`$/,
        ),
      },
    ]);
  });
});

test("a directory that lets nobody through keeps the key", async () => {
  const directory = machine();
  chmodSync(join(directory, "etc/ssl/mail.key"), 0o644);
  chmodSync(join(directory, "etc/ssl"), 0o700);
  expect(ofModes(await said(directory, "key-file-permissions"))).toEqual([]);
});

test("groups and owners, where the tests may give files away", async () => {
  const directory = machine();
  if (isRoot) chownSync(join(directory, "etc/ssl/mail.key"), 0, 101);
  chmodSync(join(directory, "etc/ssl/mail.key"), isRoot ? 0o640 : 0o600);
  expect(ofModes(await said(directory, "key-file-permissions"))).toEqual([]);
  if (isRoot) chownSync(join(directory, "etc/ssl/mail.key"), 0, 100);
  chmodSync(join(directory, "etc/ssl/mail.key"), isRoot ? 0o640 : 0o604);
  const [first] = ofModes(await said(directory, "key-file-permissions"));
  expect(first?.message).toContain(
    isRoot ? "the group `users` can read" : "every user of the machine can read",
  );
});

test("passwords and tables with keys", async () => {
  const directory = machine();
  for (const name of [
    "etc/dovecot/users",
    "etc/postfix/sasl_passwd.db",
    "etc/postfix/sni.db",
    "etc/courier/userdb",
  ])
    chmodSync(join(directory, name), 0o644);
  const found = await said(directory, "secret-file-permissions", "postfix/sni-map-permissions");
  expect(found.map(({ rule, severity, file }) => [rule, severity, file])).toEqual([
    ["secret-file-permissions", "error", "etc/courier/authdaemonrc"],
    ["secret-file-permissions", "error", "etc/dovecot/dovecot.conf"],
    ["secret-file-permissions", "error", "etc/postfix/main.cf"],
    ["postfix/sni-map-permissions", "error", "etc/postfix/main.cf"],
  ]);
  // A group of the tests' own keeps its right.
  const commands = found.map(({ message }) =>
    /run `(.*)`$/.exec(message)?.[1]?.replace(/^chmod 0640/, "chmod 0600"),
  );
  expect(commands).toEqual([
    "chmod 0600 /etc/courier/userdb",
    "chgrp dovecot /etc/dovecot/users && chmod 0640 /etc/dovecot/users",
    "chmod 0600 /etc/postfix/sasl_passwd.db",
    "chmod 0600 /etc/postfix/sni /etc/postfix/sni.db",
  ]);
});

describe("configuration that others can change", () => {
  test.each([
    ["etc/dovecot/dovecot.conf", "etc/dovecot/dovecot.conf"],
    ["etc/postfix/master.cf", "etc/postfix/master.cf"],
    ["etc/courier/imapd-ssl", "etc/courier/imapd-ssl"],
  ])("%s", async (name, file) => {
    const directory = machine();
    chmodSync(join(directory, name), 0o646);
    const found = ofModes(await said(directory, "config-file-writable"));
    expect(found.map((one) => [one.file, one.severity])).toEqual([[file, "error"]]);
    expect(found[0]?.message).toContain(`run \`chmod go-w /${name}\``);
  });

  test("a directory, and one with the sticky bit", async () => {
    const directory = machine();
    chmodSync(join(directory, "etc/dovecot"), 0o1777);
    expect(ofModes(await said(directory, "config-file-writable"))).toEqual([]);
    chmodSync(join(directory, "etc/dovecot"), 0o777);
    const found = ofModes(await said(directory, "config-file-writable"));
    expect(found.map(({ message }) => message)).toEqual(
      isRoot ? [expect.stringContaining("run `chmod go-w /etc/dovecot`")] : [],
    );
  });

  test("files of somebody else's are one finding", async () => {
    const directory = machine();
    if (isRoot)
      for (const name of ["etc/postfix/main.cf", "etc/postfix/master.cf"])
        chownSync(join(directory, name), 4711, 4711);
    const found = (await said(directory, "config-file-writable")).filter(({ file }) =>
      dirname(file).endsWith("postfix"),
    );
    const first = found[0]?.message;
    expect(first).toContain(isRoot ? "the user `deploy` can write to" : "the user `");
    expect(first).toContain("`/etc/postfix/main.cf`, `/etc/postfix/master.cf`");
  });
});
