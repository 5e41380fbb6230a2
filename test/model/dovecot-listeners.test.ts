// What the listener model says of Dovecot, on the configurations whose answers the booted daemons gave.

import { describe, expect, test } from "vitest";
import { memoryHost } from "../../src/host.ts";
import { loadSystems } from "../../src/lint.ts";
import type { Listener } from "../../src/model/listener.ts";
import { CASES, type Expected } from "../wire/dovecot-cases.ts";
import { LISTENERS, written } from "../wire/dovecot-variants.ts";

async function listenersOf(files: Readonly<Record<string, string>>, dovecot: string) {
  const { systems } = await loadSystems({ paths: ["."], host: memoryHost(files), options: { dovecot } });
  return systems.flatMap((system) => system.listeners());
}

const login = (listeners: readonly Listener[]) =>
  listeners.filter(({ protocol }) => ["imap", "pop3", "submission", "managesieve"].includes(protocol));

function shorts(listeners: readonly Listener[]): Record<string, string> {
  return Object.fromEntries(
    LISTENERS.map(({ name, service }) => {
      const found = listeners.find((one) => one.name === `${service}/${name}`);
      return [name, found === undefined ? "closed" : `${found.tls} ${found.cleartextLogin}`];
    }),
  );
}

function expected(expect: Expected): Record<string, string> {
  return Object.fromEntries(LISTENERS.map(({ name }) => [name, expect[name] ?? "closed"]));
}

const PORTS = LISTENERS.map((_, at) => 10_000 + at);

describe("2.4", () => {
  const version = "dovecot_config_version = 2.4.1\ndovecot_storage_version = 2.4.1\n";

  test.each(CASES.map((each) => [each.title, each] as const))("%s", async (_, each) => {
    const conf = version + written(each, "trixie", PORTS);
    const found = login(await listenersOf({ "dovecot.conf": conf }, "2.4"));
    expect(shorts(found)).toEqual(expected(each.expect24 ?? each.expect));
    const first = found.find(({ name }) => name === "imap-login/imap");
    if (each.mechanismsSeen !== undefined) expect(first?.mechanisms).toEqual(each.mechanismsSeen);
    if (each.minTlsSeen !== undefined) expect(first?.minTls).toBe(each.minTlsSeen);
  });
});

describe("2.3", () => {
  test.each(CASES.map((each) => [each.title, each] as const))("%s", async (_, each) => {
    const found = login(await listenersOf({ "dovecot.conf": written(each, "bookworm", PORTS) }, "2.3"));
    expect(shorts(found)).toEqual(expected(each.expect));
    const first = found.find(({ name }) => name === "imap-login/imap");
    if (each.mechanismsSeen !== undefined) expect(first?.mechanisms).toEqual(each.mechanismsSeen);
    if (each.minTlsSeen !== undefined) expect(first?.minTls).toBe(each.minTlsSeen);
  });

  test("stock listeners on every address", async () => {
    const found = await listenersOf({ "dovecot.conf": "protocols = imap pop3\nssl = required\n" }, "2.3");
    const rows = login(found).map(({ name, address, port, tls, tlsRequired }) => [
      name,
      address,
      port,
      tls,
      tlsRequired,
    ]);
    expect(rows.sort()).toEqual([
      ["imap-login/imap", "*", 143, "starttls", true],
      ["imap-login/imap", "::", 143, "starttls", true],
      ["imap-login/imaps", "*", 993, "implicit", true],
      ["imap-login/imaps", "::", 993, "implicit", true],
      ["pop3-login/pop3", "*", 110, "starttls", true],
      ["pop3-login/pop3", "::", 110, "starttls", true],
      ["pop3-login/pop3s", "*", 995, "implicit", true],
      ["pop3-login/pop3s", "::", 995, "implicit", true],
    ]);
  });

  test("a doveadm port takes its password in clear, a UNIX socket lets nobody in", async () => {
    const conf = `protocols =
doveadm_password = pass
service doveadm {
  inet_listener x {
    port = 24245
  }
}
`;
    const found = (await listenersOf({ "dovecot.conf": conf }, "2.3")).filter(
      ({ protocol }) => protocol === "doveadm",
    );
    expect(found.map(({ name, local, cleartextLogin }) => [name, local, cleartextLogin])).toEqual([
      ["doveadm/doveadm-server", true, "nobody"],
      ["doveadm/x", false, "anyone"],
      ["doveadm/x", false, "anyone"],
    ]);
  });

  test("what a fragment does not say is unknown", async () => {
    const found = await listenersOf({ "conf.d/10-auth.conf": "disable_plaintext_auth = no\n" }, "2.3");
    expect(new Set(login(found).map(({ cleartextLogin }) => cleartextLogin))).not.toContain("anyone");
  });

  test("an include that nobody can read leaves open who gets in", async () => {
    const conf = "protocols = imap\nlisten = *\n!include_try /etc/elsewhere.conf\n";
    const found = login(await listenersOf({ "dovecot.conf": conf }, "2.3"));
    expect(found.map(({ cleartextLogin }) => cleartextLogin)).toContain("unknown");
  });
});
