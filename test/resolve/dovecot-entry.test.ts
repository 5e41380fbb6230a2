// What a Dovecot tree is read as: its version, and a piece of one.

import { expect, test } from "vitest";
import { memoryHost } from "../../src/host.ts";
import { loadSystems } from "../../src/lint.ts";
import { showDovecot } from "../../src/resolve/dovecot-show.ts";

async function versionOf(name: string, text: string): Promise<string> {
  const { systems } = await loadSystems({ paths: [name], host: memoryHost({ [name]: text }), options: {} });
  const [system] = systems;
  return `${system?.version} ${system?.versionFrom}`;
}

test.each([
  ["dovecot.conf", "mail_location = maildir:~/Maildir\n", "2.3 assumed"],
  ["dovecot.conf", "dovecot_config_version = 2.4.1\ndovecot_storage_version = 2.4.1\n", "2.4 file"],
  ["dovecot.conf", "# 2.4.1 (7d8c0e5759): /etc/dovecot/dovecot.conf\n", "2.4 file"],
  ["dovecot.conf", "mail_path = ~/Maildir\n", "2.3 assumed"],
  ["conf.d/10-mail.conf", "mail_path = ~/Maildir\n", "2.4 assumed"],
  ["conf.d/10-mail.conf", "mail_location = maildir:~/Maildir\n", "2.3 assumed"],
  ["conf.d/10-master.conf", "service stats {\n  user = $SET:default_internal_user\n}\n", "2.4 assumed"],
  ["conf.d/10-master.conf", "service stats {\n  user = $default_internal_user\n}\n", "2.3 assumed"],
])("%s: %j", async (name, text, expected) => {
  expect(await versionOf(name, text)).toBe(expected);
});

test("an included file states the version", async () => {
  const files = {
    "dovecot.conf": "!include_try local.conf\n",
    "local.conf":
      "dovecot_config_version = 2.4.1\ndovecot_storage_version = 2.4.1\nprotocols {\n  imap = yes\n}\n",
  };
  const { systems } = await loadSystems({ paths: ["dovecot.conf"], host: memoryHost(files), options: {} });
  expect(
    systems.map(({ version, versionFrom, problems }) => [version, versionFrom, problems.length]),
  ).toEqual([["2.4", "file", 1]]);
});

test.each([
  ["# 2.3.13 (89f716dc2): /etc/dovecot/dovecot.conf\n", undefined, "2.3.13"],
  ["# 2.3.13 (89f716dc2): /etc/dovecot/dovecot.conf\n", "2.3", "2.3.13"],
  ["# 2.3.13 (89f716dc2): /etc/dovecot/dovecot.conf\n", "2.3.16", "2.3.16"],
  ["# 2.3.13 (89f716dc2): /etc/dovecot/dovecot.conf\n", "2.4", undefined],
  ["dovecot_config_version = 2.4.1\ndovecot_storage_version = 2.4.1\n", undefined, undefined],
  ["ssl = yes\n", "2.3", undefined],
])("the release of %j read as %s is %s", async (text, dovecot, expected) => {
  const { systems } = await loadSystems({
    paths: ["dovecot.conf"],
    host: memoryHost({ "dovecot.conf": text }),
    options: dovecot === undefined ? {} : { dovecot },
  });
  expect(systems[0]?.exactly).toBe(expected);
});

test("a tree with a piece that nobody reads, and one that states its release, are shown whole", async () => {
  const files = {
    "dovecot.conf": "# 2.3.13 (89f716dc2): /etc/dovecot/dovecot.conf\nmail_location = maildir:~/Maildir\n",
    "conf.d/10-mail.conf": "mail_debug = yes\n",
  };
  const { systems } = await loadSystems({ paths: ["."], host: memoryHost(files), options: {} });
  const shown = systems.flatMap((system) =>
    system.daemon === "dovecot" ? [showDovecot(system, { all: false })] : [],
  );
  expect(shown).toEqual([["mail_location = maildir:~/Maildir"]]);
});

test("what a lone piece includes may be on the server", async () => {
  const { systems } = await loadSystems({
    paths: ["conf.d/10-auth.conf"],
    host: memoryHost({ "conf.d/10-auth.conf": "auth_mechanisms = plain\n!include auth-system.conf.ext\n" }),
    options: {},
  });
  expect(systems.flatMap(({ problems }) => problems.map(({ kind, severity }) => [kind, severity]))).toEqual([
    ["include-outside", "note"],
  ]);
});
