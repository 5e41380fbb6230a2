// Dovecot configurations that differ in what decides who gets in, written for 2.3 or 2.4 alike.

import type { DovecotRoot } from "./dovecot.ts";
import type { Spoken } from "./probe.ts";

/** The login listeners of Dovecot; a variant gives each a port of its own or closes it. */
export const LISTENERS = [
  { name: "imap", service: "imap-login", protocol: "imap", spoken: "imap", ssl: false },
  { name: "imaps", service: "imap-login", protocol: "imap", spoken: "imap", ssl: true },
  { name: "pop3", service: "pop3-login", protocol: "pop3", spoken: "pop3", ssl: false },
  { name: "pop3s", service: "pop3-login", protocol: "pop3", spoken: "pop3", ssl: true },
  {
    name: "submission",
    service: "submission-login",
    protocol: "submission",
    spoken: "submission",
    ssl: false,
  },
  {
    name: "submissions",
    service: "submission-login",
    protocol: "submission",
    spoken: "submission",
    ssl: true,
  },
  { name: "sieve", service: "managesieve-login", protocol: "sieve", spoken: "managesieve", ssl: false },
] as const satisfies readonly {
  readonly name: string;
  readonly service: string;
  readonly protocol: string;
  readonly spoken: Spoken;
  readonly ssl: boolean;
}[];

export type ListenerName = (typeof LISTENERS)[number]["name"];
type ProtocolName = (typeof LISTENERS)[number]["protocol"];

/** Settings that may stand at the top and in a filter block. */
export interface Policy {
  readonly ssl?: "no" | "yes" | "required";
  /** Passwords in clear: `disable_plaintext_auth = no` in 2.3, `auth_allow_cleartext = yes` in 2.4. */
  readonly cleartext?: boolean;
  /** `login_trusted_networks`. */
  readonly trusted?: string;
}

export interface Variant extends Policy {
  readonly title: string;
  readonly protocols: readonly ProtocolName[];
  readonly mechanisms?: readonly string[];
  readonly minTls?: string;
  /** Heads of filter blocks such as `protocol imap`, and what they set. */
  readonly blocks?: readonly (Policy & { readonly head: string })[];
  /** Closed by `port = 0`. */
  readonly closed?: readonly ListenerName[];
  /** `ssl` of the listener turned round. */
  readonly turned?: readonly ListenerName[];
}

export const PORTS = LISTENERS.length;

/** dovecot.conf of a variant, with the listeners on `ports` in the order of LISTENERS. */
export function written(variant: Variant, root: DovecotRoot, ports: readonly number[]): string {
  const { protocols, mechanisms, minTls, blocks = [] } = variant;
  const lines = [
    `protocols = ${protocols.join(" ")}`,
    "listen = 127.0.0.1",
    "ssl_cipher_list = DEFAULT:@SECLEVEL=0",
    ...policy(variant, root),
    ...(mechanisms === undefined ? [] : [`auth_mechanisms = ${mechanisms.join(" ")}`]),
    ...(minTls === undefined ? [] : [`ssl_min_protocol = ${minTls}`]),
    ...(protocols.includes("submission") ? ["submission_relay_host = 127.0.0.1"] : []),
    ...LISTENERS.map((_, at) => listener(variant, at, ports)),
    ...blocks.map((block) => `${block.head} {\n${policy(block, root).join("\n")}\n}`),
  ];
  return `${lines.join("\n")}\n`;
}

function policy({ ssl, cleartext, trusted }: Policy, root: DovecotRoot): readonly string[] {
  const name = root === "trixie" ? "auth_allow_cleartext" : "disable_plaintext_auth";
  const yes = root === "trixie" ? cleartext : cleartext === false;
  return [
    ...(ssl === undefined ? [] : [`ssl = ${ssl}`]),
    ...(cleartext === undefined ? [] : [`${name} = ${yes ? "yes" : "no"}`]),
    ...(trusted === undefined ? [] : [`login_trusted_networks = ${trusted}`]),
  ];
}

/** 2.3 has no `submissions` of its own: it is written out there, so that both have the same listeners. */
function listener(variant: Variant, at: number, ports: readonly number[]): string {
  const { name, service, ssl } = LISTENERS[at] ?? LISTENERS[0];
  const closed = variant.closed?.includes(name) === true;
  const turned = variant.turned?.includes(name) === true;
  const settings = [`port = ${closed ? 0 : ports[at]}`];
  if (turned || name === "submissions") settings.push(`ssl = ${ssl !== turned ? "yes" : "no"}`);
  const lines = settings.map((setting) => `    ${setting}\n`).join("");
  return `service ${service} {\n  inet_listener ${name} {\n${lines}  }\n}`;
}
