// What rules and models get of a Dovecot 2.4 tree where part of it is not at hand.

import { expect, test } from "vitest";
import { memoryHost } from "../../src/host.ts";
import { resolveDovecot24 } from "../../src/resolve/dovecot-24.ts";
import type { DovecotSystem } from "../../src/system.ts";

const versions = "dovecot_config_version = 2.4.1\ndovecot_storage_version = 2.4.1\n";

function system(text: string): DovecotSystem {
  const files = { "dovecot.conf": versions + text };
  const entry = { daemon: "dovecot", root: "dovecot.conf", files: [], partial: false } as const;
  const root = { path: entry.root, text: files["dovecot.conf"], dialect: "dovecot" } as const;
  return resolveDovecot24(entry, root, memoryHost(files), { dovecot: "2.4" }, "given");
}

const debian = "!include_try /usr/share/dovecot/protocols.d/*.protocol\n";

test("Debian's protocol files set the protocols only", () => {
  const found = system(`ssl = yes\n${debian}`);
  expect(found.problems).toEqual([]);
  expect(found.config.get("protocols")?.unknown).toBe(true);
  expect(found.config.get("ssl")?.unknown).toBe(false);
  expect(found.config.get("auth_allow_cleartext")).toMatchObject({ value: "no", unknown: false });
  expect(found.listeners().map(({ port, tls }) => `${port} ${tls}`)).toContain("143 starttls");
});

test("what the tree adds to the protocols does not make them known, and what it writes as a whole does", () => {
  const protocols = (text: string) => system(debian + text).config.get("protocols");
  expect(protocols("protocols {\n  sieve = yes\n}\n")?.unknown).toBe(true);
  expect(protocols("protocols = imap\n")).toMatchObject({ value: "imap", unknown: false });
  expect(system(`protocols = imap\n${debian}`).config.get("protocols")?.unknown).toBe(true);
});

test("faults are found all the same", () => {
  const kinds = (text: string) => system(debian + text).problems.map(({ kind }) => kind);
  expect(kinds("service imap {\n  process_limit = 0\n}\n")).toEqual(["bad-value"]);
  expect(kinds("protocols {\n  imap = yes\n}\n")).toEqual([]);
});

test("an optional include leaves what is written and defaults that are not empty", () => {
  const { config, problems } = system("ssl = yes\n!include_try /a.conf\n!include_try /b.conf\n");
  expect(problems.map(({ kind }) => kind)).toEqual(["include-outside"]);
  expect(config.get("ssl")?.unknown).toBe(false);
  expect(config.get("auth_allow_cleartext")?.unknown).toBe(false);
  expect(config.get("ssl_server_cert_file")?.unknown).toBe(true);
});

test("another include that is not at hand may set anything", () => {
  const { config, problems } = system("!include /etc/elsewhere/*.conf\n");
  expect(problems.map(({ kind }) => kind)).toEqual(["include-outside"]);
  expect(config.get("auth_allow_cleartext")?.unknown).toBe(true);
});

test.each([
  ["base_dir = /run/%{system:foo}\n", "of `system` there are `cpu_count`, `hostname`, `os`, `os-version`"],
  ["base_dir = /run/%{user}\n", "is not known before somebody logs in"],
  ["log_debug = category=auth and %{user}\n", "unexpected `%`"],
])("%s is refused", (text, words) => {
  expect(system(text).problems.map(({ message }) => message)).toEqual([expect.stringContaining(words)]);
});

test.each(["base_dir = /run/%{system:hostname}\n", "log_debug = $ENV:DEBUG\n"])("%s is taken", (text) => {
  expect(system(text).problems).toEqual([]);
});
