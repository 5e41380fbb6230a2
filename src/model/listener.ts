// A listener: a socket a client can reach, whatever daemon opens it.

import type { Daemon, Origin } from "../system.ts";

export type Protocol =
  | "imap"
  | "pop3"
  | "smtp"
  | "submission"
  | "managesieve"
  | "lmtp"
  | "doveadm"
  | "auth"
  | "other";

/**
 * Before any TLS, does the daemon let somebody in with a password sent in clear, and whom?
 * `trusted`: only clients of the networks that the configuration trusts.
 */
export type CleartextLogin = "anyone" | "trusted" | "nobody" | "unknown";

export interface Listener {
  readonly daemon: Daemon;
  readonly protocol: Protocol;
  /** `*`, `::`, an address, a host name, or a path for a UNIX socket. */
  readonly address: string;
  /** `undefined` for a UNIX socket or a port that is a service name nobody knows. */
  readonly port: number | undefined;
  readonly tls: "none" | "starttls" | "implicit" | "unknown";
  readonly tlsRequired: boolean | "unknown";
  readonly cleartextLogin: CleartextLogin;
  /** Mechanisms offered before TLS and under TLS; `undefined` = unknown here. */
  readonly mechanisms: {
    readonly cleartext: readonly string[] | undefined;
    readonly tls: readonly string[] | undefined;
  };
  /** Lowest TLS version accepted ("TLSv1.2"), `undefined` = no TLS or unknown. */
  readonly minTls: string | undefined;
  /** Reachable from this machine only (127.0.0.0/8, ::1, or a UNIX socket). */
  readonly local: boolean;
  /** Only a proxy that says who the client is may connect (HAProxy's PROXY protocol). */
  readonly haproxy?: boolean;
  readonly origin: Origin;
  /** What in the configuration decides `cleartextLogin`, `tls` and `minTls`: where a rule points, the decisive one first. */
  readonly because: {
    readonly cleartextLogin?: Origin;
    readonly tls?: Origin;
    readonly minTls?: Origin;
  };
  /** The daemon's own name for it: a Dovecot `service/listener`, a Postfix `service/type`, a Courier instance. */
  readonly name: string;
}
