// Rules on the wire: the real Dovecot, 2.3 and 2.4, shows the weakness of a rule's bad example to a stranger, and on its
// good example not.

import { expect, test } from "vitest";
import { rules } from "../../rules/index.ts";
import { readExample } from "../../src/example.ts";
import { describeWithRoot } from "../oracle/daemons.ts";
import { expectProofs } from "../proofs.ts";
import { bootDovecot, type Dovecot, type DovecotRoot, type Place } from "./dovecot.ts";
import { STRANGER } from "./dovecot-cases.ts";
import { connect, type Target } from "./line-client.ts";
import { listens, probe, speaksTls } from "./probe.ts";

interface Ports {
  readonly imap: Target;
  readonly imaps: Target;
}

/** Titles of two examples of one version. */
interface Pair {
  readonly bad: string;
  readonly good: string;
}

interface Shown {
  readonly rule: string;
  readonly old?: Pair;
  /** For Dovecot 2.4. */
  readonly now?: Pair;
  /** Whether the stranger meets the weakness. */
  readonly weak: (ports: Ports, dovecot: Dovecot) => Promise<boolean>;
}

const onImap = async ({ imap }: Ports, { account }: Dovecot) => probe("imap", imap, account);

const SHOWN: readonly Shown[] = [
  {
    rule: "cleartext-auth",
    old: { bad: "plain text logins allowed beside TLS", good: "the default refuses them" },
    now: { bad: "the same in 2.4", good: "the default refuses them, in 2.4 too" },
    weak: async (ports, dovecot) => (await onImap(ports, dovecot)).cleartextLogin,
  },
  {
    rule: "tls-disabled",
    old: { bad: "switched off for one protocol", good: "the default offers it" },
    now: {
      bad: "switched off for one protocol, in Dovecot 2.4",
      good: "on for the protocol that is served, in Dovecot 2.4",
    },
    weak: async (ports, dovecot) => !(await onImap(ports, dovecot)).starttls,
  },
  {
    rule: "tls-not-required",
    old: { bad: "CRAM-MD5 without TLS", good: "TLS is required" },
    now: { bad: "CRAM-MD5 without TLS, in Dovecot 2.4", good: "TLS is required, in Dovecot 2.4" },
    weak: async (ports, dovecot) => (await onImap(ports, dovecot)).logins.cleartext.length > 0,
  },
  {
    rule: "dovecot/ssl-subsection-ignored",
    old: { bad: "TLS for IMAP alone", good: "the other way round" },
    now: { bad: "TLS for IMAP alone, in Dovecot 2.4", good: "the other way round, in Dovecot 2.4" },
    weak: async ({ imaps }) => !(await listens(imaps)),
  },
  {
    rule: "dovecot/tls-listener-skipped",
    old: { bad: "port 993 with TLS switched off", good: "TLS is on" },
    now: { bad: "port 993 with TLS switched off, in Dovecot 2.4", good: "TLS is on, in Dovecot 2.4" },
    weak: async ({ imaps }) => !(await listens(imaps)),
  },
  {
    rule: "dovecot/tls-port-without-ssl",
    old: { bad: "TLS taken off port 993", good: "`imaps` has TLS by default" },
    now: {
      bad: "TLS taken off port 993, in Dovecot 2.4",
      good: "`imaps` has TLS by default, in Dovecot 2.4 too",
    },
    weak: async ({ imaps }) => (await listens(imaps)) && !(await speaksTls(imaps)),
  },
  {
    rule: "passdb-nopassword",
    old: { bad: "a static passdb for everybody", good: "real passwords" },
    now: { bad: "a static passdb for everybody, in Dovecot 2.4", good: "real passwords, in Dovecot 2.4" },
    weak: async ({ imaps }, { account }) => {
      const anything = { ...account, password: "anything" };
      return (await probe("imap", imaps, anything)).logins.tls.length > 0;
    },
  },
  {
    rule: "weak-sasl-mech",
    old: { bad: "CRAM-MD5", good: "LOGIN is as good as PLAIN under TLS" },
    now: { bad: "CRAM-MD5, in Dovecot 2.4", good: "LOGIN, in Dovecot 2.4" },
    weak: async (ports, dovecot) => (await onImap(ports, dovecot)).mechanisms.tls.includes("CRAM-MD5"),
  },
  {
    rule: "anonymous-auth",
    old: { bad: "beside other mechanisms", good: "not offered" },
    now: { bad: "beside other mechanisms, in Dovecot 2.4", good: "not offered, in Dovecot 2.4" },
    weak: async (ports, dovecot) => (await onImap(ports, dovecot)).mechanisms.tls.includes("ANONYMOUS"),
  },
  {
    rule: "dovecot/filter-conflict",
    old: { bad: "by protocol and by network", good: "for all, and by network" },
    weak: async ({ imap }) => !(await greets(imap)),
  },
  {
    rule: "dovecot/ssl-required-cleartext-conflict",
    now: {
      bad: "doveconf is silent, and nobody can log in with IMAP",
      good: "TLS is required, in Dovecot 2.4",
    },
    weak: async ({ imap }) => !(await greets(imap)),
  },
  {
    rule: "dovecot/login-user-privileged",
    old: { bad: "one service as root", good: "a user that owns nothing" },
    now: { bad: "one service as root, in Dovecot 2.4", good: "the default, in Dovecot 2.4" },
    weak: async ({ imap }) => !(await greets(imap)),
  },
  {
    rule: "dovecot/starttls-port-with-ssl",
    old: { bad: "TLS at once on port 143", good: "STARTTLS on port 143" },
    now: { bad: "TLS at once on port 143, in Dovecot 2.4", good: "STARTTLS on port 143, in Dovecot 2.4" },
    weak: async ({ imap }) => speaksTls(imap),
  },
  {
    rule: "sasl-login-without-plain",
    old: { bad: "LOGIN alone", good: "both" },
    now: { bad: "LOGIN alone, in Dovecot 2.4", good: "both, in Dovecot 2.4" },
    weak: async (ports, dovecot) => !(await onImap(ports, dovecot)).mechanisms.tls.includes("PLAIN"),
  },
  {
    rule: "passdb-shared-static-password",
    old: { bad: "everybody has the same password", good: "passwords of their own" },
    now: {
      bad: "everybody has the same password, in Dovecot 2.4",
      good: "passwords of their own, in Dovecot 2.4",
    },
    weak: async ({ imaps }, { account }) => {
      const shared = { ...account, password: "example" };
      return (await probe("imap", imaps, shared)).logins.tls.length > 0;
    },
  },
  {
    rule: "dovecot/alt-cert-without-key",
    old: { bad: "a certificate alone", good: "both" },
    weak: async ({ imaps }) => !(await speaksTls(imaps)),
  },
];

/** A login process that dies closes the connection without a word. */
async function greets(target: Target): Promise<boolean> {
  const connection = await connect(target);
  const greeting = await connection.line();
  connection.close();
  return greeting !== undefined;
}

/** The example as it is but for the paths of certificates, IMAP alone, on free ports of loopback. */
function planted(rule: string, title: string, { ports: [imap, imaps], certificate }: Place): string {
  const example = rules.find(({ id }) => id === rule)?.examples.find((one) => one.title === title);
  if (example === undefined) throw new Error(`${rule} has no example "${title}"`);
  const text = readExample(example).files["dovecot.conf"] ?? "";
  const own = text
    .replace(/\/etc\/ssl\/[\w-]+\.pem/g, certificate.cert)
    .replace(/\/etc\/ssl\/private\/[\w-]+\.key/g, certificate.key);
  return `${own}
protocols = imap
listen = 127.0.0.1
service imap-login {
  inet_listener imap {
    port = ${imap}
  }
  inet_listener imaps {
    port = ${imaps}
  }
}
`;
}

async function isWeak(root: DovecotRoot, { rule, weak }: Shown, title: string): Promise<boolean> {
  await using dovecot = await bootDovecot(root, 2, (place) => planted(rule, title, place));
  const at = (index: number): Target => ({
    host: "127.0.0.1",
    port: dovecot.ports[index] ?? 0,
    from: STRANGER,
  });
  return await weak({ imap: at(0), imaps: at(1) }, dovecot);
}

for (const [root, version, key] of [
  ["bookworm", "2.3", "old"],
  ["trixie", "2.4", "now"],
] as const) {
  const cases = SHOWN.flatMap((one) => (one[key] === undefined ? [] : [[one.rule, one, one[key]] as const]));
  describeWithRoot(root, `rules on the wire of Dovecot ${version}`, () => {
    test.each(cases)("%s", async (_, one, { bad, good }) => {
      expect(await isWeak(root, one, bad), bad).toBe(true);
      expect(await isWeak(root, one, good), good).toBe(false);
    });
  });
}

test("docs/proofs.json tells of it", () => {
  expectProofs("wire", "test/wire/rules-dovecot.test.ts", new Set(SHOWN.map(({ rule }) => rule)));
});
