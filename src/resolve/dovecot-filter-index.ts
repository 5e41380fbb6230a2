// Which filter blocks may hold for somebody, without a look at each of them: a tree can have thousands of `local` blocks.

import { bitsOf, type Network } from "../model/networks.ts";
import { parseFilterNetwork } from "./dovecot-23-filter.ts";
import type { DovecotContext } from "./dovecot-config.ts";

/** Conditions of a block that must all hold; a block in others may leave out theirs. */
export interface Narrowing {
  /** A host name stands for the addresses that only a name service knows. */
  readonly local?: Network | string | undefined;
  readonly localText?: string | undefined;
  readonly remote?: Network | string | undefined;
  readonly remoteText?: string | undefined;
  readonly localName?: string | undefined;
  /** Of a block that holds where its name is among those asked for. */
  readonly name?: string | undefined;
}

/**
 * The blocks that may hold for a context and names, in the order given: all that do hold are among them, and few others.
 * Each block is filed under one of its conditions, which whoever asks looks up.
 */
export function filterIndex<Block>(
  blocks: readonly Block[],
  narrowingOf: (block: Block) => Narrowing,
): (context: DovecotContext, names: Iterable<string>) => Block[] {
  const filed = new Map<string, number[]>();
  const prefixes = { local: new Map<string, Prefix>(), remote: new Map<string, Prefix>() };
  const file = (key: string, rank: number) => {
    const known = filed.get(key);
    if (known === undefined) filed.set(key, [rank]);
    else known.push(rank);
  };
  for (const [rank, block] of blocks.entries()) {
    const narrowing = narrowingOf(block);
    const side = isNarrow(narrowing.local) ? "local" : isNarrow(narrowing.remote) ? "remote" : undefined;
    if (side === undefined) {
      file(nameKey(narrowing), rank);
      continue;
    }
    const net = narrowing[side];
    file(`${side} ${narrowing[`${side}Text`]}`, rank);
    if (typeof net !== "object") continue;
    prefixes[side].set(`${net.family}/${net.prefix}`, net);
    file(networkKey(side, net, net.value), rank);
  }
  return (context, names) => {
    const keys = [anybody, ...Array.from(names, (name) => `name ${name}`)];
    if (context.localName !== undefined) keys.push(`local_name ${context.localName.toLowerCase()}`);
    for (const side of ["local", "remote"] as const)
      keys.push(...keysOf(side, context[side], prefixes[side]));
    const ranks = new Set(keys.flatMap((key) => filed.get(key) ?? []));
    return [...ranks].sort((one, other) => one - other).flatMap((rank) => blocks[rank] ?? []);
  };
}

type Side = "local" | "remote";
type Prefix = Pick<Network, "family" | "prefix">;

const anybody = "";

/** A mask of no bits is no condition to the daemon. */
function isNarrow(net: Network | string | undefined): boolean {
  return typeof net === "object" ? net.prefix > 0 : net !== undefined;
}

/** Of patterns only the names that match could be filed, which are without number. */
function nameKey({ localName, name }: Narrowing): string {
  if (localName !== undefined && !/[*? ]/.test(localName)) return `local_name ${localName.toLowerCase()}`;
  return name === undefined ? anybody : `name ${name}`;
}

function networkKey(side: Side, { family, prefix }: Prefix, value: bigint): string {
  return `${side} ${family}/${prefix} ${value >> BigInt(bitsOf(family) - prefix)}`;
}

/** Every network of the index that has the address in it, an IPv4 one in IPv6 in both its forms. */
function keysOf(side: Side, wanted: string | undefined, prefixes: ReadonlyMap<string, Prefix>): string[] {
  if (wanted === undefined) return [];
  const keys = [`${side} ${wanted}`];
  const network = parseFilterNetwork(wanted)?.network;
  if (network === undefined) return keys;
  const isMapped = network.family === 6 && network.value >> 32n === 0xffffn;
  for (const one of prefixes.values()) {
    if (one.family === network.family) keys.push(networkKey(side, one, network.value));
    else if (isMapped) keys.push(networkKey(side, one, network.value & 0xffff_ffffn));
  }
  return keys;
}
