// Reads as much of a certificate's DER (X.690) as Node does not tell: which digest signed it.

interface Element {
  readonly tag: number;
  readonly content: Uint8Array;
  /** Offset behind it. */
  readonly end: number;
}

const tags = { oid: 0x06, sequence: 0x30, explicit0: 0xa0 } as const;

/** The element at an offset; `undefined` = the bytes are no DER. */
export function elementAt(bytes: Uint8Array, at = 0): Element | undefined {
  const [tag, first] = [bytes[at], bytes[at + 1]];
  if (tag === undefined || first === undefined) return undefined;
  const count = first < 0x80 ? 0 : first & 0x7f;
  if (count > 4) return undefined;
  let length = first < 0x80 ? first : 0;
  for (let byte = 0; byte < count; byte++) length = length * 256 + (bytes[at + 2 + byte] ?? 0);
  const start = at + 2 + count;
  const end = start + length;
  return end > bytes.length ? undefined : { tag, content: bytes.subarray(start, end), end };
}

/** What lies in a constructed element, in order; stops where the bytes are no DER. */
function children(content: Uint8Array): Element[] {
  const found: Element[] = [];
  for (let at = 0; at < content.length; ) {
    const element = elementAt(content, at);
    if (element === undefined) break;
    found.push(element);
    at = element.end;
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
  const whole = elementAt(certificate);
  const algorithm = whole && children(whole.content)[1];
  if (algorithm?.tag !== tags.sequence) return undefined;
  const [oid, parameters] = children(algorithm.content);
  if (oid?.tag !== tags.oid) return undefined;
  const name = hex(oid.content);
  return name === pss ? pssDigest(parameters) : digests[name];
}

/** RFC 4055, section 3.1: the first parameter of RSASSA-PSS, SHA-1 when it is left out. */
function pssDigest(parameters: Element | undefined): string | undefined {
  const [first] = parameters === undefined ? [] : children(parameters.content);
  if (first?.tag !== tags.explicit0) return "sha1";
  const algorithm = elementAt(first.content);
  const oid = algorithm && elementAt(algorithm.content);
  return oid?.tag === tags.oid ? digests[hex(oid.content)] : undefined;
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}
