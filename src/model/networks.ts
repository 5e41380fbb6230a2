// IP addresses and networks as numbers: what a `net/prefix` covers, and what kind of network it is.

export type Family = 4 | 6;

export interface Address {
  readonly family: Family;
  readonly value: bigint;
}

/** `address` has its host bits as written; `prefix` counts bits from the left. */
export interface Network extends Address {
  readonly prefix: number;
}

export function bitsOf(family: Family): number {
  return family === 4 ? 32 : 128;
}

/** A dotted quad (four decimal numbers, as inet_pton takes them) or an IPv6 address in any spelling. */
export function parseAddress(text: string): Address | undefined {
  if (!text.includes(":")) {
    const value = parseQuad(text);
    return value === undefined ? undefined : { family: 4, value };
  }
  const value = parseIpv6(text);
  return value === undefined ? undefined : { family: 6, value };
}

function parseQuad(text: string): bigint | undefined {
  const parts = text.split(".");
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255))
    return undefined;
  return parts.reduce((value, part) => (value << 8n) | BigInt(part), 0n);
}

function parseIpv6(text: string): bigint | undefined {
  const [head = "", tail, ...more] = text.split("::");
  if (more.length > 0) return undefined;
  const left = groups(head, tail === undefined);
  const right = tail === undefined ? [] : groups(tail, true);
  if (left === undefined || right === undefined) return undefined;
  const missing = 8 - left.length - right.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  const all = [...left, ...Array.from({ length: missing }, () => 0n), ...right];
  return all.reduce((value, group) => (value << 16n) | group, 0n);
}

/** Sixteen bits each; only the `last` of an address may be a dotted quad. */
function groups(text: string, last: boolean): bigint[] | undefined {
  if (text === "") return [];
  const found: bigint[] = [];
  const parts = text.split(":");
  for (const [at, part] of parts.entries()) {
    if (/^[0-9a-f]{1,4}$/i.test(part)) found.push(BigInt(`0x${part}`));
    else {
      const quad = last && at === parts.length - 1 ? parseQuad(part) : undefined;
      if (quad === undefined) return undefined;
      found.push(quad >> 16n, quad & 0xffffn);
    }
  }
  return found;
}

/** `address` or `address/prefix`, IPv6 with or without brackets round the address. */
export function parseNetwork(text: string): Network | undefined {
  const match = /^(\[?)([^[\]/]*)(\]?)(?:\/(\d{1,3}))?$/.exec(text);
  if (match === null || (match[1] === "") !== (match[3] === "")) return undefined;
  const address = parseAddress(match[2] ?? "");
  if (address === undefined) return undefined;
  const prefix = match[4] === undefined ? bitsOf(address.family) : Number(match[4]);
  return prefix > bitsOf(address.family) ? undefined : { ...address, prefix };
}

/** The first address of the network. */
export function baseOf(network: Network): bigint {
  const hostBits = BigInt(bitsOf(network.family) - network.prefix);
  return (network.value >> hostBits) << hostBits;
}

/** `10.0.0.1/8`: bits behind the prefix are set. */
export function hasHostBits(network: Network): boolean {
  return baseOf(network) !== network.value;
}

/** Every address of `inner` is one of `outer`. */
export function covers(outer: Network, inner: Network): boolean {
  return outer.prefix <= inner.prefix && contains(outer, inner);
}

export function contains({ family, value, prefix }: Network, address: Address): boolean {
  if (family !== address.family) return false;
  return (value ^ address.value) >> BigInt(bitsOf(family) - prefix) === 0n;
}

export function formatAddress({ family, value }: Address): string {
  if (family === 4) return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 0xffn).join(".");
  const hex = Array.from({ length: 8 }, (_, at) => ((value >> BigInt(112 - at * 16)) & 0xffffn).toString(16));
  let run = { at: 0, length: 0 };
  for (let at = 0; at < 8; at++) {
    let length = 0;
    while (hex[at + length] === "0") length++;
    if (length > run.length) run = { at, length };
  }
  if (run.length < 2) return hex.join(":");
  return `${hex.slice(0, run.at).join(":")}::${hex.slice(run.at + run.length).join(":")}`;
}

const of = (...texts: string[]): Network[] =>
  texts.map((text) => parseNetwork(text)).filter((one) => one !== undefined);

const loopback = of("127.0.0.0/8", "::1/128", "::ffff:127.0.0.0/104");
/** RFC 1918, RFC 6598 (shared address space), RFC 3927 and RFC 4291 (link-local), RFC 4193 (unique local). */
const inner = of(
  "10.0.0.0/8",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "100.64.0.0/10",
  "169.254.0.0/16",
  "fe80::/10",
  "fc00::/7",
);

/** This machine only. */
export function isLoopback(network: Network): boolean {
  return loopback.some((known) => covers(known, network));
}

/** Not routed on the Internet: loopback, private, link-local. */
export function isPrivate(network: Network): boolean {
  return isLoopback(network) || inner.some((known) => covers(known, network));
}

/** An address of this machine only, or `localhost`. */
export function isThisMachine(host: string): boolean {
  const network = parseNetwork(host);
  return network === undefined ? /^localhost(\.|$)/.test(host) : isLoopback(network);
}
