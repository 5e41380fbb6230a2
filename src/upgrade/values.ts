// Values as they are written in dovecot.conf: quotes, booleans, lists, units.

/** The text a value stands for: the quotes around the whole of it are taken off (str_unescape). */
export function unquote(text: string): string {
  const quote = text[0];
  if (text.length < 2 || (quote !== '"' && quote !== "'") || !text.endsWith(quote)) return text;
  return text.slice(1, -1).replace(/\\(.)/gs, "$1");
}

/** The shortest form in which dovecot.conf gives exactly this text. */
export function quote(text: string): string {
  if (text === "" || !/^[\s"'<]|\s$|\s#|^#|["'].*|\\$|[\n\r]/.test(text)) return text;
  return `"${text.replace(/[\\"]/g, "\\$&")}"`;
}

/** Names in section headers stand in quotes when they hold a space or a brace. */
export function label(text: string): string {
  return /^[^\s"'{}#=]+$/.test(text) ? text : `"${text.replace(/[\\"]/g, "\\$&")}"`;
}

export function isYes(text: string): boolean {
  return /^(y|yes|1|true)$/i.test(text);
}

export function words(text: string): readonly string[] {
  return text.split(/[\s,]+/).filter((word) => word !== "");
}

/** Size of 2.3 quota limits: a number without a unit counts kibibytes there (quota_rule storage=). */
export function kibibytes(text: string): string {
  return /^\d+$/.test(text) ? `${text}K` : text;
}

/** `0` meant no limit in 2.3, 2.4 wants the word. */
export function zeroIsUnlimited(text: string): string {
  return /^0+\s*[a-z]*$/i.test(text) ? "unlimited" : text;
}

/** `a=b c="d e" f` → pairs; a word alone has the value "". Doubled quotes are kept as the drivers read them. */
export function pairs(text: string): readonly (readonly [string, string])[] {
  const found: (readonly [string, string])[] = [];
  for (const match of text.matchAll(/([^\s=]+)(?:=("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\S*))?/g))
    found.push([match[1] ?? "", unquote(match[2] ?? "")]);
  return found;
}
