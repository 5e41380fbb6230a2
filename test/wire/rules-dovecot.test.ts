// Rules on the wire: the real Dovecot 2.3 on a rule's bad example shows the weakness to a stranger, and on its good one not.

import { expect, test } from "vitest";
import { rules } from "../../rules/index.ts";
import { readExample } from "../../src/example.ts";
import { describeWithRoot } from "../oracle/daemons.ts";
import { expectProofs } from "../proofs.ts";
import { bootDovecot, type Dovecot } from "./dovecot.ts";
import { STRANGER } from "./dovecot-cases.ts";
import type { Target } from "./line-client.ts";
import { listens, probe, speaksTls } from "./probe.ts";

interface Ports {
  readonly imap: Target;
  readonly imaps: Target;
}

interface Shown {
  readonly rule: string;
  /** Titles of its examples. */
  readonly bad: string;
  readonly good: string;
  /** Whether the stranger meets the weakness. */
  readonly weak: (ports: Ports, dovecot: Dovecot) => Promise<boolean>;
}

const onImap = async ({ imap }: Ports, { account }: Dovecot) => probe("imap", imap, account);

const SHOWN: readonly Shown[] = [
  {
    rule: "cleartext-auth",
    bad: "plain text logins allowed beside TLS",
    good: "the default refuses them",
    weak: async (ports, dovecot) => (await onImap(ports, dovecot)).cleartextLogin,
  },
  {
    rule: "tls-disabled",
    bad: "switched off for one protocol",
    good: "the default offers it",
    weak: async (ports, dovecot) => !(await onImap(ports, dovecot)).starttls,
  },
  {
    rule: "tls-not-required",
    bad: "CRAM-MD5 without TLS",
    good: "TLS is required",
    weak: async (ports, dovecot) => (await onImap(ports, dovecot)).logins.cleartext.length > 0,
  },
  {
    rule: "dovecot/ssl-subsection-ignored",
    bad: "TLS for IMAP alone",
    good: "the other way round",
    weak: async ({ imaps }) => !(await listens(imaps)),
  },
  {
    rule: "dovecot/tls-listener-skipped",
    bad: "port 993 with TLS switched off",
    good: "TLS is on",
    weak: async ({ imaps }) => !(await listens(imaps)),
  },
  {
    rule: "dovecot/tls-port-without-ssl",
    bad: "TLS taken off port 993",
    good: "`imaps` has TLS by default",
    weak: async ({ imaps }) => (await listens(imaps)) && !(await speaksTls(imaps)),
  },
  {
    rule: "passdb-nopassword",
    bad: "a static passdb for everybody",
    good: "real passwords",
    weak: async ({ imaps }, { account }) => {
      const anything = { ...account, password: "anything" };
      return (await probe("imap", imaps, anything)).logins.tls.length > 0;
    },
  },
  {
    rule: "weak-sasl-mech",
    bad: "CRAM-MD5",
    good: "LOGIN is as good as PLAIN under TLS",
    weak: async (ports, dovecot) => (await onImap(ports, dovecot)).mechanisms.tls.includes("CRAM-MD5"),
  },
  {
    rule: "anonymous-auth",
    bad: "beside other mechanisms",
    good: "not offered",
    weak: async (ports, dovecot) => (await onImap(ports, dovecot)).mechanisms.tls.includes("ANONYMOUS"),
  },
];

/** The example as it is, IMAP alone, on free ports of loopback. */
function planted(rule: string, title: string, [imap, imaps]: readonly number[]): string {
  const example = rules.find(({ id }) => id === rule)?.examples.find((one) => one.title === title);
  if (example === undefined) throw new Error(`${rule} has no example "${title}"`);
  const text = readExample(example).files["dovecot.conf"] ?? "";
  return `${text}
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

async function isWeak({ rule, weak }: Shown, title: string): Promise<boolean> {
  await using dovecot = await bootDovecot("bookworm", 2, ({ ports }) => planted(rule, title, ports));
  const at = (index: number): Target => ({
    host: "127.0.0.1",
    port: dovecot.ports[index] ?? 0,
    from: STRANGER,
  });
  return await weak({ imap: at(0), imaps: at(1) }, dovecot);
}

describeWithRoot("bookworm", "rules on the wire of Dovecot 2.3", () => {
  test.each(SHOWN.map((one) => [one.rule, one] as const))("%s", async (_, one) => {
    expect(await isWeak(one, one.bad), one.bad).toBe(true);
    expect(await isWeak(one, one.good), one.good).toBe(false);
  });
});

test("docs/proofs.json tells of it", () => {
  expectProofs("wire", "test/wire/rules-dovecot.test.ts", new Set(SHOWN.map(({ rule }) => rule)));
});
