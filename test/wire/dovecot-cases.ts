// Hand-written Dovecot configurations and what a stranger sees of each, as both releases showed it.

import type { ListenerName, Variant } from "./dovecot-variants.ts";

/** The stranger, and a client of the network that a variant trusts. Neither has the server's address. */
export const STRANGER = "127.0.0.2";
export const TRUSTED = "127.0.0.3";

/** What the wire shows of one listener. */
export interface Seen {
  readonly tls: "none" | "starttls" | "implicit";
  readonly cleartextLogin: "anyone" | "trusted" | "nobody";
  readonly mechanisms: { readonly cleartext: readonly string[]; readonly tls: readonly string[] };
  readonly minTls: string | undefined;
}

/** `tls` and `cleartextLogin` of a listener in two words, or `closed`. */
export type Short = "closed" | `${Seen["tls"]} ${Seen["cleartextLogin"]}`;
export type Expected = Partial<Readonly<Record<ListenerName, Short>>>;

export interface Case extends Variant {
  /** A listener that is not named is closed. */
  readonly expect: Expected;
  /** Where 2.4 differs. */
  readonly expect24?: Expected;
  readonly mechanismsSeen?: Seen["mechanisms"];
  readonly minTlsSeen?: string;
}

const BOTH = ["imap", "pop3"] as const;
const ALL = ["imap", "pop3", "submission", "sieve"] as const;
const IMPLICIT = { imaps: "implicit nobody", pop3s: "implicit nobody" } as const;
const clear = (short: Short): Expected => ({ imap: short, pop3: short });
const everywhere = (short: Short): Expected => ({ ...clear(short), submission: short, sieve: short });
const ALL_IMPLICIT = { ...IMPLICIT, submissions: "implicit nobody" } as const;

export const CASES: readonly Case[] = [
  {
    title: "no TLS, cleartext",
    protocols: ALL,
    ssl: "no",
    cleartext: true,
    expect: everywhere("none anyone"),
  },
  {
    title: "no TLS, no cleartext",
    protocols: ALL,
    ssl: "no",
    cleartext: false,
    expect: everywhere("none nobody"),
  },
  {
    title: "TLS offered, cleartext",
    protocols: ALL,
    ssl: "yes",
    cleartext: true,
    expect: { ...everywhere("starttls anyone"), ...ALL_IMPLICIT },
  },
  {
    title: "TLS offered, no cleartext",
    protocols: ALL,
    ssl: "yes",
    cleartext: false,
    expect: { ...everywhere("starttls nobody"), ...ALL_IMPLICIT },
  },
  {
    title: "TLS required",
    protocols: ALL,
    ssl: "required",
    cleartext: false,
    expect: { ...everywhere("starttls nobody"), ...ALL_IMPLICIT },
  },
  { title: "defaults", protocols: BOTH, expect: { ...clear("starttls nobody"), ...IMPLICIT } },
  {
    title: "a trusted network needs no TLS where TLS is only offered",
    protocols: ALL,
    ssl: "yes",
    cleartext: false,
    trusted: `${TRUSTED}/32`,
    expect: { ...everywhere("starttls trusted"), ...ALL_IMPLICIT },
  },
  {
    title: "a trusted network and required TLS: 2.4 requires it of everybody",
    protocols: ALL,
    ssl: "required",
    trusted: "10.0.0.0/8 127.0.0.3",
    expect: { ...everywhere("starttls trusted"), ...ALL_IMPLICIT },
    expect24: { ...everywhere("starttls nobody"), ...ALL_IMPLICIT },
  },
  {
    title: "a trusted network that covers loopback covers the stranger",
    protocols: BOTH,
    ssl: "yes",
    trusted: "127.0.0.0/8",
    expect: { ...clear("starttls anyone"), ...IMPLICIT },
  },
  {
    title: "cleartext for IMAP alone",
    protocols: BOTH,
    ssl: "yes",
    cleartext: false,
    blocks: [{ head: "protocol imap", cleartext: true }],
    expect: { imap: "starttls anyone", pop3: "starttls nobody", ...IMPLICIT },
  },
  {
    title: "cleartext for all but IMAP",
    protocols: BOTH,
    ssl: "yes",
    blocks: [{ head: "protocol !imap", cleartext: true }],
    expect: { imap: "starttls nobody", pop3: "starttls anyone", ...IMPLICIT },
  },
  {
    title: "no TLS for IMAP alone",
    protocols: BOTH,
    ssl: "yes",
    cleartext: true,
    closed: ["imaps"],
    blocks: [{ head: "protocol imap", ssl: "no" }],
    expect: { imap: "none anyone", pop3: "starttls anyone", pop3s: "implicit nobody" },
  },
  {
    title: "TLS for IMAP alone: the listener for implicit TLS goes by the global setting",
    protocols: BOTH,
    ssl: "no",
    cleartext: false,
    blocks: [{ head: "protocol imap", ssl: "yes" }],
    expect: { imap: "starttls nobody", pop3: "none nobody" },
  },
  {
    title: "TLS for all but IMAP: in 2.4 that opens the listeners for implicit TLS",
    protocols: BOTH,
    ssl: "no",
    closed: ["imap", "imaps"],
    blocks: [{ head: "protocol !imap", ssl: "yes" }],
    expect: { pop3: "starttls nobody" },
    expect24: { pop3: "starttls nobody", pop3s: "implicit nobody" },
  },
  {
    title: "cleartext for clients of one network",
    protocols: BOTH,
    ssl: "yes",
    blocks: [{ head: `remote ${TRUSTED}`, cleartext: true }],
    expect: { ...clear("starttls trusted"), ...IMPLICIT },
  },
  {
    title: "cleartext at the server's address",
    protocols: BOTH,
    ssl: "yes",
    blocks: [{ head: "local 127.0.0.1", cleartext: true }],
    expect: { ...clear("starttls anyone"), ...IMPLICIT },
  },
  {
    title: "cleartext at another address of the server",
    protocols: BOTH,
    ssl: "yes",
    blocks: [{ head: "local 127.0.0.9", cleartext: true }],
    expect: { ...clear("starttls nobody"), ...IMPLICIT },
  },
  {
    title: "`ssl` of two listeners turned round",
    protocols: BOTH,
    ssl: "yes",
    cleartext: true,
    turned: ["imap", "imaps"],
    expect: {
      imap: "implicit nobody",
      imaps: "starttls anyone",
      pop3: "starttls anyone",
      pop3s: "implicit nobody",
    },
  },
  {
    title: "listeners closed, a protocol switched off",
    protocols: ["imap"],
    ssl: "yes",
    cleartext: true,
    closed: ["imap"],
    expect: { imaps: "implicit nobody" },
  },
  {
    title: "a mechanism that does not send the password is offered without TLS",
    protocols: ["imap"],
    ssl: "yes",
    cleartext: false,
    mechanisms: ["plain", "login", "cram-md5"],
    closed: ["imaps"],
    expect: { imap: "starttls nobody" },
    mechanismsSeen: { cleartext: ["CRAM-MD5"], tls: ["PLAIN", "LOGIN", "CRAM-MD5"] },
  },
  {
    title: "under required TLS no mechanism at all is offered before it",
    protocols: ["imap"],
    ssl: "required",
    mechanisms: ["plain", "cram-md5"],
    closed: ["imaps"],
    expect: { imap: "starttls nobody" },
    mechanismsSeen: { cleartext: [], tls: ["PLAIN", "CRAM-MD5"] },
  },
  {
    title: "the protocol's own login needs PLAIN among the mechanisms",
    protocols: ["imap"],
    ssl: "yes",
    cleartext: true,
    mechanisms: ["cram-md5"],
    closed: ["imaps"],
    expect: { imap: "starttls nobody" },
    mechanismsSeen: { cleartext: ["CRAM-MD5"], tls: ["CRAM-MD5"] },
  },
  {
    title: "TLS from 1.0",
    protocols: BOTH,
    minTls: "TLSv1",
    expect: { ...clear("starttls nobody"), ...IMPLICIT },
    minTlsSeen: "TLSv1",
  },
  {
    title: "TLS from 1.3",
    protocols: BOTH,
    minTls: "TLSv1.3",
    expect: { ...clear("starttls nobody"), ...IMPLICIT },
    minTlsSeen: "TLSv1.3",
  },
];
