// The little of DER (X.690) that is needed of a file in PEM form.

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Bytes of base64 without blanks, up to its first character that is none, padding included. */
export function decodeBase64(base64: string): readonly number[] {
  const bytes: number[] = [];
  for (let at = 0; at + 4 <= base64.length; at += 4) {
    const [a = -1, b = -1, c = -1, d = -1] = [...base64.slice(at, at + 4)].map((one) =>
      alphabet.indexOf(one),
    );
    if (Math.min(a, b, c, d) < 0) break;
    bytes.push((a << 2) | (b >> 4), ((b & 15) << 4) | (c >> 2), ((c & 3) << 6) | d);
  }
  return bytes;
}

export interface DerValue {
  readonly tag: number;
  /** Bytes of the content, and where it begins. */
  readonly length: number;
  readonly content: number;
}

/** Tag and length of the value at `at`; `undefined` = it has a length that no file of mail servers has. */
export function derValue(bytes: ArrayLike<number>, at: number): DerValue | undefined {
  const tag = bytes[at];
  const length = bytes[at + 1];
  if (tag === undefined || length === undefined || length > 0x84) return undefined;
  if (length < 0x80) return { tag, length, content: at + 2 };
  const content = at + 2 + (length - 0x80);
  let long = 0;
  for (let place = at + 2; place < content; place++) long = long * 256 + (bytes[place] ?? 0);
  return { tag, length: long, content };
}
