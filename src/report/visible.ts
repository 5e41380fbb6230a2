// Text of strangers made harmless for terminals and logs: nothing in a file or a path can act as a command.

/** Nearly every text; the expression for the others takes V8 as long to make as a file takes to read. */
const printable = /^[ -~]*$/;

/** The text with everything that could act written as an escape; `##[` begins a command of GitHub's and Azure's runners. */
export function visible(text: string): string {
  // Control and format characters (bidirectional overrides, zero-width), line separators, bytes that are no UTF-8.
  const harmless = printable.test(text) ? text : text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, escaped);
  return harmless.includes("##[") ? harmless.replaceAll("##[", "#\\x23[") : harmless;
}

function escaped(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  if (code >= 0xdc80 && code <= 0xdcff) return `\\x${(code - 0xdc00).toString(16)}`;
  const named: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };
  return (
    named[char] ?? (code < 0x100 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u${code.toString(16)}`)
  );
}
