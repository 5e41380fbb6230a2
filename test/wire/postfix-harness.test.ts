// The harness for Postfix, against both releases: AUTH and STARTTLS as a stranger sees them, and who may relay.

import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { describeWithRoot, rootDirectory } from "../oracle/daemons.ts";
import { isBootFailure } from "./boot.ts";
import type { Place } from "./dovecot.ts";
import { bootPostfix, type Postfix, type PostfixRoot, recipientReply, smtpdOn } from "./postfix.ts";
import { listens, lowestTls, probe } from "./probe.ts";

const target = (postfix: Postfix, at: number) => ({ host: "127.0.0.1", port: postfix.ports[at] ?? 0 });

const main = ({ certificate }: Place): string => `compatibility_level = 3.6
smtpd_tls_cert_file = ${certificate.cert}
smtpd_tls_key_file = ${certificate.key}
smtpd_sasl_type = dovecot
smtpd_sasl_path = private/auth
mydestination = example.test
mynetworks = 192.0.2.0/24
local_recipient_maps =
`;

const AUTH = "smtpd_sasl_auth_enable=yes";
const STRANGER = { from: "a@example.org", to: "b@victim.example", as: "203.0.113.9" };

function harness(root: PostfixRoot): void {
  describeWithRoot(root, `the wire harness on the Postfix of ${root}`, () => {
    test("AUTH and STARTTLS before and under TLS, one service a case", async () => {
      const cases = [
        { with: [AUTH, "smtpd_tls_security_level=may"], reach: { starttls: true, cleartextLogin: true } },
        {
          with: [AUTH, "smtpd_tls_security_level=may", "smtpd_tls_auth_only=yes"],
          reach: { starttls: true, cleartextLogin: false },
        },
        { with: [AUTH, "smtpd_tls_security_level=none"], reach: { starttls: false, cleartextLogin: true } },
        {
          with: [AUTH, "smtpd_tls_security_level=encrypt"],
          reach: { starttls: true, cleartextLogin: false },
        },
        { with: ["smtpd_tls_security_level=may"], reach: { starttls: true, cleartextLogin: false } },
        {
          with: [AUTH, "smtpd_tls_security_level=encrypt", "smtpd_tls_wrappermode=yes"],
          reach: { tlsFirst: true, starttls: false, cleartextLogin: false },
        },
        {
          with: [
            AUTH,
            "smtpd_tls_security_level=none",
            "smtpd_sasl_security_options=noplaintext,noanonymous",
          ],
          reach: { starttls: false, cleartextLogin: false, logins: { cleartext: ["CRAM-MD5"], tls: [] } },
        },
      ];
      await using postfix = await bootPostfix(root, cases.length, (place) => ({
        "main.cf": main(place),
        "master.cf": cases.map((each, at) => smtpdOn(place.ports[at], ...each.with)).join("\n"),
      }));
      for (const [at, { reach }] of cases.entries()) {
        const found = await probe("smtp", target(postfix, at), postfix.account);
        expect(found, `service ${at}`).toMatchObject({ tlsFirst: false, ...reach });
      }
      const under = await probe("smtp", target(postfix, 1), postfix.account);
      expect(under.mechanisms).toEqual({ cleartext: [], tls: ["PLAIN", "LOGIN", "CRAM-MD5"] });
      expect(under.logins.tls).toEqual(["PLAIN", "LOGIN", "CRAM-MD5"]);
      const wrong = await probe("smtp", target(postfix, 0), { ...postfix.account, password: "other" });
      expect(wrong.logins).toEqual({ cleartext: [], tls: [] });
    });

    test("the lowest TLS version is what the service says", async () => {
      const level = "smtpd_tls_security_level=may";
      const lax = "{ tls_medium_cipherlist = DEFAULT:@SECLEVEL=0 }";
      await using postfix = await bootPostfix(root, 2, (place) => ({
        "main.cf": main(place),
        "master.cf": [
          smtpdOn(place.ports[0], level, lax, "smtpd_tls_protocols=>=TLSv1"),
          smtpdOn(place.ports[1], level, lax, "smtpd_tls_protocols=>=TLSv1.3"),
        ].join("\n"),
      }));
      expect(await lowestTls("smtp", target(postfix, 0))).toBe("TLSv1");
      expect(await lowestTls("smtp", target(postfix, 1))).toBe("TLSv1.3");
    });

    test("a stranger may relay only where the restrictions let him, a trusted client always", async () => {
      await using postfix = await bootPostfix(root, 2, (place) => ({
        "main.cf": main(place),
        "master.cf": [smtpdOn(place.ports[0]), smtpdOn(place.ports[1], "mynetworks=0.0.0.0/0")].join("\n"),
      }));
      expect(await recipientReply(target(postfix, 0), STRANGER)).toMatch(
        /^454 4\.7\.1 .*Relay access denied$/,
      );
      expect(await recipientReply(target(postfix, 0), { ...STRANGER, as: "192.0.2.1" })).toMatch(/^250 /);
      expect(await recipientReply(target(postfix, 0), { ...STRANGER, to: "b@example.test" })).toMatch(
        /^250 /,
      );
      expect(await recipientReply(target(postfix, 1), STRANGER)).toMatch(/^250 /);
    });

    test("nothing is left after `stop`, and a start that fails says why", async () => {
      const postfix = await bootPostfix(root, 1, (place) => ({
        "main.cf": main(place),
        "master.cf": smtpdOn(place.ports[0]),
      }));
      expect(await listens(target(postfix, 0))).toBe(true);
      await postfix.stop();
      expect(existsSync(rootDirectory(root) + postfix.path)).toBe(false);
      const failing = bootPostfix(root, 1, (place) => ({
        "main.cf": main(place),
        "master.cf": "smtp inet n\n",
      }));
      const error: unknown = await failing.then(
        () => undefined,
        (reason: unknown) => reason,
      );
      expect(isBootFailure(error) && error.output).toContain("master.cf");
    });
  });
}

harness("bookworm");
harness("trixie");
