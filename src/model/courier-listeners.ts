// What Courier's instances open, and whom they let in: the conditions are those of its programs, surprising as they are.

import { ownEntry } from "../own-entry.ts";
import type { CourierConfig, CourierInstance, CourierValue } from "../resolve/courier-config.ts";
import type { Origin } from "../system.ts";
import type { CleartextLogin, Listener, Protocol } from "./listener.ts";

interface Kind {
  readonly protocol: Protocol;
  readonly port: string;
  readonly implicit: boolean;
  /** Switches the instance off when it begins with `n`. */
  readonly start: string;
}

const kinds: Readonly<Record<string, Kind>> = {
  imapd: { protocol: "imap", port: "143", implicit: false, start: "IMAPDSTART" },
  "imapd-ssl": { protocol: "imap", port: "993", implicit: true, start: "IMAPDSSLSTART" },
  pop3d: { protocol: "pop3", port: "110", implicit: false, start: "POP3DSTART" },
  "pop3d-ssl": { protocol: "pop3", port: "995", implicit: true, start: "POP3DSSLSTART" },
  esmtpd: { protocol: "smtp", port: "25", implicit: false, start: "ESMTPDSTART" },
  "esmtpd-msa": { protocol: "submission", port: "587", implicit: false, start: "ESMTPDSTART" },
  "esmtpd-ssl": { protocol: "submission", port: "465", implicit: true, start: "ESMTPDSSLSTART" },
};

export function courierListeners({ instances }: CourierConfig): readonly Listener[] {
  return instances.flatMap((instance) => {
    const kind = ownEntry(kinds, instance.name);
    if (kind === undefined || isOff(instance.get(kind.start))) return [];
    const facts = kind.implicit ? implicit(instance, kind) : plain(instance, kind);
    return sockets(instance, kind).map(({ address, port }) => ({
      daemon: "courier" as const,
      protocol: kind.protocol,
      address,
      port,
      local: /^(127\.|::1$|localhost$)/.test(address),
      origin: originOf(instance, kind.implicit ? "SSLPORT" : "PORT"),
      name: instance.name,
      ...facts,
    }));
  });
}

type Facts = Pick<Listener, "tls" | "tlsRequired" | "cleartextLogin" | "mechanisms" | "minTls" | "because">;

function isOff(value: CourierValue | undefined): boolean {
  return value !== undefined && !value.unknown && /^n/i.test(value.value);
}

function originOf(instance: CourierInstance, name: string): Origin {
  const value = instance.get(name);
  return value === undefined || value.origin.kind === "default" ? instance.origin : value.origin;
}

/** `PORT=143`, `PORT=127.0.0.1.143,10.0.0.1.143`; `ADDRESS=0` is every address (couriertcpd(8)). */
function sockets(
  instance: CourierInstance,
  { port, implicit }: Kind,
): { address: string; port: number | undefined }[] {
  const ports = instance.get(implicit ? "SSLPORT" : "PORT");
  const address = instance.get(implicit ? "SSLADDRESS" : "ADDRESS");
  const fallback =
    address === undefined || address.value === "0" || address.value === "" ? "*" : address.value;
  if (ports?.unknown === true) return [{ address: fallback, port: undefined }];
  return (ports?.value || port).split(",").map((one) => {
    const text = one.trim();
    const match = /^(?:(.*)\.)?(\d+|[a-z0-9-]+)$/.exec(text);
    const number = /^\d+$/.test(match?.[2] ?? "") ? Number(match?.[2]) : ownEntry(services, match?.[2] ?? "");
    return { address: match?.[1] ?? fallback, port: number };
  });
}

const services: Readonly<Record<string, number>> = {
  smtp: 25,
  pop3: 110,
  imap: 143,
  imap2: 143,
  smtps: 465,
  submissions: 465,
  submission: 587,
  imaps: 993,
  pop3s: 995,
};

function implicit(instance: CourierInstance, kind: Kind): Facts {
  const minimum = minTls(instance, instance.get("TLS_PROTOCOL"));
  return {
    tls: "implicit",
    tlsRequired: true,
    cleartextLogin: "nobody",
    mechanisms: { cleartext: [], tls: mechanismsOf(instance, kind, true) },
    ...minimum,
  };
}

function plain(instance: CourierInstance, kind: Kind): Facts {
  const starttls = startTls(instance, kind);
  const required = requiredOf(instance, kind);
  // imaplogin asks for the requirement only where it offers STARTTLS; pop3login and courieresmtpd refuse either way.
  const effective = kind.protocol === "imap" ? and(starttls, required.value) : required.value;
  const cleartext = mechanismsOf(instance, kind, false);
  const minimum =
    starttls === false ? { minTls: undefined, because: {} } : minTls(instance, upgradedTo(instance));
  return {
    tls: starttls === "unknown" ? "unknown" : starttls ? "starttls" : "none",
    tlsRequired: effective,
    cleartextLogin: loginOf(kind, effective, cleartext),
    mechanisms: { cleartext, tls: starttls === false ? [] : mechanismsOf(instance, kind, true) },
    minTls: minimum.minTls,
    because: {
      ...minimum.because,
      cleartextLogin: because(instance, kind, required.name),
      tls: originOf(instance, decidesStartTls(instance, kind)),
    },
  };
}

/** What somebody would change to close it: the requirement, for SMTP the mechanisms offered. */
function because(instance: CourierInstance, { protocol }: Kind, required: string): Origin {
  const smtp = protocol === "smtp" || protocol === "submission";
  return originOf(instance, smtp ? "ESMTPAUTH" : required);
}

type Tri = boolean | "unknown";

function and(one: Tri, other: Tri): Tri {
  if (one === false || other === false) return false;
  return one === "unknown" || other === "unknown" ? "unknown" : true;
}

function starttlsName({ protocol }: Kind): string | undefined {
  if (protocol === "imap") return "IMAPDSTARTTLS";
  return protocol === "pop3" ? "POP3_STARTTLS" : undefined;
}

/** On when the first character is y or Y, and the program that speaks TLS is named (imaplogin.c, pop3dcapa.c). */
function startTls(instance: CourierInstance, kind: Kind): Tri {
  const program = present(instance.get("COURIERTLS"));
  const name = starttlsName(kind);
  if (name === undefined) return and(program, present(instance.get("TLS_CERTFILE")));
  const value = instance.get(name);
  const on: Tri = value === undefined ? false : value.unknown ? "unknown" : /^y/i.test(value.value);
  return and(on, program);
}

/** What somebody would change to have STARTTLS: the program where it is all that is missing. */
function decidesStartTls(instance: CourierInstance, kind: Kind): string {
  const name = starttlsName(kind);
  if (name === undefined) return "TLS_CERTFILE";
  const wanted = /^y/i.test(instance.get(name)?.value ?? "");
  const program = instance.get("COURIERTLS");
  return wanted && program?.origin.kind === "file" && present(program) === false ? "COURIERTLS" : name;
}

function present(value: CourierValue | undefined): Tri {
  if (value === undefined) return false;
  return value.unknown ? "unknown" : value.value !== "";
}

/** atoi(3): leading blanks, a sign, digits; `YES` is 0. */
export function atoi(text: string): number {
  return Number(/^\s*([+-]?\d+)/.exec(text)?.[1] ?? 0);
}

function requiredOf(
  instance: CourierInstance,
  { protocol }: Kind,
): { readonly name: string; readonly value: Tri } {
  const name =
    protocol === "imap"
      ? "IMAP_TLS_REQUIRED"
      : protocol === "pop3"
        ? "POP3_TLS_REQUIRED"
        : "ESMTP_TLS_REQUIRED";
  const value = instance.get(name);
  if (value === undefined) return { name, value: false };
  return { name, value: value.unknown ? "unknown" : atoi(value.value) !== 0 };
}

function loginOf(
  { protocol }: Kind,
  required: Tri,
  mechanisms: readonly string[] | undefined,
): CleartextLogin {
  if (required === true) return "nobody";
  const smtp = protocol === "smtp" || protocol === "submission";
  if (smtp && mechanisms === undefined) return "unknown";
  if (smtp && !mechanisms?.some((name) => name === "PLAIN" || name === "LOGIN")) return "nobody";
  return required === "unknown" ? "unknown" : "anyone";
}

/** IMAP's LOGIN and POP3's USER need no mechanism; these are what AUTHENTICATE and AUTH take. */
function mechanismsOf(
  instance: CourierInstance,
  { protocol }: Kind,
  tls: boolean,
): readonly string[] | undefined {
  if (protocol === "imap") {
    const names = words(instance.get(tls ? "IMAP_CAPABILITY_TLS" : "IMAP_CAPABILITY"));
    return names?.flatMap((word) => /^AUTH=(.+)$/i.exec(word)?.[1]?.toUpperCase() ?? []);
  }
  const base = protocol === "pop3" ? "POP3AUTH" : "ESMTPAUTH";
  const under = words(instance.get(`${base}_TLS`));
  const list = tls && (under === undefined || under.length > 0) ? under : words(instance.get(base));
  return list?.map((word) => word.toUpperCase());
}

function words(value: CourierValue | undefined): readonly string[] | undefined {
  if (value === undefined) return [];
  return value.unknown ? undefined : value.value.split(/\s+/).filter((word) => word !== "");
}

/**
 * couriertls is built with OpenSSL, which looks at TLS_PROTOCOL, or with GnuTLS (Debian), which looks at TLS_PRIORITY: the
 * configuration does not say which, so the version is known where both come to the same (libcouriertls.c, libcouriergnutls.c).
 */
function minTls(
  instance: CourierInstance,
  protocol: CourierValue | undefined,
): Pick<Facts, "minTls" | "because"> {
  const priority = instance.get("TLS_PRIORITY");
  const name = protocol === undefined && priority !== undefined ? "TLS_PRIORITY" : "TLS_PROTOCOL";
  const because = { minTls: originOf(instance, name) };
  const guess = protocol?.unknown || priority?.unknown;
  const openssl = openSslMinimum(protocol?.value ?? "");
  const same = openssl === gnuTlsMinimum(priority?.value ?? "");
  return { minTls: same && !guess ? openssl : undefined, because };
}

/** Only the separate courier-imap puts TLS_STARTTLS_PROTOCOL in the place of TLS_PROTOCOL (imapd.rc): unknown where they differ. */
function upgradedTo(instance: CourierInstance): CourierValue | undefined {
  const general = instance.get("TLS_PROTOCOL");
  const own = instance.get("TLS_STARTTLS_PROTOCOL");
  if (own === undefined || (!own.unknown && own.value === (general?.value ?? ""))) return general;
  return { ...own, unknown: true };
}

/** Any name that is none of its own stands for the last row of the list: TLS 1.0 and up. */
function openSslMinimum(value: string): string {
  const version = /^TLSv1\.([12])\+{0,2}$/.exec(value)?.[1];
  return version === undefined ? "TLSv1" : `TLSv1.${version}`;
}

/** `NORMAL` with versions taken out; any other form is not judged. */
function gnuTlsMinimum(value: string): string | undefined {
  if (value !== "" && !/^NORMAL(?::-VERS-TLS1\.[0-3])*(?::-CTYPE-OPENPGP)?$/.test(value)) return undefined;
  const left = ["1.0", "1.1", "1.2", "1.3"].find((version) => !value.includes(`-VERS-TLS${version}`));
  return left === "1.0" ? "TLSv1" : left && `TLSv${left}`;
}
