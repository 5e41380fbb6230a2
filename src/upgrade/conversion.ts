// What becomes of one statement, and the words to say it with.

/** `lines` replace the statement; a `reason` marks it for people, in the file and in the findings. */
export type Conversion =
  | { readonly kind: "keep" }
  | {
      readonly kind: "lines";
      readonly lines: readonly string[];
      readonly reason?: string;
      /** No line of its own: what it says stands in the block that this setting beside it becomes. */
      readonly into?: string;
    }
  /** It cannot be converted: it stays as a comment with the reason above it. */
  | { readonly kind: "manual"; readonly reason: string };

export const keep: Conversion = { kind: "keep" };
export const drop: Conversion = { kind: "lines", lines: [] };

export function goesInto(sibling: string): Conversion {
  return { kind: "lines", lines: [], into: sibling };
}

export function lines(...text: readonly string[]): Conversion {
  return { kind: "lines", lines: text };
}

/** `left` are words that have no counterpart, `hints` sentences of their own. */
export function linesWith(
  text: readonly string[],
  left: readonly string[],
  hints: readonly string[] = [],
): Conversion {
  const what = [...new Set(left)].map((one) => `\`${one}\``).join(", ");
  const reasons = [
    ...(left.length === 0 ? [] : [`${what} has no counterpart in 2.4: check this by hand`]),
    ...new Set(hints),
  ];
  return reasons.length === 0
    ? { kind: "lines", lines: text }
    : { kind: "lines", lines: text, reason: reasons.join("; ") };
}

export function manual(reason: string): Conversion {
  return { kind: "manual", reason };
}

/** `name {` … `}` with the body indented; nothing when the body is empty. */
export function block(head: string, body: readonly string[]): readonly string[] {
  return body.length === 0 ? [] : [`${head} {`, ...body.map((line) => `  ${line}`), "}"];
}

/** Each line that stands in no inner block goes through `change`. */
export function inLines(conversion: Conversion, change: (line: string) => string): Conversion {
  if (conversion.kind !== "lines") return conversion;
  let depth = 0;
  const changed = conversion.lines.map((line) => {
    const outside = depth === 0 && !line.trimStart().startsWith("#");
    if (/\{$/.test(line)) depth++;
    else if (/^\s*\}$/.test(line)) depth--;
    return outside ? change(line) : line;
  });
  return { ...conversion, lines: changed };
}
