// The language of event filters (`log_debug`, metrics), after src/lib/event-filter-parser.y of Dovecot.

interface Token {
  readonly kind: "word" | "string" | "and" | "or" | "not" | "sign" | "other";
  readonly text: string;
}

const pattern = /[ \t\n\r]+|"((?:\\.|[^"\\])*)(")?|([A-Za-z0-9:.*?_-]+)|([<>=()])|(.)/gsu;

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  for (const [, string, closed, word, sign, other] of text.matchAll(pattern)) {
    if (string !== undefined) {
      // A string without its end swallows the rest, and the filter ends before it.
      if (closed === undefined) return tokens;
      tokens.push({ kind: "string", text: string });
    } else if (word !== undefined) {
      const lower = word.toLowerCase();
      const keyword = lower === "and" || lower === "or" || lower === "not";
      tokens.push({ kind: keyword ? lower : "word", text: word });
    } else if (sign !== undefined) tokens.push({ kind: "sign", text: sign });
    else if (other !== undefined) tokens.push({ kind: "other", text: other });
  }
  return tokens;
}

/** What is wrong with a filter; `undefined` = nothing. An empty one is right. */
export function eventFilterFault(text: string): string | undefined {
  const tokens = tokensOf(text);
  if (tokens.length === 0) return undefined;
  const end = expression(tokens, 0, 0);
  if (typeof end === "string") return end;
  return end === tokens.length ? undefined : unexpected(tokens, end);
}

type Outcome = number | string;

function unexpected(tokens: readonly Token[], at: number): string {
  const token = tokens[at];
  return token === undefined
    ? "it ends too early; expected `name=value`"
    : `unexpected \`${token.text}\`; expected \`name=value\`, joined by \`and\`, \`or\`, \`not\``;
}

/** expr: conditions joined by `and` and `or`. Gives the index after it, or what is wrong. */
function expression(tokens: readonly Token[], start: number, depth: number): Outcome {
  let at = condition(tokens, start, depth);
  while (typeof at === "number" && (tokens[at]?.kind === "and" || tokens[at]?.kind === "or"))
    at = condition(tokens, at + 1, depth);
  return at;
}

function condition(tokens: readonly Token[], start: number, depth: number): Outcome {
  let at = start;
  while (tokens[at]?.kind === "not") at++;
  if (tokens[at]?.text !== "(" || tokens[at]?.kind !== "sign") return comparison(tokens, at);
  if (depth > 500) return "it is nested too deep";
  const inner = expression(tokens, at + 1, depth + 1);
  if (typeof inner === "string") return inner;
  const closed = tokens[inner]?.kind === "sign" && tokens[inner]?.text === ")";
  return closed ? inner + 1 : unexpected(tokens, inner);
}

const exact = ["event", "category", "source_location"];

function comparison(tokens: readonly Token[], start: number): Outcome {
  const key = tokens[start];
  if (key?.kind !== "word" && key?.kind !== "string") return unexpected(tokens, start);
  const sign = tokens[start + 1];
  if (sign?.kind !== "sign" || !"<>=".includes(sign.text)) return unexpected(tokens, start + 1);
  let at = start + 2;
  if (sign.text !== "=" && tokens[at]?.kind === "sign" && tokens[at]?.text === "=") at++;
  const value = tokens[at];
  if (value === undefined || value.kind === "sign" || value.kind === "other") return unexpected(tokens, at);
  if (sign.text !== "=" && exact.includes(key.text)) return `\`${key.text}\` can only be compared by \`=\``;
  return at + 1;
}
