// What a client of one mail protocol can do before and after TLS; one implementation a protocol beside this file.

import { createHmac } from "node:crypto";
import type { Connection } from "../line-client.ts";

export interface Account {
  readonly name: string;
  readonly password: string;
}

/** `command`: the protocol's own login (IMAP LOGIN, POP3 USER and PASS). The others are SASL mechanisms and APOP. */
export type Method = "command" | "PLAIN" | "LOGIN" | "CRAM-MD5" | "APOP";

/** Those with which the password itself crosses the wire. */
export const CLEARTEXT_METHODS: readonly Method[] = ["command", "PLAIN", "LOGIN"];

export interface Capabilities {
  readonly starttls: boolean;
  readonly mechanisms: readonly string[];
  /** As the server said it. */
  readonly lines: readonly string[];
}

export interface Protocol {
  readonly methods: readonly Method[];
  /** Reads what the server says first. */
  greeting(connection: Connection): Promise<readonly string[]>;
  capabilities(connection: Connection, greeting: readonly string[]): Promise<Capabilities>;
  /** Asks for TLS; true when the server now waits for the handshake. */
  startTls(connection: Connection): Promise<boolean>;
  /** True when the server let the account in. */
  login(
    connection: Connection,
    method: Method,
    account: Account,
    greeting: readonly string[],
  ): Promise<boolean>;
}

export const base64 = (text: string): string => Buffer.from(text, "latin1").toString("base64");
export const fromBase64 = (text: string): string => Buffer.from(text, "base64").toString("latin1");

/** SASL PLAIN (RFC 4616, section 2), without an authorization identity. */
export function plainResponse(account: Account): string {
  return base64(`\0${account.name}\0${account.password}`);
}

/** CRAM-MD5 (RFC 2195, section 2). */
export function cramResponse(account: Account, challenge: string): string {
  const digest = createHmac("md5", account.password).update(fromBase64(challenge), "latin1").digest("hex");
  return base64(`${account.name} ${digest}`);
}

/** What the client answers to the challenges of a mechanism, in turn. */
export function saslAnswer(method: Method, account: Account, turn: number, challenge: string): string {
  if (method === "PLAIN") return plainResponse(account);
  if (method === "LOGIN") return base64(turn === 0 ? account.name : account.password);
  return cramResponse(account, challenge);
}

/** The next line; a server that hangs up says nothing more. */
export async function lineOr(connection: Connection, otherwise: string): Promise<string> {
  return (await connection.line()) ?? otherwise;
}
