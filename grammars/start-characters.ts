// Characters a token can begin with, for `start_chars_hint`: Chevrotain cannot work out complements itself.

/**
 * One character of each bucket in which Chevrotain sorts first characters (256 of their own, then by 255), but for those
 * in `left`, which must be below 256.
 */
export function startingWithAnythingBut(left: string): number[] {
  const codes = Array.from({ length: 256 }, (_, code) => code);
  for (let code = 256; code < 65_536; code += 255) codes.push(code);
  codes.push(65_535);
  return codes.filter((code) => !left.includes(String.fromCharCode(code)));
}
