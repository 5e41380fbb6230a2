// Whom Dovecot lets in with a password in clear before TLS: client_check_plaintext_auth (src/login-common/client-common-auth.c).

import type { DovecotConfig, DovecotContext } from "../resolve/dovecot-config.ts";
import type { Origin } from "../system.ts";
import type { CleartextLogin } from "./listener.ts";
import { covers, isLoopback, type Network, parseNetwork } from "./networks.ts";

/** What is asked: a tree, and whether what it does not set is unknown rather than the default. */
export interface Scene {
  readonly config: DovecotConfig;
  readonly partial: boolean;
}

/** `value` is undefined when nobody can know it here. */
export interface Asked {
  readonly value: string | undefined;
  readonly origin: Origin;
}

export interface Login {
  readonly who: CleartextLogin;
  readonly because: Origin;
}

/** The door a client comes through. */
export interface Door {
  readonly protocol: string;
  /** `*`, `::`, an address or a host name. */
  readonly address: string;
  readonly haproxy: boolean;
}

const nowhere: Origin = { kind: "default" };

export function ask({ config, partial }: Scene, name: string, context?: DovecotContext): Asked {
  const found = config.get(name, context);
  if (found === undefined) return { value: partial ? undefined : "", origin: nowhere };
  const unknown = found.unknown || (partial && found.origin.kind === "default");
  return { value: unknown ? undefined : found.value, origin: found.origin };
}

/** Mechanisms with which the password, or a token as good as it, crosses the wire: MECH_SEC_PLAINTEXT in src/auth. */
const sendingThePassword = new Set(["PLAIN", "LOGIN", "XOAUTH2", "OAUTHBEARER"]);

export function sendsPassword(mechanism: string): boolean {
  return sendingThePassword.has(mechanism);
}

export function words(value: string): readonly string[] {
  return value.split(/[ ,\t]+/).filter((word) => word !== "");
}

/** Names of the mechanisms that the authentication process knows; `undefined` when unknown. */
export function mechanismsOf(scene: Scene, context?: DovecotContext): readonly string[] | undefined {
  const { value } = ask(scene, "auth_mechanisms", context);
  return value === undefined ? undefined : words(value).map((name) => name.toUpperCase());
}

/** Over all networks that `local` and `remote` blocks name: the most that anybody gets. */
export function cleartextLogin(scene: Scene, door: Door): Login {
  const context = { protocol: door.protocol, ...localOf(door) };
  const methods = mechanismsOf(scene, context)?.filter(sendsPassword);
  if (methods?.length === 0) return { who: "nobody", because: ask(scene, "auth_mechanisms", context).origin };
  const cases = casesOf(scene, door);
  const covered = cases.some(({ remote }) => remote !== undefined && coversClients(remote, door));
  const logins = cases
    .filter(({ remote }) => !covered || remote !== undefined)
    .map((one) => restricted(loginIn(scene, { ...one, protocol: door.protocol }, door), one, door));
  const found = most(logins);
  const limited = door.haproxy ? throughProxies(scene, found) : found;
  return methods === undefined && limited.who !== "nobody" ? { ...limited, who: "unknown" } : limited;
}

/** A concrete address is the `local` of every client; of a wildcard nothing is known. */
function localOf({ address }: Door): DovecotContext {
  return isWildcard(address) || parseNetwork(address) === undefined ? {} : { local: address };
}

export function isWildcard(address: string): boolean {
  return address === "*" || address === "::" || address === "[::]" || address === "0.0.0.0";
}

/** Whoever no block names, and the clients of each block that may count at this door. */
function casesOf({ config }: Scene, door: Door): readonly DovecotContext[] {
  const own = localOf(door);
  const named = config.filters.flatMap(({ context, negatedProtocol }) => {
    const { protocol, local, remote, localName } = context;
    const elsewhere = protocol !== undefined && protocol !== door.protocol;
    if (elsewhere || negatedProtocol === door.protocol || localName !== undefined) return [];
    if (local === undefined && remote === undefined) return [];
    if (local !== undefined && !isAt(local, door)) return [];
    const at = local === undefined ? own : { local, ...own };
    return [remote === undefined ? at : { ...at, remote }];
  });
  return [own, ...named];
}

function isAt(local: string, { address }: Door): boolean {
  const network = parseNetwork(local);
  if (network === undefined) return isWildcard(address);
  const wanted = isWildcard(address) ? everything(address) : parseNetwork(address);
  if (wanted === undefined || wanted.family !== network.family) return false;
  return isWildcard(address) || covers(network, wanted);
}

function everything(address: string): Network {
  return { family: address.includes(":") ? 6 : 4, value: 0n, prefix: 0 };
}

/** Whether all clients that can reach the door are in the network. */
function coversClients(network: string, { address }: Door): boolean {
  const found = parseNetwork(network);
  if (found === undefined) return false;
  const own = parseNetwork(address);
  const loopback = own !== undefined && !isWildcard(address) && isLoopback(own);
  if (!loopback) return covers(found, everything(address));
  return covers(found, own.family === 4 ? { family: 4, value: 127n << 24n, prefix: 8 } : own);
}

function loginIn(scene: Scene, context: DovecotContext, door: Door): Login {
  const require = ask(scene, "auth_ssl_require_client_cert", context);
  if (require.value === "yes") return { who: "nobody", because: require.origin };
  const ssl = ask(scene, "ssl", context);
  const allow = allowsCleartext(scene, context);
  const trusted = trustedIn(scene, context, door);
  const is24 = scene.config.version === "2.4";
  const verdict = (level: string, allowed: boolean): Login => {
    if (level === "required")
      return is24 || trusted.who === "nobody" ? { who: "nobody", because: ssl.origin } : trusted;
    if (allowed) return { who: "anyone", because: allow.origin };
    if (door.haproxy && is24) return { who: "anyone", because: ssl.origin };
    return trusted.who === "nobody" ? { who: "nobody", because: allow.origin } : trusted;
  };
  const levels = ssl.value === undefined ? ["no", "required"] : [ssl.value];
  const answers = allow.value === undefined ? [true, false] : [allow.value];
  return agreed(levels.flatMap((level) => answers.map((allowed) => verdict(level, allowed))));
}

/** The same answer under every assumption, or none. */
function agreed(logins: readonly Login[]): Login {
  const [first] = logins;
  if (first === undefined) return { who: "unknown", because: nowhere };
  return logins.every(({ who }) => who === first.who) ? first : { ...first, who: "unknown" };
}

/** `disable_plaintext_auth` of 2.3, `auth_allow_cleartext` of 2.4; true when passwords may be sent in clear. */
export function allowsCleartext(
  scene: Scene,
  context?: DovecotContext,
): { readonly value: boolean | undefined; readonly origin: Origin } {
  const is24 = scene.config.version === "2.4";
  const { value, origin } = ask(scene, is24 ? "auth_allow_cleartext" : "disable_plaintext_auth", context);
  return { value: value === undefined ? undefined : value === (is24 ? "yes" : "no"), origin };
}

function trustedIn(scene: Scene, context: DovecotContext, door: Door): Login {
  const { value, origin } = ask(scene, "login_trusted_networks", context);
  if (value === undefined) return { who: "unknown", because: origin };
  const networks = words(value);
  if (networks.length === 0) return { who: "nobody", because: origin };
  const all = networks.some((network) => coversClients(network, door));
  return { who: all ? "anyone" : "trusted", because: origin };
}

/** Whoever gets in by a `remote` block is somebody the configuration names. */
function restricted(login: Login, { remote }: DovecotContext, door: Door): Login {
  if (remote === undefined || login.who !== "anyone" || coversClients(remote, door)) return login;
  return { ...login, who: "trusted" };
}

function throughProxies(scene: Scene, login: Login): Login {
  const { value, origin } = ask(scene, "haproxy_trusted_networks");
  if (login.who === "nobody") return login;
  if (value === undefined) return { who: "unknown", because: origin };
  const networks = words(value);
  if (networks.length === 0) return { who: "nobody", because: origin };
  const all = networks.some((text) => parseNetwork(text)?.prefix === 0);
  return all || login.who !== "anyone" ? login : { ...login, who: "trusted" };
}

const ranks: readonly CleartextLogin[] = ["anyone", "unknown", "trusted", "nobody"];

function most(logins: readonly Login[]): Login {
  for (const rank of ranks) {
    const found = logins.find(({ who }) => who === rank);
    if (found !== undefined) return found;
  }
  return { who: "unknown", because: nowhere };
}
