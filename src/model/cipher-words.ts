// Which words OpenSSL and GnuTLS know in their lists of ciphers, and what becomes of a list with others.

import { tokensOf } from "./cipher-list.ts";

/** ciphers(1) of OpenSSL 1.0 to 3, "CIPHER STRINGS". */
const groups = new Set(
  `ALL COMPLEMENTOFALL DEFAULT COMPLEMENTOFDEFAULT HIGH MEDIUM LOW EXP EXPORT EXPORT40 EXPORT56 FIPS eNULL NULL aNULL
kRSA aRSA RSA kDHr kDHd kDH kDHE kEDH DH DHE EDH ADH kECDHr kECDHe kECDH kEECDH kECDHE ECDH ECDHE EECDH AECDH aDSS DSS
aDH aECDH aECDSA ECDSA SSLv2 SSLv3 TLSv1 TLSv1.0 TLSv1.1 TLSv1.2 AES128 AES256 AES AESGCM AESCCM AESCCM8 ARIA128
ARIA256 ARIA ARIAGCM CAMELLIA128 CAMELLIA256 CAMELLIA CHACHA20 3DES DES RC4 RC2 IDEA SEED MD5 SHA1 SHA SHA256 SHA384
aGOST aGOST01 aGOST12 kGOST kGOST18 GOST94 GOST89MAC GOST12 GOST89 PSK kPSK kECDHEPSK kDHEPSK kRSAPSK aPSK SUITEB128
SUITEB128ONLY SUITEB192 SRP kSRP aSRP kKRB5 aKRB5 KRB5 kFZA aFZA eFZA FZA CBC`.split(/\s+/),
);

/** Names of suites: `ECDHE-RSA-AES128-GCM-SHA256`, `DES-CBC3-SHA`, `TLS_AES_128_GCM_SHA256`, `RC4-MD5`. */
const suite = /^(?:TLS_[A-Z0-9_]+|[A-Z0-9]+(?:-[A-Za-z0-9]+)+)$/;

export const cipherGroups: ReadonlySet<string> = groups;

/**
 * What SSL_CTX_set_cipher_list makes of a list: `refused` where its syntax is wrong, and the library's own list stays;
 * `empty` where no word adds a cipher, and only the suites of TLS 1.3 stay; the words it does not know are skipped.
 */
interface CipherVerdict {
  readonly kind: "used" | "refused" | "empty";
  readonly unknown: readonly string[];
}

export function judgeCipherList(list: string): CipherVerdict {
  const tokens = tokensOf(list);
  const bare = tokens.filter((token) => !/^@?(?:PROFILE|SECLEVEL)=/.test(token));
  if (bare.some((token) => !isWellFormed(token))) return { kind: "refused", unknown: [] };
  const words = bare.filter((token) => !token.startsWith("@"));
  const unknown = words.map((token) => token.replace(/^[!+-]/, "")).filter((word) => !isKnown(word));
  const adds = words.some((token) => !/^[!+-]/.test(token) && isKnown(token) && !token.startsWith("TLS_"));
  const other = list.trim() === "" || tokens.length > bare.length;
  return { kind: adds || other ? "used" : "empty", unknown };
}

function isWellFormed(token: string): boolean {
  if (token.startsWith("@")) return token === "@STRENGTH";
  return /^[!+-]?[A-Za-z0-9_.+-]+$/.test(token);
}

function isKnown(word: string): boolean {
  return suite.test(word) || word.split("+").every((part) => groups.has(part) || suite.test(part));
}

/** What a priority string of GnuTLS may begin with (gnutls_priority_init(3)); case does not matter. */
const priorities =
  /^(?:NORMAL|PERFORMANCE|PFS|LEGACY|NONE|SYSTEM|SECURE(?:128|192|256)|SUITEB(?:128|192)|@.*)$/i;

/** The word of a priority string that GnuTLS refuses, with the whole string. */
export function brokenPriority(value: string): string | undefined {
  const [first = "", ...rest] = value.split(":");
  if (!priorities.test(first) && !/^[+\-!%]/.test(first)) return first;
  return rest.find((word) => word !== "" && !/^[+\-!%]/.test(word) && !priorities.test(word));
}
