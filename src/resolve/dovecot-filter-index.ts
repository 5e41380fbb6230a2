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
  const patterns = namePatterns();
  const file = (key: string, rank: number) => {
    const known = filed.get(key);
    if (known === undefined) filed.set(key, [rank]);
    else known.push(rank);
  };
  for (const [rank, block] of blocks.entries()) {
    const narrowing = narrowingOf(block);
    const side = isNarrow(narrowing.local) ? "local" : isNarrow(narrowing.remote) ? "remote" : undefined;
    if (side === undefined) {
      for (const key of nameKeys(narrowing, patterns)) file(key, rank);
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
    if (context.localName !== undefined) {
      const name = context.localName.toLowerCase();
      keys.push(exactly(name), ...patterns.keysOf(name));
    }
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

const exactly = (name: string): string => `local_name ${name}`;

/** A list of names holds for each of them. */
function nameKeys({ localName, name }: Narrowing, patterns: NamePatterns): readonly string[] {
  if (localName === undefined) return [name === undefined ? anybody : `name ${name}`];
  const lower = localName.toLowerCase();
  const keys = new Set([exactly(lower)]);
  for (const one of lower.split(" ")) keys.add(/[*?]/.test(one) ? patterns.keyFor(one) : exactly(one));
  return [...keys];
}

interface NamePatterns {
  readonly keyFor: (pattern: string) => string;
  /** The keys of all patterns that may stand for a name. */
  readonly keysOf: (name: string) => string[];
}

/** The longest end of a name that is looked up. */
const LONGEST_TAIL = 255;

/** Patterns by what each name has for which they stand: the text before the first wildcard, and the labels behind the last. */
function namePatterns(): NamePatterns {
  /** Lengths of the beginnings of those with one end. */
  const lengths = new Map<string, Set<number>>();
  const keyOf = (head: string, tail: string) => `local_name ${head}*${tail}`;
  return {
    keyFor: (pattern) => {
      const head = plain.exec(pattern)?.[0] ?? "";
      const tail = tailOf(pattern);
      const known = lengths.get(tail);
      if (known === undefined) lengths.set(tail, new Set([head.length]));
      else known.add(head.length);
      return keyOf(head, tail);
    },
    keysOf: (name) => {
      if (lengths.size === 0) return [];
      const tails = [""];
      for (let at = name.lastIndexOf("."); at !== -1; at = at === 0 ? -1 : name.lastIndexOf(".", at - 1)) {
        if (name.length - at > LONGEST_TAIL) break;
        tails.push(name.slice(at));
      }
      return tails.flatMap((tail) =>
        Array.from(lengths.get(tail) ?? [], (length) => keyOf(name.slice(0, length), tail)),
      );
    },
  };
}

/** Letters beyond ASCII have no lower case of their own everywhere. */
const plain = /^[!-)+->@-~]*/;

function tailOf(pattern: string): string {
  let from = pattern.length;
  while (from > 0 && plain.exec(pattern[from - 1] ?? "")?.[0] !== "") from--;
  const dot = pattern.indexOf(".", from);
  return dot === -1 || pattern.length - dot > LONGEST_TAIL ? "" : pattern.slice(dot);
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
