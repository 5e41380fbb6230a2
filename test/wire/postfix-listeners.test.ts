// The listener model against the real smtpd: is TLS offered and needed, does AUTH in clear succeed, which mechanisms.

import { expect, test } from "vitest";
import { memoryHost } from "../../src/host.ts";
import type { Listener } from "../../src/model/listener.ts";
import { resolvePostfix } from "../../src/resolve/postfix.ts";
import { describeWithRoot } from "../oracle/daemons.ts";
import type { Place } from "./dovecot.ts";
import { bootPostfix, type PostfixRoot, smtpdOn } from "./postfix.ts";
import { lowestTls, probe } from "./probe.ts";

const versions: Record<PostfixRoot, string> = { bookworm: "3.7", trixie: "3.10" };

const main = ({ certificate }: Place): string => `compatibility_level = 3.6
mynetworks = 127.0.0.1/32
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = private/auth
smtpd_tls_cert_file = ${certificate.cert}
smtpd_tls_key_file = ${certificate.key}
smtpd_tls_security_level = may
smtpd_tls_mandatory_ciphers = medium
tls_medium_cipherlist = DEFAULT:@SECLEVEL=0
tls_high_cipherlist = DEFAULT:@SECLEVEL=0
smtpd_tls_protocols = >=TLSv1
`;

const noCertificate = "smtpd_tls_cert_file=";
const cases: readonly (readonly string[])[] = [
  [],
  ["smtpd_tls_auth_only=yes"],
  ["smtpd_tls_auth_only=YES", "smtpd_tls_protocols=!SSLv3,!TLSv1"],
  ["smtpd_tls_security_level=none"],
  ["smtpd_tls_security_level=none", "smtpd_use_tls=yes", "smtpd_tls_auth_only=yes"],
  ["smtpd_tls_security_level=encrypt"],
  ["smtpd_tls_security_level=ENCRYPT", "smtpd_tls_mandatory_protocols=>=TLSv1.2"],
  ["smtpd_tls_security_level=verify", "smtpd_tls_mandatory_protocols=TLSv1.3"],
  ["smtpd_tls_security_level=", "smtpd_use_tls=yes"],
  ["smtpd_tls_security_level=", "smtpd_enforce_tls=yes", "smtpd_use_tls=no"],
  ["smtpd_tls_security_level=", "smtpd_tls_mandatory_protocols=!SSLv2"],
  ["smtpd_tls_security_level=may", "smtpd_enforce_tls=yes"],
  ["smtpd_tls_wrappermode=yes"],
  ["smtpd_tls_wrappermode=yes", "smtpd_tls_security_level=none", "smtpd_tls_mandatory_protocols=>=TLSv1.2"],
  [noCertificate],
  [noCertificate, "smtpd_tls_auth_only=yes"],
  [noCertificate, "smtpd_tls_security_level=encrypt"],
  ["smtpd_tls_protocols=foo"],
  ["smtpd_sasl_auth_enable=no"],
  ["smtpd_sasl_security_options=noplaintext,noanonymous"],
  ["smtpd_sasl_security_options=noplaintext,noanonymous", "smtpd_sasl_tls_security_options=noanonymous"],
  ["smtpd_discard_ehlo_keywords=auth"],
  ["smtpd_discard_ehlo_keywords=STARTTLS,silent-discard"],
  ["smtpd_discard_ehlo_keywords=starttls", "smtpd_tls_auth_only=yes"],
  ["smtpd_sasl_exceptions_networks=127.0.0.0/8"],
  ["smtpd_delay_reject=no", "smtpd_client_restrictions=permit_mynetworks,reject"],
  ["smtpd_delay_reject=no", "smtpd_client_restrictions=check_client_access,static:OK"],
  ["smtpd_client_restrictions=permit_mynetworks,reject"],
];

function listeners(texts: { main: string; master: string }, version: string): readonly Listener[] {
  const entry = { daemon: "postfix" as const, root: "main.cf", files: ["master.cf"], partial: false };
  const host = memoryHost({ "main.cf": texts.main, "master.cf": texts.master });
  return resolvePostfix(entry, host, { postfix: version }).listeners();
}

for (const root of ["bookworm", "trixie"] as const) {
  describeWithRoot(root, `listeners of Postfix ${versions[root]}`, () => {
    test("are what a stranger finds", { timeout: 300_000 }, async () => {
      let texts = { main: "", master: "" };
      await using postfix = await bootPostfix(root, cases.length, (place) => {
        const master = cases.map((own, at) => smtpdOn(place.ports[at], ...own)).join("\n");
        texts = { main: main(place), master };
        return { "main.cf": texts.main, "master.cf": texts.master };
      });
      const modelled = listeners(texts, versions[root]);
      expect(modelled).toHaveLength(cases.length);
      const said: unknown[] = [];
      const seen: unknown[] = [];
      for (const [at, listener] of modelled.entries()) {
        const target = { host: "127.0.0.1", port: postfix.ports[at] ?? 0 };
        const reach = await probe("smtp", target, postfix.account);
        const tls = reach.tlsFirst ? "implicit" : reach.starttls ? "starttls" : "none";
        const works = tls !== "none";
        seen.push({
          of: cases[at],
          tls,
          login: reach.cleartextLogin,
          lowest: works ? await lowestTls("smtp", target) : undefined,
        });
        // Who is turned away at the door finds nothing at all.
        const shut = listener.cleartextLogin === "trusted";
        said.push({
          of: cases[at],
          tls: shut ? "none" : listener.tls,
          login: listener.cleartextLogin === "anyone",
          lowest: shut ? undefined : listener.minTls,
        });
      }
      expect(seen).toEqual(said);
    });
  });
}
