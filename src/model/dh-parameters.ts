// The size of Diffie-Hellman parameters in a PEM file (openssl-dhparam(1)): DER, SEQUENCE { INTEGER p, INTEGER g }.

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Bits of the prime, with the place of the PEM block's first line; `undefined` = there is none, or it is damaged. */
export function dhParameters(
  text: string,
): { readonly bits: number; readonly start: number; readonly end: number } | undefined {
  const begin = /-----BEGIN (?:X9\.42 )?DH PARAMETERS-----/.exec(text);
  if (begin === null) return undefined;
  const body = text
    .slice(begin.index + begin[0].length)
    .replace(/\s/g, "")
    .slice(0, 32);
  const bits = primeBits(decode(body));
  return bits === undefined ? undefined : { bits, start: begin.index, end: begin.index + begin[0].length };
}

function decode(base64: string): readonly number[] {
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

function primeBits(bytes: readonly number[]): number | undefined {
  const sequence = header(bytes, 0, 0x30);
  const prime = sequence && header(bytes, sequence.content, 0x02);
  if (prime === undefined) return undefined;
  const zeros = bytes[prime.content] === 0 ? 1 : 0;
  const first = bytes[prime.content + zeros];
  if (first === undefined || first === 0) return undefined;
  return (prime.length - zeros) * 8 - (Math.clz32(first) - 24);
}

/** Tag and length of a DER value, and where its content begins. */
function header(bytes: readonly number[], at: number, tag: number) {
  const length = bytes[at + 1];
  if (bytes[at] !== tag || length === undefined || length > 0x84) return undefined;
  if (length < 0x80) return { length, content: at + 2 };
  const content = at + 2 + (length - 0x80);
  const long = bytes.slice(at + 2, content).reduce((sum, byte) => sum * 256 + byte, 0);
  return { length: long, content };
}
