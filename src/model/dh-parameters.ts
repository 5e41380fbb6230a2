// The size of Diffie-Hellman parameters in a PEM file (openssl-dhparam(1)): DER, SEQUENCE { INTEGER p, INTEGER g }.

import { type DerValue, decodeBase64, derValue } from "./der.ts";

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
  const bits = primeBits(decodeBase64(body));
  return bits === undefined ? undefined : { bits, start: begin.index, end: begin.index + begin[0].length };
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

function header(bytes: readonly number[], at: number, tag: number): DerValue | undefined {
  const found = derValue(bytes, at);
  return found?.tag === tag ? found : undefined;
}
