// The harness for Courier: what its own start scripts make of the variables, seen from the wire.

import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { describeWithRoot, rootDirectory } from "../oracle/daemons.ts";
import { bootCourier, type Courier, type Instance, shipped } from "./courier.ts";
import { lowestTls, probe } from "./probe.ts";

const ALL: readonly Instance[] = ["imapd", "imapd-ssl", "pop3d", "pop3d-ssl", "esmtpd"];

/** The shipped files with the ports of ALL, and lines at the end of some of them. */
function configured(more: Readonly<Record<string, string>> = {}) {
  return ({ ports }: { readonly ports: readonly number[] }): Record<string, string> => {
    const files: Record<string, string> = {};
    for (const [at, instance] of ALL.entries()) {
      const prefix = instance.endsWith("-ssl") ? "SSL" : "";
      const lines = `${prefix}ADDRESS=127.0.0.1\n${prefix}PORT=${ports[at]}\n${more[instance] ?? ""}\n`;
      files[instance] = `${shipped(instance)}\n${lines}`;
    }
    return files;
  };
}

const target = (courier: Courier, at: number) => ({ host: "127.0.0.1", port: courier.ports[at] ?? 0 });

describeWithRoot("courier", "the wire harness on Courier", (root) => {
  test("as shipped, passwords are taken in clear although STARTTLS is there", async () => {
    await using courier = await bootCourier(ALL, configured());
    const imap = await probe("imap", target(courier, 0), courier.account);
    expect(imap).toMatchObject({ tlsFirst: false, starttls: true, cleartextLogin: true });
    expect(imap.mechanisms).toEqual({ cleartext: [], tls: ["PLAIN"] });
    const imaps = await probe("imap", target(courier, 1), courier.account);
    expect(imaps).toMatchObject({ tlsFirst: true, starttls: false, cleartextLogin: false });
    expect(imaps.logins.tls).toContain("command");
    const pop3 = await probe("pop3", target(courier, 2), courier.account);
    expect(pop3).toMatchObject({ tlsFirst: false, starttls: true, cleartextLogin: true });
    const pop3s = await probe("pop3", target(courier, 3), courier.account);
    expect(pop3s).toMatchObject({ tlsFirst: true, starttls: false, cleartextLogin: false });
    const esmtp = await probe("smtp", target(courier, 4), courier.account);
    expect(esmtp).toMatchObject({ tlsFirst: false, starttls: true });
    expect(esmtp.mechanisms.cleartext).toEqual([]);
  });

  test("with TLS required nobody logs in before it, and all do under it", async () => {
    const more = { "imapd-ssl": "IMAP_TLS_REQUIRED=1", "pop3d-ssl": "POP3_TLS_REQUIRED=1" };
    await using courier = await bootCourier(ALL, configured(more));
    for (const [at, spoken] of [
      [0, "imap"],
      [2, "pop3"],
    ] as const) {
      const reach = await probe(spoken, target(courier, at), courier.account);
      expect(reach).toMatchObject({ starttls: true, cleartextLogin: false });
      expect(reach.logins.tls).toContain("command");
    }
  });

  test("TLS required without STARTTLS does not protect", async () => {
    const more = { "imapd-ssl": "IMAP_TLS_REQUIRED=1\nIMAPDSTARTTLS=NO" };
    await using courier = await bootCourier(ALL, configured(more));
    const reach = await probe("imap", target(courier, 0), courier.account);
    expect(reach).toMatchObject({ starttls: false, cleartextLogin: true });
  });

  test("the mail server takes passwords in clear where ESMTPAUTH says so", async () => {
    await using courier = await bootCourier(ALL, configured({ esmtpd: 'ESMTPAUTH="LOGIN PLAIN"' }));
    const reach = await probe("smtp", target(courier, 4), courier.account);
    expect(reach).toMatchObject({ starttls: true, cleartextLogin: true });
    expect(reach.mechanisms.cleartext).toEqual(["LOGIN", "PLAIN"]);
  });

  test("Debian's Courier is built with GnuTLS: TLS_PRIORITY bounds the version, TLS_PROTOCOL and TLS_CIPHER_LIST do not", async () => {
    const more = {
      "imapd-ssl": 'TLS_PRIORITY="NORMAL:-VERS-TLS1.0:-VERS-TLS1.1"',
      "pop3d-ssl": 'TLS_PROTOCOL="TLSv1.2"\nTLS_CIPHER_LIST="AES128-GCM-SHA256"',
    };
    const courier = await bootCourier(ALL, configured(more));
    expect(await lowestTls("imap", target(courier, 1))).toBe("TLSv1.2");
    expect(await lowestTls("imap", target(courier, 0))).toBe("TLSv1.2");
    expect(await lowestTls("pop3", target(courier, 3))).toBe("TLSv1");
    await courier.stop();
    expect(existsSync(rootDirectory(root) + courier.path)).toBe(false);
  });
});
