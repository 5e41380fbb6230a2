// What a client can reach of a Dovecot: its services' listeners, as service_create_inet_listeners (src/master/service.c) opens them.

import { basename, joinPath } from "../host.ts";
import { ownEntry } from "../own-entry.ts";
import type { DovecotContext, DovecotSection, EffectiveValue } from "../resolve/dovecot-config.ts";
import type { Origin, Problem } from "../system.ts";
import {
  type Asked,
  allowsCleartext,
  ask,
  cleartextLogin,
  type Door,
  mechanismsOf,
  type Scene,
  sendsPassword,
  words,
} from "./dovecot-login.ts";
import type { CleartextLogin, Listener, Protocol } from "./listener.ts";
import { isLoopback, parseNetwork } from "./networks.ts";

interface Kind {
  readonly protocol: Protocol;
  /** As `protocol NAME { }` says it. */
  readonly filter: string;
  /** Clients log in here with their passwords. */
  readonly login: boolean;
}

/** By the program a service runs. */
const kinds: Readonly<Record<string, Kind>> = {
  "imap-login": { protocol: "imap", filter: "imap", login: true },
  "pop3-login": { protocol: "pop3", filter: "pop3", login: true },
  "submission-login": { protocol: "submission", filter: "submission", login: true },
  "managesieve-login": { protocol: "managesieve", filter: "sieve", login: true },
  lmtp: { protocol: "lmtp", filter: "lmtp", login: false },
  doveadm: { protocol: "doveadm", filter: "doveadm", login: false },
  "doveadm-server": { protocol: "doveadm", filter: "doveadm", login: false },
  auth: { protocol: "auth", filter: "auth", login: false },
};

const other: Kind = { protocol: "other", filter: "", login: false };

/** An include found nothing: what the tree does not set may stand in a file that was not given. */
export function isMissingPart(problems: readonly Problem[]): boolean {
  const seen = looked.get(problems) ?? { count: 0, missing: false };
  looked.set(problems, seen);
  for (; !seen.missing && seen.count < problems.length; seen.count++)
    seen.missing = problems[seen.count]?.kind === "missing-include";
  return seen.missing;
}

/** Asked for each listener and setting: how many of the problems were looked at, which may still grow in number. */
const looked = new WeakMap<readonly Problem[], { count: number; missing: boolean }>();

/** Listeners of the services that `protocols` switches on, in the daemon's order. */
export function dovecotListeners(scene: Scene): readonly Listener[] {
  const services = scene.config.sections("service");
  return services.filter((service) => isEnabled(scene, service)).flatMap((each) => listenersOf(scene, each));
}

/** service_is_enabled (2.4), master_settings_verify (2.3): a service with a `protocol` needs it among `protocols`. */
function isEnabled(scene: Scene, service: DovecotSection): boolean {
  const protocol = textOf(service.get("protocol"));
  if (protocol === undefined || protocol === "") return true;
  const { value } = protocolsOf(scene);
  return value === undefined || words(value).includes(protocol);
}

/**
 * The default of 2.3 is `imap pop3 lmtp` (src/master/master-settings.c). Debian builds it empty and names the installed
 * protocols in files that the stock configuration includes: a tree without either is not made for that build.
 */
export function protocolsOf(scene: Scene): Asked {
  const asked = ask(scene, "protocols");
  const builtIn = scene.config.version === "2.3" && asked.origin.kind === "default" && asked.value === "";
  return builtIn ? { ...asked, value: "imap pop3 lmtp" } : asked;
}

function listenersOf(scene: Scene, service: DovecotSection): readonly Listener[] {
  const kind = kindOf(service);
  return service.sections.flatMap((section) => {
    if (section.kind === "inet_listener") return inetListeners(scene, service, section, kind);
    if (section.kind === "unix_listener" && kind !== other && !kind.login)
      return unixListener(scene, service, section, kind);
    return [];
  });
}

function kindOf(service: DovecotSection): Kind {
  const [path = "", ...options] = (textOf(service.get("executable")) ?? service.label).split(" ");
  const program = basename(path);
  return program === "auth" && options.includes("-w") ? other : (ownEntry(kinds, program) ?? other);
}

function textOf(value: EffectiveValue | undefined): string | undefined {
  return value === undefined || value.unknown ? undefined : value.value;
}

function inetListeners(
  scene: Scene,
  service: DovecotSection,
  section: DovecotSection,
  kind: Kind,
): readonly Listener[] {
  const port = section.get("port");
  if (port !== undefined && !port.unknown && Number(port.value) === 0) return [];
  const implicit = textOf(section.get("ssl"));
  if (implicit === "yes" && ask(scene, "ssl", masterOf(scene)).value === "no") return [];
  const haproxy = textOf(section.get("haproxy")) === "yes";
  return addressesOf(scene, section).map((address) =>
    inetListener(scene, service, section, kind, {
      door: { protocol: kind.filter, address, haproxy },
      implicit: implicit === undefined && section.get("ssl") !== undefined ? undefined : implicit === "yes",
      port: port === undefined || port.unknown ? undefined : Number(port.value),
    }),
  );
}

/** Who opens the listeners: in 2.4 the blocks of `protocol !imap` count for master as well, which is no protocol. */
function masterOf({ config }: Scene): DovecotContext {
  return config.version === "2.4" ? { protocol: "master" } : {};
}

function addressesOf(scene: Scene, section: DovecotSection): readonly string[] {
  const own = section.get(scene.config.version === "2.4" ? "listen" : "address");
  if (own?.unknown === true) return ["*"];
  const listen = own === undefined || own.value === "" ? ask(scene, "listen").value : own.value;
  return listen === undefined ? ["*"] : words(listen);
}

interface Inet {
  readonly door: Door;
  /** `undefined` when unknown. */
  readonly implicit: boolean | undefined;
  readonly port: number | undefined;
}

function inetListener(
  scene: Scene,
  service: DovecotSection,
  section: DovecotSection,
  kind: Kind,
  { door, implicit, port }: Inet,
): Listener {
  const context = { protocol: kind.filter };
  const ssl = ask(scene, "ssl", context);
  const own = section.values.get("ssl")?.origin;
  const tls = implicit === true ? "implicit" : tlsBefore(kind, implicit, ssl.value);
  const login = tls === "implicit" ? nobody(own) : loginAt(scene, kind, door);
  const oldest = tls === "none" ? undefined : ask(scene, "ssl_min_protocol", context);
  const because = tls === "implicit" ? (own ?? section.origin) : ssl.origin;
  return {
    daemon: "dovecot",
    protocol: kind.protocol,
    address: door.address,
    port,
    tls,
    tlsRequired: isRequired(tls, ssl.value),
    cleartextLogin: implicit === undefined && login.who !== "nobody" ? "unknown" : login.who,
    mechanisms: mechanismsAt(scene, kind, tls, ssl.value),
    minTls: minTls(oldest?.value),
    local: isLocal(door.address),
    ...(door.haproxy ? { haproxy: true } : {}),
    origin: section.origin.kind === "default" ? service.origin : section.origin,
    because: {
      cleartextLogin: login.because,
      tls: because,
      ...(oldest === undefined ? {} : { minTls: oldest.origin }),
    },
    name: `${service.label}/${section.label}`,
  };
}

function nobody(because: Origin | undefined) {
  return { who: "nobody", because: because ?? { kind: "default" } } as const;
}

/** client_is_tls_enabled (src/login-common), lmtp's and doveadm's STARTTLS: offered unless `ssl = no`. */
function tlsBefore(kind: Kind, implicit: boolean | undefined, ssl: string | undefined): Listener["tls"] {
  if (kind.protocol === "auth" || kind.protocol === "other")
    return implicit === undefined ? "unknown" : "none";
  if (implicit === undefined || ssl === undefined) return "unknown";
  return ssl === "no" ? "none" : "starttls";
}

function isRequired(tls: Listener["tls"], ssl: string | undefined): Listener["tlsRequired"] {
  if (tls === "implicit") return true;
  if (tls === "none") return false;
  return ssl === undefined ? "unknown" : ssl === "required";
}

function loginAt(
  scene: Scene,
  kind: Kind,
  door: Door,
): { readonly who: CleartextLogin; readonly because: Origin } {
  if (kind.login) return cleartextLogin(scene, door);
  if (kind.protocol === "doveadm") {
    const { value, origin } = ask(scene, "doveadm_password", { protocol: "doveadm" });
    return { who: value === undefined ? "unknown" : value === "" ? "nobody" : "anyone", because: origin };
  }
  return kind.protocol === "auth" ? { who: "anyone", because: { kind: "default" } } : nobody(undefined);
}

/** sasl_server_get_advertised_mechs (src/login-common/sasl-server.c). */
function mechanismsAt(
  scene: Scene,
  kind: Kind,
  tls: Listener["tls"],
  ssl: string | undefined,
): Listener["mechanisms"] {
  if (kind.protocol === "doveadm") return { cleartext: tls === "implicit" ? [] : ["PLAIN"], tls: ["PLAIN"] };
  if (!kind.login) return { cleartext: [], tls: [] };
  const all = mechanismsOf(scene)?.filter((name) => isOffered(name, kind));
  if (tls === "implicit") return { cleartext: [], tls: all };
  const allowed = allowsCleartext(scene, { protocol: kind.filter });
  const before = all?.filter((name) => !name.endsWith("-PLUS"));
  const without = before?.filter((name) => !sendsPassword(name));
  const unsure = ssl === undefined || (allowed.value === undefined && without?.length !== before?.length);
  const cleartext = allowed.value === true ? before : without;
  if (ssl === "required") return { cleartext: [], tls: all };
  return { cleartext: unsure ? undefined : cleartext, tls: tls === "none" ? [] : all };
}

/** Private mechanisms are never offered, and ANONYMOUS where the program takes it: src/submission-login/client.c does not. */
function isOffered(name: string, { protocol }: Kind): boolean {
  if (name === "APOP" || name === "DOVECOT-TOKEN") return false;
  return name !== "ANONYMOUS" || protocol === "imap" || protocol === "pop3";
}

/** `ANY` admits what the library has, and no library still has less than TLS 1.0. */
function minTls(value: string | undefined): string | undefined {
  if (value === undefined || value === "") return undefined;
  if (value === "ANY" || value === "SSLv3") return "TLSv1";
  return value === "LATEST" ? "TLSv1.3" : value;
}

function isLocal(address: string): boolean {
  const network = parseNetwork(address);
  return network === undefined ? address === "localhost" : isLoopback(network);
}

function unixListener(
  scene: Scene,
  service: DovecotSection,
  section: DovecotSection,
  kind: Kind,
): readonly Listener[] {
  const mode = textOf(section.get("mode"));
  if (mode !== undefined && /^0*$/.test(mode)) return [];
  const path = textOf(section.get("path"));
  return [
    {
      daemon: "dovecot",
      protocol: kind.protocol,
      address: joinPath(
        ask(scene, "base_dir").value ?? "",
        path === undefined || path === "" ? section.label : path,
      ),
      port: undefined,
      tls: "none",
      tlsRequired: false,
      cleartextLogin: "nobody",
      mechanisms: { cleartext: [], tls: [] },
      minTls: undefined,
      local: true,
      origin: section.origin.kind === "default" ? service.origin : section.origin,
      because: {},
      name: `${service.label}/${section.label}`,
    },
  ];
}
