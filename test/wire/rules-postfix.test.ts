// Rules proven on the wire: the bad examples of main.cf show their weakness on the real smtpd, the good ones do not.
// Each example's parameters are the `-o` options of a service of its own, all in one master.

import { expect, test } from "vitest";
import { parseMain } from "../../grammars/postfix-main/parser.ts";
import { rules } from "../../rules/index.ts";
import { readExample } from "../../src/example.ts";
import type { Example } from "../../src/rule.ts";
import { describeWithRoot } from "../oracle/daemons.ts";
import { expectProofs } from "../proofs.ts";
import type { Place } from "./dovecot.ts";
import { connect } from "./line-client.ts";
import { bootPostfix, type Postfix, type PostfixRoot, recipientReply, smtpdOn } from "./postfix.ts";
import { probe } from "./probe.ts";
import { ask, code, reply } from "./protocols/smtp.ts";

type Weakness = (port: number, postfix: Postfix) => Promise<boolean>;

/** What a stranger gets for one command after EHLO, or the greeting when there is none. */
async function answer(port: number, ...commands: readonly string[]): Promise<string> {
  const connection = await connect({ host: "127.0.0.1", port });
  try {
    let lines = await reply(connection);
    if (commands.length > 0) await ask(connection, "EHLO client.example.test");
    for (const command of commands) lines = await ask(connection, command);
    return lines.join("\n");
  } finally {
    connection.close();
  }
}

/** The reply to RCPT TO for somebody from the Internet. */
function rcpt(port: number, to: string): Promise<string> {
  const envelope = { from: "somebody@stranger.test", to, as: "198.51.100.77" };
  return recipientReply({ host: "127.0.0.1", port }, envelope);
}

const relays: Weakness = async (port) => (await rcpt(port, "somebody@foreign.test")).startsWith("250");
const fails: Weakness = async (port) => (await rcpt(port, "somebody@example.test")).startsWith("451");

/** A command behind a bare `LF . LF` is answered: the message ended there. */
async function smuggles(port: number): Promise<boolean> {
  const connection = await connect({ host: "127.0.0.1", port });
  try {
    await reply(connection);
    for (const command of ["EHLO client.example.test", "MAIL FROM:<a@stranger.test>", "RCPT TO:<postmaster>"])
      await ask(connection, command);
    expect(code(await ask(connection, "DATA"))).toBe(354);
    connection.send("Subject: a\r\n\r\ntext\n.\nNOOP");
    connection.send(".");
    connection.send("QUIT");
    const first = code(await reply(connection));
    return first === 250 && code(await reply(connection)) === 250;
  } finally {
    connection.close();
  }
}

const weaknesses: Readonly<Record<string, Weakness>> = {
  "open-relay": relays,
  "mynetworks-wide": relays,
  "smtp-smuggling-bare-newline": smuggles,
  "cleartext-auth": async (port, { account }) =>
    (await probe("smtp", { host: "127.0.0.1", port }, account)).cleartextLogin,
  "starttls-disabled": async (port) => (await answer(port, "STARTTLS")).startsWith("502"),
  "tls-selected-no-cert": async (port) => (await answer(port, "STARTTLS")).startsWith("454"),
  "vrfy-enabled": async (port) => (await answer(port, "VRFY postmaster")).startsWith("252"),
  "banner-leak": async (port) => /Debian|\d\.\d+\.\d/.test(await answer(port)),
  "postfix/unknown-restriction": fails,
  "postfix/cidr-host-bits": fails,
  "postfix/forbidden-commands-emptied": async (port) =>
    !(await answer(port, "GET / HTTP/1.0")).startsWith("221"),
};

/**
 * Bad examples that show no weakness to this stranger: a half of the IPv6 Internet, a private network; good ones whose
 * weakness is another rule's.
 */
const elsewhere = /IPv6|private range|of which another rule tells/;

interface Case {
  readonly rule: string;
  readonly title: string;
  readonly weak: boolean;
  readonly shows: Weakness;
  readonly settings: readonly string[];
}

function casesFor(root: PostfixRoot): readonly Case[] {
  return rules.flatMap((rule) => {
    const shows = weaknesses[rule.id];
    if (shows === undefined) return [];
    return rule.examples.flatMap((example: Example): Case[] => {
      const text = readExample(example).files["main.cf"];
      const newer = Number((example.version ?? "3.7").split(".")[1]) > 7;
      const patch = example.version?.split(".").length === 3;
      if (text === undefined || example.files !== undefined || newer !== (root === "trixie") || patch)
        return [];
      if (elsewhere.test(example.title)) return [];
      const file = { path: "main.cf", text, dialect: "postfix-main" as const };
      const settings = parseMain(file).statements.flatMap((statement) =>
        statement.kind === "setting" ? [`{ ${statement.name} = ${statement.value} }`] : [],
      );
      const title = `${rule.id}: ${example.title}`;
      return [{ rule: rule.id, title, weak: example.bad !== undefined, shows, settings }];
    });
  });
}

/** What examples leave to the rest of main.cf: the server has an account, a certificate and its own recipients. */
const main = ({ certificate }: Place): string => `compatibility_level = 3.6
mynetworks = 10.0.0.0/8
mydestination = example.test
local_recipient_maps =
smtpd_sasl_type = dovecot
smtpd_sasl_path = private/auth
smtpd_tls_key_file = ${certificate.key}
`;

/** Paths of examples stand for the test's own certificate. */
function withCertificate(settings: readonly string[], { certificate }: Place): readonly string[] {
  return settings.map((setting) =>
    /cert_file = \/|chain_files = \//.test(setting)
      ? `{ smtpd_tls_cert_file = ${certificate.cert} }`
      : setting,
  );
}

for (const root of ["bookworm", "trixie"] as const) {
  describeWithRoot(root, `rules on the wire, with the Postfix of ${root}`, () => {
    test("bad examples are weak, good ones are not", { timeout: 600_000 }, async () => {
      const cases = casesFor(root);
      expect(cases.some(({ weak }) => weak)).toBe(true);
      await using postfix = await bootPostfix(root, cases.length, (place) => ({
        "main.cf": main(place),
        "master.cf": cases
          .map(({ settings }, at) => smtpdOn(place.ports[at], ...withCertificate(settings, place)))
          .join("\n"),
      }));
      const wrong: string[] = [];
      for (const [at, { title, weak, shows }] of cases.entries()) {
        const shown = await shows(postfix.ports[at] ?? 0, postfix);
        if (shown !== weak) wrong.push(`${title}: ${shown ? "weak" : "not weak"} on the wire`);
      }
      expect(wrong).toEqual([]);
    });
  });
}

test("docs/proofs.json tells of it", () => {
  const weak = (["bookworm", "trixie"] as const).flatMap(casesFor).filter((one) => one.weak);
  const proven = new Set(weak.map(({ rule }) => rule));
  expect(proven).toEqual(new Set(Object.keys(weaknesses)));
  expectProofs("wire", "test/wire/rules-postfix.test.ts", proven);
});
