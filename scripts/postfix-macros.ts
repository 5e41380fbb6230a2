// C macros as far as Postfix's parameter tables need them: #define under #ifdef, strings that concatenate, integers.

export type Defines = Map<string, string>;

/** Adds the object-like macros of `text`; those of `fixed` keep their value. Unknown conditions are false. */
export function parseDefines(text: string, into: Defines, fixed: Readonly<Record<string, string>>): Defines {
  const active: boolean[] = [];
  for (const line of text.replaceAll(/\\\n/g, "").split("\n")) {
    if (!line.startsWith("#")) continue;
    const [, word = "", rest = ""] = line.match(/^#\s*(\w+)\s*(.*)$/) ?? [];
    if (word === "if" || word === "ifdef" || word === "ifndef") active.push(holds(word, rest, into));
    else if (word === "else") active.push(!(active.pop() ?? true));
    else if (word === "elif") active.splice(-1, 1, !active.at(-1) && holds("if", rest, into));
    else if (word === "endif") active.pop();
    else if (word === "define" && active.every(Boolean)) {
      const [, name = "", value = ""] = rest.match(/^(\w+)(?!\()(?:\s+(.*))?$/) ?? [];
      if (name !== "" && fixed[name] === undefined)
        into.set(name, value.replaceAll(/\/\*.*?(?:\*\/|$)/g, "").trim());
    }
  }
  return into;
}

function holds(word: string, rest: string, defines: Defines): boolean {
  const name = rest.trim().split(/\s/)[0] ?? "";
  if (word === "ifdef") return defines.has(name);
  if (word === "ifndef") return !defines.has(name);
  const terms = rest.split("&&").map((term) => term.trim().match(/^(!?)\s*defined\s*\(?\s*(\w+)\s*\)?$/));
  if (terms.every((term) => term !== null))
    return terms.every((term) => defines.has(term?.[2] ?? "") === (term?.[1] === ""));
  return name === "1";
}

const token = /\s*(?:"((?:[^"\\]|\\.)*)"|(\d+)[UL]*|([A-Za-z_]\w*)|([-+*/()]))/y;

/** Value of a macro expression: a string (adjacent ones are joined) or an integer. Throws on what it does not know. */
export function evaluate(expression: string, defines: Defines, where: string): string | number {
  const tokens = tokensOf(expression, defines, where, 0);
  if (tokens.every((item) => typeof item === "object"))
    return tokens.map((item) => (typeof item === "object" ? item.text : "")).join("");
  const arithmetic = tokens.map((item) => (typeof item === "object" ? "?" : item)).join(" ");
  if (!/^[-+*/() \d]+$/.test(arithmetic))
    throw new Error(`${where}: cannot evaluate ${expression}: ${arithmetic}`);
  return Math.trunc(Number(new Function(`return ${arithmetic}`)()));
}

type Token = string | { readonly text: string };

function tokensOf(expression: string, defines: Defines, where: string, depth: number): Token[] {
  const tokens: Token[] = [];
  const text = expression.replaceAll(/\/\*.*?\*\//g, "").trim();
  for (let at = 0; at < text.length; ) {
    token.lastIndex = at;
    const match = token.exec(text);
    at = token.lastIndex;
    if (match === null) throw new Error(`${where}: cannot read ${text}`);
    const [, string, digits, name, operator] = match;
    if (string !== undefined) tokens.push({ text: unquote(string) });
    else if (name !== undefined) {
      const value = defines.get(name);
      if (value === undefined || depth > 20) throw new Error(`${where}: unknown macro ${name}`);
      tokens.push(...tokensOf(value, defines, where, depth + 1));
    } else tokens.push(digits ?? operator ?? "");
  }
  return tokens;
}

function unquote(text: string): string {
  const known: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r" };
  return text.replaceAll(/\\(.)/g, (_, char: string) => known[char] ?? char);
}
