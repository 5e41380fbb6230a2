// Reads the data of an x86-64 ELF file as its program sees it once loaded: pointers from the relocations, names from .dynsym.

import { readFileSync } from "node:fs";

export interface Image {
  /** Address of an exported symbol. */
  address(name: string): number | undefined;
  /** Name of the exported symbol at an address. */
  nameAt(address: number): string | undefined;
  /** Target of the pointer at an address; `undefined` = null, or a symbol of another library. */
  pointer(address: number): number | undefined;
  /** Name of the symbol of another library that the pointer at an address leads to. */
  imported(address: number): string | undefined;
  string(address: number): string;
  /** Little-endian unsigned integer of `size` bytes. */
  integer(address: number, size: 1 | 2 | 4 | 8): bigint;
}

interface Section {
  readonly type: number;
  readonly address: number;
  readonly offset: number;
  readonly size: number;
  readonly link: number;
}

const RELA = 4;
const NOBITS = 8;
const DYNSYM = 11;
/** R_X86_64_64, R_X86_64_COPY, R_X86_64_GLOB_DAT and R_X86_64_RELATIVE of the System V ABI for AMD64. */
const ABSOLUTE = 1;
const COPY = 5;
const GLOBAL = 6;
const RELATIVE = 8;

export function loadImage(path: string): Image {
  const bytes = readFileSync(path);
  const at = (offset: number): number => Number(bytes.readBigUInt64LE(offset));
  const sections = sectionsOf(bytes, at);
  const text = (offset: number): string => bytes.toString("utf8", offset, bytes.indexOf(0, offset));

  const symbols: { name: string; value: number; defined: boolean }[] = [];
  for (const section of sections.filter((one) => one.type === DYNSYM)) {
    const names = sections[section.link]?.offset ?? 0;
    for (let offset = section.offset; offset < section.offset + section.size; offset += 24)
      symbols.push({
        name: text(names + bytes.readUInt32LE(offset)),
        value: at(offset + 8),
        defined: bytes.readUInt16LE(offset + 6) !== 0,
      });
  }
  const pointers = new Map<number, number>();
  const imports = new Map<number, string>();
  const copies = new Map<number, string>();
  for (const section of sections.filter((one) => one.type === RELA)) {
    for (let offset = section.offset; offset < section.offset + section.size; offset += 24) {
      const type = bytes.readUInt32LE(offset + 8);
      const symbol = symbols[bytes.readUInt32LE(offset + 12)];
      const addend = Number(bytes.readBigInt64LE(offset + 16));
      if (type === RELATIVE) pointers.set(at(offset), addend);
      else if (type === COPY && symbol !== undefined) copies.set(at(offset), symbol.name);
      else if ((type === ABSOLUTE || type === GLOBAL) && symbol !== undefined) {
        if (symbol.defined) pointers.set(at(offset), symbol.value + addend);
        else imports.set(at(offset), symbol.name);
      }
    }
  }
  for (const [address, target] of pointers) {
    const name = copies.get(target);
    if (name !== undefined) imports.set(address, name);
  }
  for (const address of imports.keys()) pointers.delete(address);
  const place = (address: number): number | undefined => {
    const section = sections.find(
      (one) => one.address !== 0 && one.address <= address && address < one.address + one.size,
    );
    return section === undefined || section.type === NOBITS
      ? undefined
      : section.offset + address - section.address;
  };
  return {
    address: (name) => symbols.find((symbol) => symbol.defined && symbol.name === name)?.value,
    nameAt: (address) => symbols.find((symbol) => symbol.defined && symbol.value === address)?.name,
    pointer: (address) => pointers.get(address),
    imported: (address) => imports.get(address),
    string: (address) => text(place(address) ?? bytes.length),
    integer(address, size) {
      const offset = place(address);
      if (offset === undefined) return 0n;
      return size === 8 ? bytes.readBigUInt64LE(offset) : BigInt(bytes.readUIntLE(offset, size));
    },
  };
}

function sectionsOf(bytes: Buffer, at: (offset: number) => number): Section[] {
  const table = at(0x28);
  const size = bytes.readUInt16LE(0x3a);
  return Array.from({ length: bytes.readUInt16LE(0x3c) }, (_, index) => {
    const offset = table + index * size;
    return {
      type: bytes.readUInt32LE(offset + 4),
      address: at(offset + 0x10),
      offset: at(offset + 0x18),
      size: at(offset + 0x20),
      link: bytes.readUInt32LE(offset + 0x28),
    };
  });
}
