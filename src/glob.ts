// Wildcards as the C library reads them: fnmatch(3) for one component, braces as glob(3) opens them. Linear, whatever the pattern.

/** One place of a pattern: any run of items, or one item that passes. */
export type Piece = "run" | ((item: string) => boolean);

/** The pieces of one component of a path; a `[` that nothing closes stands for itself. */
export function piecesOf(pattern: string): Piece[] {
  const pieces: Piece[] = [];
  const chars = [...pattern];
  for (let at = 0; at < chars.length; at++) {
    const char = chars[at] ?? "";
    if (char === "*") pieces.push("run");
    else if (char === "?") pieces.push(() => true);
    else {
      const set = char === "[" ? bracket(chars, at) : undefined;
      if (set !== undefined) at = set.last;
      const one = char === "\\" && at + 1 < chars.length ? (chars[++at] ?? "") : char;
      pieces.push(set?.matches ?? ((other) => other === one));
    }
  }
  return pieces;
}

/** Goes back to the last run only, so it takes at most the product of both lengths. */
export function matchPieces(pieces: readonly Piece[], name: readonly string[]): boolean {
  let piece = 0;
  let run: { piece: number; at: number } | undefined;
  for (let at = 0; at < name.length; ) {
    const current = pieces[piece];
    if (current === "run") run = { piece: ++piece, at };
    else if (current?.(name[at] ?? "") === true) {
      piece++;
      at++;
    } else if (run === undefined) return false;
    else {
      run.at++;
      at = run.at;
      piece = run.piece;
    }
  }
  return pieces.slice(piece).every((rest) => rest === "run");
}

/** `[a-z]`, `[!x]`; `undefined` when no `]` closes it. */
function bracket(
  chars: readonly string[],
  open: number,
): { matches: (char: string) => boolean; last: number } | undefined {
  const negated = chars[open + 1] === "!" || chars[open + 1] === "^";
  const start = open + (negated ? 2 : 1);
  const last = chars.indexOf("]", start + 1);
  if (last === -1) return undefined;
  const ranges: (readonly [string, string])[] = [];
  for (let at = start; at < last; at++) {
    const from = chars[at] ?? "";
    const isRange = chars[at + 1] === "-" && at + 2 < last;
    ranges.push([from, isRange ? (chars[at + 2] ?? "") : from]);
    if (isRange) at += 2;
  }
  return { matches: (char) => ranges.some(([from, to]) => from <= char && char <= to) !== negated, last };
}

/** So many of the paths that `{a,b}` stands for are looked at. */
export const mostAlternatives = 1000;

/** Alternatives of the first `{a,b}` and then of the rest, as glob(3) tries them. */
export function expandBraces(pattern: string): {
  readonly paths: readonly string[];
  readonly limited: boolean;
} {
  const found: string[] = [];
  const waiting = [pattern];
  // Looking through a long pattern again and again would cost more than its paths could be worth.
  let looked = 0;
  while (waiting.length > 0 && found.length < mostAlternatives && looked < 1_000_000) {
    const next = waiting.shift() ?? "";
    looked += next.length;
    const brace = firstBrace(next);
    if (brace === undefined) found.push(next);
    else waiting.unshift(...brace.slice(0, mostAlternatives + 1));
  }
  return { paths: found, limited: waiting.length > 0 };
}

function firstBrace(pattern: string): string[] | undefined {
  for (let open = 0; open < pattern.length; open++) {
    if (pattern[open] === "\\") open++;
    else if (pattern[open] === "{" && pattern[open + 1] !== "}") {
      const parts = alternatives(pattern, open);
      if (parts === undefined) return undefined;
      return parts.texts.map((text) => pattern.slice(0, open) + text + pattern.slice(parts.close + 1));
    }
  }
  return undefined;
}

function alternatives(pattern: string, open: number): { texts: string[]; close: number } | undefined {
  const texts: string[] = [];
  let start = open + 1;
  let depth = 0;
  for (let at = start; at < pattern.length; at++) {
    const char = pattern[at];
    if (char === "\\") at++;
    else if (char === "{") depth++;
    else if (char === "," && depth === 0) {
      texts.push(pattern.slice(start, at));
      start = at + 1;
    } else if (char === "}" && depth-- === 0) {
      texts.push(pattern.slice(start, at));
      return { texts, close: at };
    }
  }
  return undefined;
}
