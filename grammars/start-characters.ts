// Characters a token can begin with, for `start_chars_hint`: Chevrotain cannot work out complements itself.

/** One character of each bucket in which Chevrotain sorts first characters: 256 of their own, then by 255. */
const buckets = Array.from({ length: 513 }, (_, at) => (at < 256 ? at : Math.min(255 * at - 65_024, 65_535)));

/** A character of each bucket but for those in `left`, which must be below 256. */
export function startingWithAnythingBut(left: string): number[] {
  const codes = buckets.slice();
  const gone = Array.from(left, (character) => character.charCodeAt(0));
  for (const code of gone.sort((one, other) => other - one)) codes.splice(code, 1);
  return codes;
}
