// Which digest signed a certificate: Node does not tell, so that as much of its DER (X.690) is read as does.

import { type DerValue, derValue } from "../model/der.ts";

const tags = { oid: 0x06, sequence: 0x30, explicit0: 0xa0 } as const;

/** Where the value at the start ends. */
export function endOfFirst(bytes: Uint8Array): number {
  const first = derValue(bytes, 0);
  return first === undefined ? bytes.length : first.content + first.length;
}

/** What lies in a constructed value, in order; nothing of what is no DER. */
function children(bytes: Uint8Array, parent: DerValue | undefined): DerValue[] {
  const found: DerValue[] = [];
  if (parent === undefined) return found;
  const end = parent.content + parent.length;
  for (let at = parent.content; at < end; ) {
    const value = derValue(bytes, at);
    if (value === undefined || value.content + value.length > Math.min(end, bytes.length)) break;
    found.push(value);
    at = value.content + value.length;
  }
  return found;
}

/** By the hex of the object identifier's content (RFC 3279, 4055, 5758). */
const digests: Readonly<Record<string, string>> = {
  "2a864886f70d010102": "md2",
  "2a864886f70d010104": "md5",
  "2a864886f70d010105": "sha1",
  "2a864886f70d01010e": "sha224",
  "2a864886f70d01010b": "sha256",
  "2a864886f70d01010c": "sha384",
  "2a864886f70d01010d": "sha512",
  "2a8648ce380403": "sha1",
  "2a8648ce3d0401": "sha1",
  "2a8648ce3d040301": "sha224",
  "2a8648ce3d040302": "sha256",
  "2a8648ce3d040303": "sha384",
  "2a8648ce3d040304": "sha512",
  "608648016503040302": "sha256",
  "2b0e03021a": "sha1",
  "608648016503040204": "sha224",
  "608648016503040201": "sha256",
  "608648016503040202": "sha384",
  "608648016503040203": "sha512",
};
const pss = "2a864886f70d01010a";

/** Digest of the signature of a certificate in DER; `undefined` = it needs none (Ed25519), or is not known. */
export function signatureDigest(certificate: Uint8Array): string | undefined {
  const [, algorithm] = children(certificate, derValue(certificate, 0));
  if (algorithm?.tag !== tags.sequence) return undefined;
  const [oid, parameters] = children(certificate, algorithm);
  const name = objectIdentifier(certificate, oid);
  return name === pss ? pssDigest(certificate, parameters) : digests[name];
}

/** RFC 4055, section 3.1: the first parameter of RSASSA-PSS, SHA-1 when it is left out. */
function pssDigest(certificate: Uint8Array, parameters: DerValue | undefined): string | undefined {
  const [first] = children(certificate, parameters);
  if (first?.tag !== tags.explicit0) return "sha1";
  const [oid] = children(certificate, children(certificate, first)[0]);
  return digests[objectIdentifier(certificate, oid)];
}

/** Its content in hex; "" = it is none. */
function objectIdentifier(bytes: Uint8Array, value: DerValue | undefined): string {
  if (value?.tag !== tags.oid) return "";
  return Buffer.from(bytes.subarray(value.content, value.content + value.length)).toString("hex");
}
