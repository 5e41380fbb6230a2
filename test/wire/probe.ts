// Asks a port what a stranger can do there: the wire's side of the listener model.

import { type Connection, connect, connectSecure, type Target, type Version } from "./line-client.ts";
import { doveadm } from "./protocols/doveadm.ts";
import { imap } from "./protocols/imap.ts";
import { managesieve } from "./protocols/managesieve.ts";
import { pop3 } from "./protocols/pop3.ts";
import { type Account, CLEARTEXT_METHODS, type Method, type Protocol } from "./protocols/protocol.ts";
import { lmtp, smtp } from "./protocols/smtp.ts";

const PROTOCOLS = { imap, pop3, smtp, submission: smtp, lmtp, managesieve, doveadm };

export type Spoken = keyof typeof PROTOCOLS;

interface Reach {
  /** TLS from the first byte. */
  readonly tlsFirst: boolean;
  /** STARTTLS is offered, and the server shakes hands after it. */
  readonly starttls: boolean;
  /** Before TLS, a method that sends the password itself let the account in. */
  readonly cleartextLogin: boolean;
  /** SASL mechanisms announced before and under TLS. */
  readonly mechanisms: { readonly cleartext: readonly string[]; readonly tls: readonly string[] };
  /** Methods that let the account in, before and under TLS. */
  readonly logins: { readonly cleartext: readonly Method[]; readonly tls: readonly Method[] };
}

const VERSIONS = ["TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"] as const;

export async function probe(spoken: Spoken, target: Target, account: Account): Promise<Reach> {
  const protocol = PROTOCOLS[spoken];
  const tlsFirst = await speaksTls(target);
  const clear: Open = () => connect(target);
  const before = tlsFirst ? undefined : await capabilities(protocol, clear);
  const starttls = before?.starttls === true && (await canSecure(protocol, target));
  const secured: Open = tlsFirst ? () => connectSecure(target) : () => upgraded(protocol, target);
  const under = tlsFirst || starttls ? await capabilities(protocol, secured, starttls) : undefined;
  const cleartext = before === undefined ? [] : await logins(protocol, clear, account, false);
  const tls = under === undefined ? [] : await logins(protocol, secured, account, starttls);
  return {
    tlsFirst,
    starttls,
    cleartextLogin: cleartext.some((method) => CLEARTEXT_METHODS.includes(method)),
    mechanisms: { cleartext: before?.mechanisms ?? [], tls: under?.mechanisms ?? [] },
    logins: { cleartext, tls },
  };
}

/** Before TLS, whether some method that sends the password itself lets the account in. */
export async function takesCleartext(spoken: Spoken, target: Target, account: Account): Promise<boolean> {
  const { greeting, login, methods } = PROTOCOLS[spoken];
  const tried = methods
    .filter((method) => CLEARTEXT_METHODS.includes(method))
    .map(async (method) => {
      const connection = await connect(target);
      const said = await greeting(connection);
      const letIn = await login(connection, method, account, said);
      connection.close();
      return letIn;
    });
  // At once: a server that refuses waits before it says so, Courier for five seconds.
  return (await Promise.all(tried)).includes(true);
}

/** The lowest TLS version with which a handshake succeeds; `undefined` when none does. */
export async function lowestTls(spoken: Spoken, target: Target): Promise<Version> {
  const implicit = await speaksTls(target);
  for (const version of VERSIONS) {
    const open = implicit ? connectSecure(target, version) : upgraded(PROTOCOLS[spoken], target, version);
    if (await succeeds(open)) return version;
  }
  return undefined;
}

/** SASL mechanisms announced before and under TLS. */
export async function mechanismsAt(spoken: Spoken, target: Target): Promise<Reach["mechanisms"]> {
  const protocol = PROTOCOLS[spoken];
  const before = await capabilities(protocol, () => connect(target));
  const secure = (): Promise<Connection> => upgraded(protocol, target);
  const under = before.starttls ? await capabilities(protocol, secure, true) : undefined;
  return { cleartext: before.mechanisms, tls: under?.mechanisms ?? [] };
}

/** A connection that was made in clear and speaks TLS now. */
export function upgrade(spoken: Spoken, target: Target): Promise<Connection> {
  return upgraded(PROTOCOLS[spoken], target);
}

/** Whether anybody listens there. */
export async function listens(target: Target): Promise<boolean> {
  return succeeds(connect(target));
}

/** A server that speaks first in clear answers a TLS greeting with text, and the handshake fails at once. */
export async function speaksTls(target: Target): Promise<boolean> {
  return succeeds(connectSecure(target));
}

type Open = () => Promise<Connection>;

async function succeeds(open: Promise<Connection>): Promise<boolean> {
  try {
    (await open).close();
    return true;
  } catch {
    return false;
  }
}

async function upgraded(protocol: Protocol, target: Target, version?: Version): Promise<Connection> {
  const connection = await connect(target);
  const greeting = await protocol.greeting(connection);
  await protocol.capabilities(connection, greeting);
  if (!(await protocol.startTls(connection))) throw new Error("STARTTLS refused");
  return connection.secure(version);
}

async function canSecure(protocol: Protocol, target: Target): Promise<boolean> {
  return succeeds(upgraded(protocol, target));
}

/** After STARTTLS there is no second greeting, except in ManageSieve, where the capabilities come again (RFC 5804, 2.2). */
async function greetingOf(
  protocol: Protocol,
  connection: Connection,
  upgrade: boolean,
): Promise<readonly string[]> {
  return upgrade && protocol !== managesieve ? [] : protocol.greeting(connection);
}

async function capabilities(protocol: Protocol, open: Open, upgrade = false) {
  const connection = await open();
  const greeting = await greetingOf(protocol, connection, upgrade);
  const found = await protocol.capabilities(connection, greeting);
  connection.close();
  return found;
}

async function logins(
  protocol: Protocol,
  open: Open,
  account: Account,
  upgrade: boolean,
): Promise<readonly Method[]> {
  const succeeded: Method[] = [];
  for (const method of protocol.methods) {
    const connection = await open();
    const greeting = await greetingOf(protocol, connection, upgrade);
    if (await protocol.login(connection, method, account, greeting)) succeeded.push(method);
    connection.close();
  }
  return succeeded;
}
