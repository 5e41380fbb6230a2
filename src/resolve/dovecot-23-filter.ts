// Filters of Dovecot 2.3 (`protocol`, `local`, `remote`, `local_name`): which apply to whom, and which is the more special.
//
// After src/config/config-filter.c and config_filter_add_new_filter in src/config/config-parser.c.

import { bitsOf, contains, formatAddress, type Network, parseAddress } from "../model/networks.ts";
import type { DovecotContext } from "./dovecot-config.ts";

/** A network as written; `network` is unknown for a host name, which only a name service can tell. */
export interface FilterNetwork {
  readonly text: string;
  readonly network: Network | undefined;
}

export interface Filter {
  readonly protocol?: string;
  readonly local?: FilterNetwork;
  readonly localName?: string;
  readonly remote?: FilterNetwork;
}

type Nested =
  | { readonly kind: "filter"; readonly filter: Filter }
  | { readonly kind: "error"; readonly reason: string };

const filterKeys = new Set(["protocol", "local", "local_name", "remote"]);

export function isFilterKey(key: string): boolean {
  return filterKeys.has(key);
}

/** The filter of a block `key label {` inside of `parent`, or why the daemon refuses it there. */
export function nestFilter(parent: Filter, key: string, label: string): Nested {
  if (key === "protocol")
    return parent.protocol === undefined
      ? { kind: "filter", filter: { ...parent, protocol: label } }
      : refused("a `protocol` block inside of a `protocol` block is not allowed");
  const outer = wrongOuter(parent, key);
  if (outer !== undefined)
    return refused(
      `\`${key}\` inside of \`${outer}\` is not allowed; nest them the other way: \`${outer}\` inside of \`${key}\``,
    );
  if (key === "local_name") return { kind: "filter", filter: { ...parent, localName: label } };
  const network = parseFilterNetwork(label);
  if (network === undefined) return refused(`\`${label}\` is no address, network or host name`);
  const around = key === "local" ? parent.local : parent.remote;
  if (
    around?.network !== undefined &&
    network.network !== undefined &&
    !inside(around.network, network.network)
  )
    return refused(
      `\`${key} ${label}\` stands inside of \`${key} ${around.text}\`, but is no part of that network`,
    );
  return { kind: "filter", filter: { ...parent, [key]: network } };
}

const refused = (reason: string): Nested => ({ kind: "error", reason });

/** Blocks nest in one order only: local, local_name, remote, protocol. */
function wrongOuter(parent: Filter, key: string): string | undefined {
  if (parent.remote !== undefined && bitsOfFilter(parent.remote) > 0 && key !== "remote") return "remote";
  if (parent.protocol !== undefined) return "protocol";
  if (key === "local" && parent.localName !== undefined) return "local_name";
  return undefined;
}

export const bitsOfFilter = (network: FilterNetwork | undefined): number =>
  network === undefined ? 0 : (network.network?.prefix ?? 32);

/** Does a `local`, `remote` or `local_name` block leave anybody out? A mask of no bits leaves out nobody. */
export function isForSomeConnections({ local, localName, remote }: Filter): boolean {
  return localName !== undefined || bitsOfFilter(local) > 0 || bitsOfFilter(remote) > 0;
}

function inside(outer: Network, inner: Network): boolean {
  return outer.prefix === 0 || (outer.prefix <= inner.prefix && isInNetwork(inner, outer));
}

/** net_is_in_network, which takes an IPv4 address mapped into IPv6 for the IPv4 address it is. */
function isInNetwork(address: Network, network: Network): boolean {
  const mapped = address.family === 6 && address.value >> 32n === 0xffffn;
  return contains(network, mapped ? { family: 4, value: address.value & 0xffff_ffffn } : address);
}

/** net_parse_range; `undefined` for what cannot be a host name either. */
export function parseFilterNetwork(text: string): FilterNetwork | undefined {
  const slash = text.indexOf("/");
  const host = slash === -1 ? text : text.slice(0, slash);
  const mask = slash === -1 ? undefined : text.slice(slash + 1);
  const address =
    parseAddress(host.startsWith("[") && host.endsWith("]") ? host.slice(1, -1) : host) ?? inetAton(host);
  if (address === undefined) {
    if (
      !/^[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?\.?$/i.test(host) ||
      (mask !== undefined && !/^\d{1,3}$/.test(mask))
    )
      return undefined;
    return { text, network: undefined };
  }
  if (mask !== undefined && (!/^\d{1,9}$/.test(mask) || Number(mask) > bitsOf(address.family)))
    return undefined;
  const prefix = mask === undefined ? bitsOf(address.family) : Number(mask);
  return { text, network: { ...address, prefix } };
}

/** inet_aton(3): one to four numbers, each decimal, octal or hexadecimal, the last one filling what is left. */
function inetAton(text: string): { family: 4; value: bigint } | undefined {
  const parts = text.split(".");
  if (parts.length > 4 || !parts.every((part) => /^(0x[0-9a-f]+|0[0-7]*|[1-9]\d*)$/i.test(part)))
    return undefined;
  const numbers = parts.map((part) => BigInt(/^0[0-7]/.test(part) ? `0o${part.slice(1)}` : part));
  const last = numbers.pop() ?? 0n;
  if (numbers.some((number) => number > 255n) || last >= 1n << BigInt(8 * (4 - numbers.length)))
    return undefined;
  const high = numbers.reduce((value, number, at) => value | (number << BigInt(24 - 8 * at)), 0n);
  return { family: 4, value: high | last };
}

/** Equal for filters that are the same to the daemon: config_filters_equal. */
export function filterKey({ protocol, localName, local, remote }: Filter): string {
  return JSON.stringify([protocol, localName?.toLowerCase(), networkKey(local), networkKey(remote)]);
}

function networkKey(network: FilterNetwork | undefined): string | undefined {
  if (network?.network === undefined) return network?.text;
  return `${network.network.family} ${network.network.value} ${network.network.prefix}`;
}

/** A context as a filter of its own, so that both compare alike. */
export function filterOfContext(context: DovecotContext): Filter {
  const local = context.local === undefined ? undefined : parseFilterNetwork(context.local);
  const remote = context.remote === undefined ? undefined : parseFilterNetwork(context.remote);
  return {
    ...(context.protocol === undefined ? {} : { protocol: context.protocol }),
    ...(context.localName === undefined ? {} : { localName: context.localName }),
    ...(local === undefined ? {} : { local }),
    ...(remote === undefined ? {} : { remote }),
  };
}

/** config_filter_match: does the block with conditions `mask` apply to `filter`? */
export function matches(mask: Filter, filter: Filter): boolean {
  return matchesProtocol(mask, filter) && matchesRest(mask, filter);
}

function matchesProtocol(mask: Filter, filter: Filter): boolean {
  if (mask.protocol === undefined) return true;
  if (filter.protocol === undefined) return false;
  return mask.protocol.startsWith("!")
    ? mask.protocol.slice(1) !== filter.protocol
    : mask.protocol === filter.protocol;
}

function matchesRest(mask: Filter, filter: Filter): boolean {
  if (mask.localName !== undefined) {
    const name = filter.localName;
    if (name === undefined || !mask.localName.split(" ").some((one) => matchesWildcard(name, one)))
      return false;
  }
  return coversNetwork(mask.remote, filter.remote) && coversNetwork(mask.local, filter.local);
}

/**
 * The widest filter for which both hold; `undefined` where there is none. Of a `protocol !imap` and of none, the first of
 * `protocols` that fits.
 */
export function commonFilter(a: Filter, b: Filter, protocols: readonly string[]): Filter | undefined {
  const protocol =
    a.protocol === undefined && b.protocol === undefined
      ? undefined
      : protocols.find(
          (one) => matchesProtocol(a, { protocol: one }) && matchesProtocol(b, { protocol: one }),
        );
  const named = a.protocol !== undefined || b.protocol !== undefined;
  const local = narrower(a.local, b.local);
  const remote = narrower(a.remote, b.remote);
  const localName = commonName(a.localName, b.localName);
  if ((named && protocol === undefined) || local === "none" || remote === "none" || localName === "none")
    return undefined;
  return {
    ...(protocol === undefined ? {} : { protocol }),
    ...(local === undefined ? {} : { local }),
    ...(localName === undefined ? {} : { localName }),
    ...(remote === undefined ? {} : { remote }),
  };
}

function narrower(
  a: FilterNetwork | undefined,
  b: FilterNetwork | undefined,
): FilterNetwork | undefined | "none" {
  if (coversNetwork(a, b)) return b;
  return coversNetwork(b, a) ? a : "none";
}

function commonName(a: string | undefined, b: string | undefined): string | undefined | "none" {
  if (a === undefined || b === undefined) return a ?? b;
  if (matchesRest({ localName: a }, { localName: b })) return b;
  return matchesRest({ localName: b }, { localName: a }) ? a : "none";
}

function coversNetwork(mask: FilterNetwork | undefined, wanted: FilterNetwork | undefined): boolean {
  if (mask === undefined || bitsOfFilter(mask) === 0) return true;
  if (wanted === undefined || bitsOfFilter(wanted) === 0) return false;
  if (mask.network === undefined || wanted.network === undefined) return mask.text === wanted.text;
  return isInNetwork(wanted.network, mask.network);
}

/** dns_match_wildcard: `*` stands for what is left of a label, and needs a dot after it; `?` for a letter. */
function matchesWildcard(name: string, mask: string): boolean {
  let at = 0;
  let place = 0;
  for (; at < name.length && place < mask.length; at++, place++) {
    const wanted = mask[place];
    if (wanted === "*") {
      at = name.indexOf(".", at);
      if (at === -1 || mask[place + 1] !== ".") return false;
      place++;
    } else if (wanted !== "?" && wanted?.toLowerCase() !== name[at]?.toLowerCase()) return false;
  }
  if (mask[place] === "*") place++;
  return at === name.length && place === mask.length;
}

/** config_filter_parser_cmp: negative when `a` is the more special and wins. */
export function moreSpecial(a: Filter, b: Filter): number {
  const named = Number(a.localName === undefined) - Number(b.localName === undefined);
  if (named !== 0) return named;
  const local = bitsOfFilter(b.local) - bitsOfFilter(a.local);
  if (local !== 0) return local;
  const remote = bitsOfFilter(b.remote) - bitsOfFilter(a.remote);
  return remote !== 0 ? remote : Number(a.protocol === undefined) - Number(b.protocol === undefined);
}

/** Header lines of the blocks that make a filter, outermost first, as doveconf prints them. */
export function headersOf(filter: Filter): string[] {
  const headers: string[] = [];
  if (filter.local !== undefined && bitsOfFilter(filter.local) > 0)
    headers.push(`local ${networkText(filter.local)}`);
  if (filter.localName !== undefined) headers.push(`local_name ${filter.localName}`);
  if (filter.remote !== undefined && bitsOfFilter(filter.remote) > 0)
    headers.push(`remote ${networkText(filter.remote)}`);
  if (filter.protocol !== undefined) headers.push(`protocol ${filter.protocol}`);
  return headers;
}

function networkText({ text, network }: FilterNetwork): string {
  if (network === undefined) return text;
  const address = addressText(network);
  return network.prefix === bitsOf(network.family) ? address : `${address}/${network.prefix}`;
}

/** inet_ntop(3) shows an IPv4 address in an IPv6 one as a dotted quad. */
export function addressText(network: Network): string {
  const mapped = network.value >> 32n === 0xffffn;
  const compatible = network.value >> 32n === 0n && network.value > 0xffffn;
  if (network.family === 4 || !(mapped || compatible)) return formatAddress(network);
  const quad = formatAddress({ family: 4, value: network.value & 0xffff_ffffn });
  return mapped ? `::ffff:${quad}` : `::${quad}`;
}
