// The directories and databases that daemons ask on their own, the same for all daemons: where they are, and how they are asked.

import type { Finding } from "../finding.ts";
import type { Span } from "../source.ts";
import { isPrivate, isThisMachine, parseNetwork } from "./networks.ts";

/** `maybe`: TLS where the server offers it, else none; whoever stands between can have it left out. */
export type BackendTls = "yes" | "no" | "maybe" | "unknown";

export interface BackendServer {
  /** As written: a URI, or a host with or without a port. */
  readonly text: string;
  /** Name or address; "" for a socket of this machine. */
  readonly host: string;
  readonly tls: BackendTls;
}

/** How the configuration turns Start TLS on: another value of what is written, or a line of its own above another. */
export type StartTls =
  | { readonly kind: "replace"; readonly span: Span; readonly text: string }
  | { readonly kind: "insert"; readonly above: Span; readonly line: string };

/** Servers that one setting names, asked in the same way. */
export interface Backend {
  readonly kind: "ldap" | "sql";
  readonly servers: readonly BackendServer[];
  /** Where the servers are named. */
  readonly span: Span;
  /** A password goes along: that of the daemon's own login, or those of users. */
  readonly secret: boolean;
  /** What to write to have TLS, for a message. */
  readonly advice: string;
  readonly startTls?: StartTls;
  /** Certificates of servers asked by TLS are not verified: where that is said, and in words of a message. */
  readonly unverified?: { readonly span: Span; readonly text: string; readonly instead: string };
  readonly about?: Finding["about"];
}

/** The first server on another machine that is asked without TLS, or with TLS that can be taken away. */
export function inClear({ servers }: Backend): BackendServer | undefined {
  return servers.find((one) => (one.tls === "no" || one.tls === "maybe") && isElsewhere(one));
}

/** The first server on another machine that is asked by TLS. */
export function byTls({ servers }: Backend): BackendServer | undefined {
  return servers.find((one) => one.tls === "yes" && isElsewhere(one));
}

/** Not so for a socket, and for what somebody puts in before the daemon reads it (`${host}`). */
function isElsewhere({ host }: BackendServer): boolean {
  return /^[\w.:-]+$/.test(host) && !isThisMachine(host);
}

/** A private address, or a name without a dot: of the same network, as containers of one host are. */
export function isNear({ host }: BackendServer): boolean {
  const network = parseNetwork(host);
  return network === undefined ? !host.includes(".") : isPrivate(network);
}

/** Servers in a list of LDAP URIs or `host[:port]`, apart by white space or commas. */
export function ldapServers(list: string, startTls: BackendTls): readonly BackendServer[] {
  return list
    .split(/[\s,]+/)
    .filter((word) => word !== "")
    .map((text) => {
      const scheme = /^(ldaps?|ldapi):\/\//i.exec(text)?.[1]?.toLowerCase() ?? "ldap";
      const host = scheme === "ldapi" ? "" : hostOf(text);
      return { text, host, tls: scheme === "ldaps" ? "yes" : startTls };
    });
}

/** The host of `scheme://host:port/path`, `host:port`, `[address]:port`; "" when there is none. */
export function hostOf(text: string): string {
  const rest = text.replace(/^[a-z]+:\/\//i, "").replace(/[/?][\s\S]*/, "");
  const bracket = /^\[([^\]]*)\]/.exec(rest)?.[1];
  if (bracket !== undefined) return bracket;
  return parseNetwork(rest) === undefined ? rest.replace(/:\d+$/, "") : rest;
}

/** libpq asks for TLS and goes on without it unless `sslmode` says otherwise (its manual, 34.1.2). */
export function pgsqlTls(mode: string | undefined): BackendTls {
  if (mode === undefined || mode === "prefer" || mode === "allow") return "maybe";
  if (mode === "disable") return "no";
  return /^(?:require|verify-ca|verify-full)$/.test(mode) ? "yes" : "unknown";
}
