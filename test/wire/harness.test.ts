// The wire harness itself, against both Dovecots: what it boots is gone afterwards, and what it reports is so.

import { existsSync } from "node:fs";
import { createServer } from "node:net";
import { expect, test } from "vitest";
import { describeWithRoot, rootDirectory } from "../oracle/daemons.ts";
import { bootFailure, freePorts, isBootFailure, onFreePorts } from "./boot.ts";
import { bootDovecot, type Dovecot, type DovecotRoot } from "./dovecot.ts";
import { listens, lowestTls, probe, type Spoken } from "./probe.ts";

const cleartext = (root: DovecotRoot, allowed: boolean): string =>
  root === "trixie"
    ? `auth_allow_cleartext = ${allowed ? "yes" : "no"}`
    : `disable_plaintext_auth = ${allowed ? "no" : "yes"}`;

const listener = (service: string, name: string, port: number | undefined): string =>
  `service ${service} {\n inet_listener ${name} {\n  port = ${port}\n }\n}\n`;

const SPOKEN: readonly Spoken[] = [
  "imap",
  "imap",
  "pop3",
  "pop3",
  "submission",
  "managesieve",
  "lmtp",
  "doveadm",
];

/** Every protocol of Dovecot once, IMAP and POP3 also under implicit TLS, at the ports in the order of SPOKEN. */
function everything(settings: string) {
  return ({ ports }: { readonly ports: readonly number[] }): string =>
    `protocols = imap pop3 submission sieve lmtp
listen = 127.0.0.1
auth_mechanisms = plain login cram-md5
doveadm_password = pw1
submission_relay_host = 127.0.0.1
${settings}
${listener("imap-login", "imap", ports[0])}${listener("imap-login", "imaps", ports[1])}
${listener("pop3-login", "pop3", ports[2])}${listener("pop3-login", "pop3s", ports[3])}
${listener("submission-login", "submission", ports[4])}${listener("submission-login", "submissions", 0)}
${listener("managesieve-login", "sieve", ports[5])}
${listener("lmtp", "lmtp", ports[6])}${listener("doveadm", "doveadm", ports[7])}`;
}

const target = (dovecot: Dovecot, at: number, from = "127.0.0.2") => ({
  host: "127.0.0.1",
  port: dovecot.ports[at] ?? 0,
  from,
});

function harness(root: DovecotRoot): void {
  describeWithRoot(root, `the wire harness on the Dovecot of ${root}`, () => {
    test("a stranger gets in without TLS where the configuration lets him, by every protocol that has a login", async () => {
      await using dovecot = await bootDovecot(root, 8, everything(`ssl = yes\n${cleartext(root, true)}`));
      for (const at of [0, 2, 4, 5]) {
        const reach = await probe(SPOKEN[at] ?? "imap", target(dovecot, at), dovecot.account);
        expect(reach).toMatchObject({ tlsFirst: false, starttls: true, cleartextLogin: true });
        expect(reach.mechanisms.cleartext).toEqual(["PLAIN", "LOGIN", "CRAM-MD5"]);
        expect(reach.logins.cleartext).toContain("PLAIN");
      }
      const sieve = await probe("managesieve", target(dovecot, 5), dovecot.account);
      expect(sieve.logins.cleartext).toEqual(["PLAIN", "LOGIN", "CRAM-MD5"]);
      const imap = await probe("imap", target(dovecot, 0), dovecot.account);
      expect(imap.logins.cleartext).toEqual(["command", "PLAIN", "LOGIN", "CRAM-MD5"]);
      expect(imap.logins.tls).toEqual(imap.logins.cleartext);
    });

    test("nobody gets in without TLS where TLS is required, and all do with it", async () => {
      await using dovecot = await bootDovecot(
        root,
        8,
        everything(`ssl = required\n${cleartext(root, false)}`),
      );
      for (const at of [0, 2, 4, 5]) {
        const reach = await probe(SPOKEN[at] ?? "imap", target(dovecot, at), dovecot.account);
        expect(reach).toMatchObject({ tlsFirst: false, starttls: true, cleartextLogin: false });
        expect(reach.logins.tls).toContain("PLAIN");
      }
      for (const at of [1, 3]) {
        const reach = await probe(SPOKEN[at] ?? "imap", target(dovecot, at), dovecot.account);
        expect(reach).toMatchObject({ tlsFirst: true, starttls: false, cleartextLogin: false });
        expect(reach.logins.tls).toContain("command");
      }
    });

    test("a client with the server's own address is no stranger", async () => {
      const settings = `ssl = yes\n${cleartext(root, false)}`;
      await using dovecot = await bootDovecot(root, 8, everything(settings));
      const stranger = await probe("imap", target(dovecot, 0), dovecot.account);
      const local = await probe("imap", target(dovecot, 0, "127.0.0.1"), dovecot.account);
      expect([stranger.cleartextLogin, local.cleartextLogin]).toEqual([false, true]);
    });

    test("LMTP and doveadm: STARTTLS, and the doveadm password in clear whatever `ssl` says", async () => {
      await using dovecot = await bootDovecot(
        root,
        8,
        everything(`ssl = required\n${cleartext(root, false)}`),
      );
      const lmtp = await probe("lmtp", target(dovecot, 6), dovecot.account);
      expect(lmtp).toMatchObject({ tlsFirst: false, starttls: true, cleartextLogin: false });
      const account = { name: "doveadm", password: "pw1" };
      const doveadm = await probe("doveadm", target(dovecot, 7), account);
      expect(doveadm).toMatchObject({ tlsFirst: false, starttls: true, cleartextLogin: true });
      const wrong = await probe("doveadm", target(dovecot, 7), { ...account, password: "other" });
      expect(wrong.cleartextLogin).toBe(false);
    });

    test("a wrong password is refused", async () => {
      await using dovecot = await bootDovecot(root, 8, everything(`ssl = yes\n${cleartext(root, true)}`));
      const wrong = { ...dovecot.account, password: "other" };
      const reach = await probe("imap", target(dovecot, 0), wrong);
      expect(reach.logins).toEqual({ cleartext: [], tls: [] });
    });

    test.each(["TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"])("the lowest version is %s", async (version) => {
      const settings = `ssl = yes\nssl_min_protocol = ${version}\nssl_cipher_list = DEFAULT:@SECLEVEL=0`;
      await using dovecot = await bootDovecot(root, 8, everything(settings));
      expect(await lowestTls("imap", target(dovecot, 0))).toBe(version);
      expect(await lowestTls("pop3", target(dovecot, 3))).toBe(version);
      expect(await lowestTls("lmtp", target(dovecot, 6))).toBe(version);
    });

    test("a configuration that Dovecot refuses is told with its words, and nothing is left", async () => {
      let path = "";
      const boot = bootDovecot(root, 0, (place) => {
        path = place.path;
        return "no_such_setting = 1\n";
      });
      const error: unknown = await boot.then(
        () => undefined,
        (reason: unknown) => reason,
      );
      expect(isBootFailure(error) && error.output).toContain("Unknown setting: no_such_setting");
      expect(existsSync(rootDirectory(root) + path)).toBe(false);
    });

    test("after `stop` nobody listens and no file is left", async () => {
      const host = "127.0.0.9";
      const dovecot = await bootDovecot(
        root,
        1,
        ({ ports: [port] }) => `protocols = imap\nlisten = ${host}
${listener("imap-login", "imap", port)}${listener("imap-login", "imaps", 0)}`,
      );
      const there = { host, port: dovecot.ports[0] ?? 0 };
      expect(await listens(there)).toBe(true);
      await dovecot.stop();
      expect(await listens(there)).toBe(false);
      expect(existsSync(rootDirectory(root) + dovecot.path)).toBe(false);
    });
  });
}

harness("bookworm");
harness("trixie");

test("free ports differ from each other", async () => {
  expect(new Set(await freePorts(20)).size).toBe(20);
});

test("a boot that failed is tried on other ports when one of its ports is taken, and only then", async () => {
  const holder = createServer();
  let tries = 0;
  const booted = await onFreePorts(2, async ([first]) => {
    if (tries++ > 0) return first;
    await new Promise<void>((resolve) => holder.listen(first, "127.0.0.1", resolve));
    throw bootFailure("no luck", "");
  });
  holder.close();
  expect([tries, typeof booted]).toEqual([2, "number"]);
  tries = 0;
  const failing = onFreePorts(1, async () => {
    tries++;
    throw bootFailure("bad configuration", "");
  });
  await expect(failing).rejects.toThrow("bad configuration");
  expect(tries).toBe(1);
});
