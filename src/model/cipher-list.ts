// What a cipher list of OpenSSL admits (ciphers(1), "CIPHER LIST FORMAT"), as far as weakness goes.

import { ownEntry } from "../own-entry.ts";

export type Weakness =
  | "NULL"
  | "anonymous"
  | "EXPORT"
  | "DES"
  | "RC4"
  | "RC2"
  | "3DES"
  | "MD5"
  | "SEED"
  | "IDEA";

export interface WeakWord {
  readonly word: string;
  readonly weakness: Weakness;
}

/** Those that give an attacker the session at once or nearly so. */
export const broken: ReadonlySet<Weakness> = new Set(["NULL", "anonymous", "EXPORT", "DES", "RC4", "RC2"]);

const byName: readonly (readonly [RegExp, Weakness])[] = [
  [/^(e?NULL)$|(^|-)NULL-/, "NULL"],
  [/^(aNULL|ADH|AECDH)$|^(ADH|AECDH|DH-anon|ECDH-anon)-/i, "anonymous"],
  [/^EXP(ORT(40|56)?)?$|^EXP(1024)?-/, "EXPORT"],
  [/^(DES|LOW)$|(^|-)DES-CBC-(SHA|MD5)$/, "DES"],
  [/RC4/, "RC4"],
  [/RC2/, "RC2"],
  [/^3DES$|DES-CBC3/, "3DES"],
  [/^MD5$|-MD5$/, "MD5"],
  [/SEED/, "SEED"],
  [/IDEA/, "IDEA"],
];

/** Groups that hold weak ones unless they are taken out. */
const byGroup: Readonly<Record<string, readonly Weakness[]>> = {
  ALL: ["RC4", "3DES", "MD5", "SEED", "IDEA", "anonymous"],
  MEDIUM: ["RC4", "3DES", "SEED", "IDEA", "MD5"],
};

/** What taking out a group takes with it. */
const removed: Readonly<Record<string, readonly Weakness[]>> = {
  MEDIUM: ["RC4", "3DES", "SEED", "IDEA", "MD5"],
  LOW: ["DES"],
  SSLv3: ["RC4", "3DES", "SEED", "IDEA", "MD5", "DES"],
};

/**
 * By which key exchanges the weak members of a group are had: without all of these none is left. `DHE-RSA-SEED-SHA` does
 * not count, which Dovecot's own default leaves in.
 */
const exchanges: Partial<Readonly<Record<Weakness, readonly string[]>>> = {
  RC4: ["kRSA", "ECDHE", "aNULL", "PSK"],
  "3DES": ["kRSA", "ECDHE", "DHE", "aNULL", "PSK", "SRP"],
  MD5: ["kRSA", "aNULL"],
  SEED: ["kRSA", "aNULL"],
  IDEA: ["kRSA"],
};

/** Other words of ciphers(1) for a key exchange. */
const exchangeNamed: Readonly<Record<string, string>> = {
  ...{ kRSA: "kRSA", RSA: "kRSA", aNULL: "aNULL", PSK: "PSK", SRP: "SRP" },
  ...{ DH: "DHE", DHE: "DHE", EDH: "DHE", kDHE: "DHE", kEDH: "DHE" },
  ...{ ECDH: "ECDHE", ECDHE: "ECDHE", EECDH: "ECDHE", kECDHE: "ECDHE", kEECDH: "ECDHE" },
};

/** `RC4-MD5` is the one suite with MD5 that is no export cipher. */
function isLeft(weakness: Weakness, gone: ReadonlySet<Weakness>, without: ReadonlySet<string>): boolean {
  if (gone.has(weakness) || (weakness === "MD5" && gone.has("RC4") && gone.has("EXPORT"))) return false;
  return exchanges[weakness]?.some((exchange) => !without.has(exchange)) ?? true;
}

const strong = /^(AES|AES128|AES256|AESGCM|AESCCM|CHACHA20|CAMELLIA|CAMELLIA256|ARIA|HIGH)$/;

export function tokensOf(list: string): readonly string[] {
  return list
    .replace(/@/g, ":@")
    .split(/[:,\s;]+/)
    .filter((token) => token !== "");
}

/** Weak ciphers that a list admits, each kind once, with the word that brings it: its own name, else a group. */
export function weakWords(list: string): readonly WeakWord[] {
  const found = new Map<Weakness, string>();
  const gone = new Set<Weakness>();
  const without = new Set<string>();
  for (const token of tokensOf(list)) {
    const sign = /^[!+-]/.exec(token)?.[0];
    const word = sign === undefined ? token : token.slice(1);
    if (sign === "+" || word.startsWith("@") || word.includes("=")) continue;
    if (sign === undefined) {
      for (const weakness of weaknessesOf(word))
        if (byGroup[found.get(weakness) ?? "ALL"] !== undefined) found.set(weakness, word);
    } else {
      for (const weakness of removedBy(word)) {
        found.delete(weakness);
        if (sign === "!") gone.add(weakness);
      }
      const exchange = exchangeNamed[word];
      if (sign === "!" && exchange !== undefined) without.add(exchange);
    }
  }
  return [...found]
    .filter(([weakness, word]) =>
      byGroup[word] === undefined ? !gone.has(weakness) : isLeft(weakness, gone, without),
    )
    .map(([weakness, word]) => ({ word, weakness }));
}

function weaknessesOf(word: string): readonly Weakness[] {
  const parts = word.split("+");
  if (parts.some((part) => strong.test(part))) return [];
  const named = parts.flatMap((part) => named1(part));
  return named.length > 0 ? named : parts.flatMap((part) => ownEntry(byGroup, part) ?? []);
}

function named1(part: string): readonly Weakness[] {
  return byName.filter(([pattern]) => pattern.test(part)).map(([, weakness]) => weakness);
}

function removedBy(word: string): readonly Weakness[] {
  if (word.includes("+") || word.includes("-")) return [];
  return [...named1(word), ...(ownEntry(removed, word) ?? [])];
}

/** `@SECLEVEL=0` lifts OpenSSL's own limits on keys, hashes and anonymous ciphers. */
export function liftsLimits(list: string): boolean {
  return /@SECLEVEL=0\b/.test(list);
}

/** Names of single cipher suites; `undefined` when the list holds a group, whose members only the library knows. */
export function plainSuites(list: string): readonly string[] | undefined {
  const tokens = tokensOf(list).filter((token) => !/^[!+@-]/.test(token));
  return tokens.length > 0 && tokens.every((token) => /^[A-Z0-9]+(-[A-Z0-9]+)+$/.test(token))
    ? tokens
    : undefined;
}

/** Its key exchange leaves recorded sessions safe when the server's key is stolen later. */
export function hasForwardSecrecy(suite: string): boolean {
  return /^(ECDHE|DHE|EECDH|EDH|TLS_|ADH|AECDH)/.test(suite);
}

export function isAead(suite: string): boolean {
  return /GCM|CCM|CHACHA20|POLY1305/.test(suite);
}
