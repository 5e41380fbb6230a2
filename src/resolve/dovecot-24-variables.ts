// The `%{name | filter(arguments)}` expressions in values of Dovecot 2.4, after src/lib-var-expand: syntax only.

const token =
  /[ \t]+|[a-zA-Z\u0080-\uffff][\w/;:.\u0080-\uffff-]*|\d+|'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[%|(),=+*/}'"-]|[\s\S]/y;

interface Tokens {
  readonly list: readonly string[];
  at: number;
}

/** What is wrong with the expressions in `text`; `undefined` = nothing. */
export function expressionFault(text: string): string | undefined {
  for (let at = text.indexOf("%{"); at !== -1; at = text.indexOf("%{", at)) {
    if (text[at - 1] === "%") {
      at += 2;
      continue;
    }
    const list: string[] = [];
    let end = at + 2;
    while (end < text.length && list.at(-1) !== "}") {
      token.lastIndex = end;
      const found = token.exec(text)?.[0] ?? "";
      // The lexer passes over characters that it has no rule for.
      if (/^[\w%|(),=+*/}'"\u0080-\uffff-]/.test(found)) list.push(found);
      end += found.length;
    }
    const expression = text.slice(at, end);
    if (list.at(-1) !== "}") return `\`${expression}\` is not closed: a \`}\` is missing`;
    if (!isFilters({ list, at: 0 }))
      return `\`${expression}\` is no expression: write \`%{variable | filter | …}\``;
    at = end;
  }
  return undefined;
}

const isName = (one: string | undefined): boolean => /^[a-zA-Z\u0080-\uffff]/.test(one ?? "");
const isNumber = (one: string | undefined): boolean => /^\d/.test(one ?? "");
const isText = (one: string | undefined): boolean => /^['"]./.test(one ?? "");

/** `filter { "|" filter } "}"`, a filter being `[name ["(" arguments ")"] [operator number-or-name]]`. */
function isFilters(tokens: Tokens): boolean {
  for (;;) {
    if (isName(tokens.list[tokens.at]) && !isFilter(tokens)) return false;
    const next = tokens.list[tokens.at++];
    if (next === "}") return true;
    if (next !== "|") return false;
  }
}

function isFilter(tokens: Tokens): boolean {
  tokens.at++;
  if (tokens.list[tokens.at] === "(") {
    do {
      tokens.at++;
      if (!isArgument(tokens)) return false;
    } while (tokens.list[tokens.at] === ",");
    if (tokens.list[tokens.at++] !== ")") return false;
  }
  if (!/^[%+*/-]$/.test(tokens.list[tokens.at] ?? "")) return true;
  tokens.at++;
  if (isName(tokens.list[tokens.at])) {
    tokens.at++;
    return true;
  }
  return isSigned(tokens);
}

function isArgument(tokens: Tokens): boolean {
  if (isText(tokens.list[tokens.at])) {
    tokens.at++;
    return true;
  }
  if (!isName(tokens.list[tokens.at])) return isSigned(tokens);
  tokens.at++;
  if (tokens.list[tokens.at] !== "=") return true;
  tokens.at++;
  const value = tokens.list[tokens.at];
  if (!isText(value) && !isName(value)) return isSigned(tokens);
  tokens.at++;
  return true;
}

function isSigned(tokens: Tokens): boolean {
  if (tokens.list[tokens.at] === "-") tokens.at++;
  return isNumber(tokens.list[tokens.at++]);
}
