// Rules proven on the wire: on the bad examples the real Courier shows the weakness, on the good ones it does not. Each
// example's lines stand behind the files as Debian ships them.

import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { connect as connectTls } from "node:tls";
import { describe, expect, test } from "vitest";
import { rules } from "../../rules/index.ts";
import { readExample } from "../../src/example.ts";
import type { Example } from "../../src/rule.ts";
import { describeWithRoot, rootDirectory } from "../oracle/daemons.ts";
import { expectProofs } from "../proofs.ts";
import { PATIENCE_MS } from "./boot.ts";
import { bootCourier, type Courier, type Instance, shipped } from "./courier.ts";
import type { Place } from "./dovecot.ts";
import { type Connection, connect, connectSecure } from "./line-client.ts";
import { lowestTls, mechanismsAt, takesCleartext, upgrade } from "./probe.ts";
import { imap } from "./protocols/imap.ts";
import { pop3 } from "./protocols/pop3.ts";
import type { Protocol } from "./protocols/protocol.ts";
import { ask, code, reply, smtp } from "./protocols/smtp.ts";

const spoken = { imapd: "imap", "imapd-ssl": "imap", pop3d: "pop3", "pop3d-ssl": "pop3" } as const;
const protocols = { imap, pop3, smtp };

/** A booted instance of an example. */
interface Shown {
  readonly courier: Courier;
  readonly instance: Instance;
  readonly port: number;
}

interface Proof {
  /** Booted where the example has a file for them. */
  readonly on: readonly Instance[];
  readonly shows: (shown: Shown) => Promise<boolean>;
  /** Examples about something that this stranger cannot meet, by title. */
  readonly without?: RegExp;
  readonly strip?: RegExp;
}

const speaks = (instance: Instance): "imap" | "pop3" | "smtp" =>
  instance in spoken ? spoken[instance as keyof typeof spoken] : "smtp";
/** In the order of their files. */
const ALL: readonly Instance[] = [
  "imapd",
  "imapd-ssl",
  "pop3d",
  "pop3d-ssl",
  "esmtpd",
  "esmtpd-msa",
  "esmtpd-ssl",
];
const target = (port: number) => ({ host: "127.0.0.1", port });

async function withConnection<T>(
  { instance, port }: Shown,
  body: (connection: Connection) => Promise<T>,
): Promise<T> {
  const connection = await (instance.endsWith("-ssl") ? connectSecure : connect)(target(port));
  try {
    return await body(connection);
  } finally {
    connection.close();
  }
}

/** The replies to SMTP commands behind a greeting and EHLO. */
const answers = (shown: Shown, ...commands: readonly string[]): Promise<readonly string[]> =>
  withConnection(shown, async (connection) => {
    await reply(connection);
    const lines: string[] = [];
    for (const command of ["EHLO client.example.test", ...commands])
      lines.push((await ask(connection, command)).join("\n"));
    return lines.slice(1);
  });

const cleartext = ({ courier, instance, port }: Shown): Promise<boolean> =>
  takesCleartext(speaks(instance), target(port), courier.account);

const offersNoTls = (shown: Shown): Promise<boolean> =>
  withConnection(shown, async (connection) => {
    const protocol: Protocol = protocols[speaks(shown.instance)];
    const greeting = await protocol.greeting(connection);
    return !(await protocol.capabilities(connection, greeting)).starttls;
  });

/** Mechanisms before TLS, and under it. */
const offered = ({ instance, port }: Shown) => mechanismsAt(speaks(instance), target(port));

/** A mechanism that sends the password is announced before TLS, and taken. */
async function offeredInClear(shown: Shown): Promise<boolean> {
  const { cleartext: names } = await offered(shown);
  return names.some((name) => /^(?:PLAIN|LOGIN)$/.test(name)) && (await cleartext(shown));
}

async function handshakeFails({ instance, port }: Shown): Promise<boolean> {
  const open = instance.endsWith("-ssl")
    ? connectSecure(target(port))
    : upgrade(speaks(instance), target(port));
  return open.then(
    (connection) => {
      connection.close();
      return false;
    },
    () => true,
  );
}

/** Whether a client that knows these ciphers only shakes hands. */
function takesCiphers({ port }: Shown, ciphers: string, maxVersion: "TLSv1.2" | "TLSv1.3"): Promise<boolean> {
  return new Promise((resolve) => {
    const options = { ciphers: `${ciphers}:@SECLEVEL=0`, minVersion: "TLSv1", maxVersion } as const;
    const socket = connectTls({ ...target(port), ...options, rejectUnauthorized: false }, () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
    socket.once("close", () => resolve(false));
    socket.setTimeout(PATIENCE_MS, () => socket.destroy());
  });
}

const firstMail = ["MAIL FROM:<somebody@example.test>"];
const refusesMail = async (shown: Shown): Promise<boolean> => {
  const [answer = ""] = await answers(shown, ...firstMail);
  return code([answer]) >= 400;
};

const relays = async (shown: Shown): Promise<boolean> => {
  const [, answer = ""] = await answers(shown, ...firstMail, "RCPT TO:<somebody@foreign.test>");
  return code([answer]) === 250;
};

/** Logs in by IMAP and says one command. */
const imapCommand = (shown: Shown, command: string): Promise<boolean> =>
  withConnection(shown, async (connection) => {
    const greeting = await imap.greeting(connection);
    expect(await imap.login(connection, "command", shown.courier.account, greeting)).toBe(true);
    connection.send(`t ${command}`);
    return ((await connection.line()) ?? "").startsWith("t OK");
  });

/** Puts one message into the account's mailbox. */
const appendMessage = (shown: Shown): Promise<void> =>
  withConnection(shown, async (connection) => {
    const greeting = await imap.greeting(connection);
    expect(await imap.login(connection, "command", shown.courier.account, greeting)).toBe(true);
    connection.send("t APPEND INBOX {9}");
    expect(await connection.line()).toMatch(/^\+/);
    connection.send("A: b\r\n\r\nc");
    for (let line = await connection.line(); !line?.startsWith("t "); line = await connection.line())
      expect(line).toBeDefined();
  });

const maildir = ({ courier }: Shown): string => `${rootDirectory("courier")}${courier.path}/home/Maildir`;

const proofs: Readonly<Record<string, Proof>> = {
  "cleartext-auth": {
    on: ["imapd", "pop3d", "esmtpd", "esmtpd-msa"],
    shows: cleartext,
    without: /has a rule of its own/,
  },
  "tls-disabled": { on: ["imapd", "pop3d"], shows: offersNoTls },
  "starttls-disabled": { on: ["imapd", "pop3d"], shows: offersNoTls, without: /not started/ },
  "courier/tls-required-ineffective": { on: ["imapd"], shows: cleartext },
  "courier/tls-cert-missing": {
    on: ["imapd"],
    shows: handshakeFails,
    strip: /^TLS_CERTFILE=.*$/m,
    without: /not at hand/,
  },
  "courier/tls-cert-missing-key": {
    on: ["esmtpd"],
    shows: async (shown) => !(await offersNoTls(shown)) && (await handshakeFails(shown)),
  },
  "cipher-no-forward-secrecy": {
    on: ["imapd-ssl"],
    shows: async (shown) => {
      expect(await takesCiphers(shown, "DEFAULT", "TLSv1.2")).toBe(true);
      return !(await takesCiphers(shown, "ECDHE", "TLSv1.2"));
    },
    without: /, in Courier$/,
  },
  "cipher-cbc-only": {
    on: ["imapd-ssl"],
    shows: async (shown) => {
      expect(await takesCiphers(shown, "DEFAULT", "TLSv1.2")).toBe(true);
      return !(await takesCiphers(shown, "AESGCM:AESCCM:CHACHA20", "TLSv1.3"));
    },
    without: /, in Courier$/,
  },
  "weak-cipher": {
    // OpenSSL has no RC4 any more: what this stranger can ask for are suites without encryption or identity.
    on: ["imapd-ssl"],
    shows: (shown) => takesCiphers(shown, "eNULL:aNULL", "TLSv1.2"),
    without: /RC4/,
  },
  "courier/imap-capability-auth-plain": {
    on: ["imapd"],
    shows: offeredInClear,
  },
  "courier/pop3auth-plain": {
    on: ["pop3d"],
    shows: offeredInClear,
  },
  "weak-sasl-mech": {
    on: ["imapd", "pop3d", "esmtpd"],
    shows: async (shown) => {
      const { cleartext: clear, tls } = await offered(shown);
      return [...clear, ...tls].includes("CRAM-MD5");
    },
  },
  "sasl-login-without-plain": {
    on: ["imapd", "esmtpd"],
    shows: async (shown) => {
      const { tls } = await offered(shown);
      return tls.includes("LOGIN") && !tls.includes("PLAIN");
    },
  },
  "tls-min-version": {
    on: ["imapd-ssl"],
    shows: async ({ port }) => /^TLSv1(?:\.1)?$/.test((await lowestTls("imap", target(port))) ?? ""),
    without: /told for one/,
  },
  "courier/cipher-list-invalid": {
    on: ["imapd-ssl"],
    shows: handshakeFails,
    without: /OpenSSL does not have|misspelt exclusion|list for GnuTLS/,
  },
  "vrfy-enabled": {
    on: ["esmtpd", "esmtpd-ssl"],
    without: /has the value of port 25/,
    shows: async (shown) => !/^252 VRFY disabled/.test((await answers(shown, "VRFY postmaster"))[0] ?? ""),
  },
  "expn-enabled": {
    on: ["esmtpd"],
    shows: async (shown) => !/^252 EXPN disabled/.test((await answers(shown, "EXPN postmaster"))[0] ?? ""),
  },
  "courier/relayclient-wide": {
    on: ["esmtpd"],
    shows: relays,
    without: /IPv6|private range|public network/,
  },
  "courier/msa-auth-not-required": {
    on: ["esmtpd-msa"],
    shows: async (shown) => !(await refusesMail(shown)),
  },
  "courier/auth-required-on-mx": { on: ["esmtpd"], shows: refusesMail, without: /private port/ },
  "courier/esmtp-tls-required-on-mx": { on: ["esmtpd"], shows: refusesMail, without: /not port 25/ },
  "courier/umask-open": {
    on: ["imapd"],
    shows: async (shown) => {
      await appendMessage(shown);
      const directory = `${maildir(shown)}/cur`;
      const modes = readdirSync(directory).map((name) => statSync(`${directory}/${name}`).mode);
      expect(modes).toHaveLength(1);
      return modes.some((mode) => (mode & 0o022) !== 0);
    },
  },
  "protocol-logging": {
    // What courieresmtpd logs goes to syslog, which these roots do not have (courieresmtpd.c, ESMTP_LOG_DIALOG).
    on: ["imapd"],
    shows: async (shown) => {
      const log = `${maildir(shown)}/imaplog.dat`;
      writeFileSync(log, "");
      chmodSync(log, 0o666);
      await imapCommand(shown, "NOOP");
      return readFileSync(log, "latin1").includes("NOOP");
    },
  },
};

/** The example's lines behind the shipped ones, then the place to listen at, and no waiting for DNS and wrongdoers. */
function filesOf(
  files: Readonly<Record<string, string>>,
  instances: readonly Instance[],
  { ports, certificate }: Place,
  strip: RegExp | undefined,
): Record<string, string> {
  const made: Record<string, string> = { me: "mail.example.test\n", locals: "example.test\n" };
  for (const name of ALL) {
    const port = ports[instances.indexOf(name)];
    const prefix = name.endsWith("-ssl") ? "SSL" : "";
    const place = port === undefined ? "" : `${prefix}ADDRESS=127.0.0.1\n${prefix}PORT=${port}\n`;
    const base = strip === undefined ? shipped(name) : shipped(name).replace(strip, "");
    const quick = name.startsWith("esmtpd") ? "BOFHCHECKDNS=0\nTARPIT=0\n" : "";
    made[name] = `${base}\n${files[`courier/${name}`] ?? ""}\n${place}${quick}`;
  }
  for (const [name, text] of Object.entries(files))
    if (name.startsWith("courier/smtpaccess/")) made[name.slice("courier/".length)] = text;
    else if (name.endsWith(".pem")) {
      const real = text.includes("PRIVATE KEY") ? certificate.both : certificate.cert;
      made[name.slice("courier/".length)] = readFileSync(`${rootDirectory("courier")}${real}`, "latin1");
    }
  return made;
}

function casesFor(id: string, { on, without }: Proof) {
  const examples: readonly Example[] = rules.find((rule) => rule.id === id)?.examples ?? [];
  return examples.flatMap((example) => {
    const { files, marks } = readExample(example);
    const instances = on.filter((instance) => `courier/${instance}` in files);
    const apart = instances.length === 0 || without?.test(example.title) === true;
    return apart ? [] : [{ title: example.title, files, instances, weak: marks.length > 0 }];
  });
}

describeWithRoot("courier", "rules on the wire, with Courier", () => {
  describe.each(Object.entries(proofs))("%s", (id, proof) => {
    test.each(casesFor(id, proof))("$title", { timeout: 120_000 }, async ({ files, instances, weak }) => {
      await using courier = await bootCourier(instances, (place) =>
        filesOf(files, instances, place, proof.strip),
      );
      const shown: boolean[] = [];
      for (const [at, instance] of instances.entries())
        shown.push(await proof.shows({ courier, instance, port: courier.ports[at] ?? 0 }));
      expect(shown.some(Boolean)).toBe(weak);
    });
  });

  test("a bad and a good example of each rule are among them", () => {
    for (const [id, proof] of Object.entries(proofs)) {
      const found = casesFor(id, proof).map(({ weak }) => weak);
      expect([id, found.includes(true), found.includes(false)]).toEqual([id, true, true]);
    }
    expectProofs("wire", "test/wire/rules-courier.test.ts", new Set(Object.keys(proofs)));
  });
});
