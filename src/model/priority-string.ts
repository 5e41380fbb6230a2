// What a priority string of GnuTLS admits (gnutls_priority_init(3)), as far as weakness goes.

import { ownEntry } from "../own-entry.ts";

/** What the string adds up to, each by its GnuTLS name: `AES-128-GCM`, `ECDHE-RSA`. */
export interface Priority {
  readonly ciphers: ReadonlySet<string>;
  readonly keyExchanges: ReadonlySet<string>;
  /** Without the "MAC" of this name no suite with GCM, CCM or CHACHA20 is left, those of TLS 1.3 included. */
  readonly aead: boolean;
  /** A keyword began it, whose members the library chooses. */
  readonly byKeyword: boolean;
}

const ciphers256 = ["AES-256-GCM", "CHACHA20-POLY1305", "AES-256-CCM", "AES-256-CBC"];
const ciphers128 = ["AES-128-GCM", "AES-128-CCM", "AES-128-CBC"];
const ephemeral = ["ECDHE-ECDSA", "ECDHE-RSA", "DHE-RSA"];

interface Level {
  readonly ciphers: readonly string[];
  readonly keyExchanges: readonly string[];
}

const normal: Level = { ciphers: [...ciphers256, ...ciphers128], keyExchanges: [...ephemeral, "RSA"] };

/** lib/priority.c, pgroups; `NONE` starts from nothing. */
const levels: Readonly<Record<string, Level>> = {
  NONE: { ciphers: [], keyExchanges: [] },
  NORMAL: normal,
  PERFORMANCE: normal,
  LEGACY: normal,
  SECURE128: normal,
  SECURE192: { ciphers: ciphers256, keyExchanges: normal.keyExchanges },
  SECURE256: { ciphers: ciphers256, keyExchanges: normal.keyExchanges },
  PFS: { ciphers: normal.ciphers, keyExchanges: ephemeral },
  SUITEB128: { ciphers: ["AES-256-GCM", "AES-128-GCM"], keyExchanges: ["ECDHE-ECDSA"] },
  SUITEB192: { ciphers: ["AES-256-GCM"], keyExchanges: ["ECDHE-ECDSA"] },
};

/** `undefined` = it is the system's (`SYSTEM`, `@...`), or nothing that GnuTLS takes. */
export function priorityOf(text: string): Priority | undefined {
  const [first = "", ...rest] = text.toUpperCase().split(":");
  const level = ownEntry(levels, first);
  if (level === undefined) return undefined;
  const ciphers = new Set(level.ciphers);
  const keyExchanges = new Set(level.keyExchanges);
  let aead = first !== "NONE";
  for (const token of rest) {
    const word = token.slice(1);
    const adds = token.startsWith("+");
    if (!adds && !/^[-!]/.test(token)) continue;
    change(ciphers, adds, isCipher(word) ? [word] : (members(word, "CIPHER-ALL")?.ciphers ?? []), word);
    change(
      keyExchanges,
      adds,
      isExchange(word) ? [word] : (members(word, "KX-ALL")?.keyExchanges ?? []),
      word,
    );
    if (word === "AEAD" || word === "MAC-ALL" || (adds && ownEntry(levels, word) !== undefined)) aead = adds;
  }
  return { ciphers, keyExchanges, aead, byKeyword: first !== "NONE" };
}

/** `+SECURE128` within a string adds a level's members; `CIPHER-ALL` and `KX-ALL` are those of NORMAL. */
function members(word: string, all: string): Level | undefined {
  return word === all ? normal : ownEntry(levels, word);
}

function change(set: Set<string>, adds: boolean, names: readonly string[], word: string): void {
  if (adds) for (const name of names) set.add(name);
  else if (word.endsWith("-ALL") && names.length > 1) set.clear();
  else for (const name of names) set.delete(name);
}

function isCipher(word: string): boolean {
  return /^(?:(?:AES|CAMELLIA|ARIA)-\d+-|3DES-|DES-|ARCFOUR|CHACHA20|NULL$|GOST28147|RC2-|SALSA20|ESTREAM)/.test(
    word,
  );
}

function isExchange(word: string): boolean {
  return /^(?:RSA|RSA-EXPORT|DHE-(?:RSA|DSS|PSK)|ECDHE-(?:RSA|ECDSA|PSK)|ANON-(?:DH|ECDH)|(?:SRP|PSK|RSA-PSK)\b.*)$/.test(
    word,
  );
}

/** Words that give away the session or nearly so, as they were added: `ARCFOUR-128`, `NULL`, `ANON-DH`, `3DES-CBC`. */
export function weakPriorities({ ciphers, keyExchanges }: Priority): readonly string[] {
  const weak = /^(?:NULL$|ARCFOUR|3DES-|DES-|RC2-)/;
  return [
    ...[...ciphers].filter((name) => weak.test(name)),
    ...[...keyExchanges].filter((name) => /^(?:ANON-|RSA-EXPORT)/.test(name)),
  ];
}

/** Of TLS 1.2 and older: TLS 1.3 knows nothing else. */
export function isWithoutForwardSecrecy({ keyExchanges }: Priority): boolean {
  return keyExchanges.has("RSA") && ![...keyExchanges].some((name) => /^(?:ECDHE|DHE)-/.test(name));
}

/** Whether ciphers are left, and each of them in CBC mode (or a stream cipher of old). */
export function isWithoutAead({ ciphers, aead }: Priority): boolean {
  if (ciphers.size === 0) return false;
  return !aead || ![...ciphers].some((name) => /-(?:GCM|CCM|CCM-8)$|^CHACHA20-POLY1305$/.test(name));
}
