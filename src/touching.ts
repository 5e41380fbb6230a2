// Which spans have something in common, without a look at each pair.

import type { SourceFile, Span } from "./source.ts";

/** Tells of a span whether it shares a character with one of these. */
export function touching(spans: Iterable<Span>): (span: Span) => boolean {
  const byFile = new Map<SourceFile, { readonly start: number; end: number }[]>();
  for (const { file, start, end } of spans) {
    const those = byFile.get(file) ?? [];
    byFile.set(file, those);
    those.push({ start, end });
  }
  for (const those of byFile.values()) {
    those.sort((one, other) => one.start - other.start);
    // The furthest that any up to here reaches.
    let reach = 0;
    for (const one of those) one.end = reach = Math.max(reach, one.end);
  }
  return ({ file, start, end }) => {
    const those = byFile.get(file) ?? [];
    let [low, high] = [0, those.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((those[middle]?.start ?? 0) < end) low = middle + 1;
      else high = middle;
    }
    return (those[low - 1]?.end ?? 0) > start;
  };
}
