// Where a file holds passwords, keys and tokens, and how they are kept out of every output.

import { once } from "./once.ts";
import { linesOf, lineText, type SourceFile } from "./source.ts";

/** What stands in the place of a secret. */
export const mask = "********";

type Range = readonly [start: number, end: number];

const ranges = new WeakMap<SourceFile, readonly Range[]>();

/** Settings whose value is a secret, by the way all three daemons, their plugins and their users name them. */
const secretName =
  /(?:^|[_./-])(?:pass|passwd|passphrase|pw|pwd|bindpw|dnpass|secret|token|credentials?|nonce|community|(?:api|secret|access|hmac|hash|private|crypt)_?key|ssl_key|ssl_server_key|ssl_client_key|crypt_user_key_curve_secret)$|(?:password|pas+w(?:or)?[dt]|passphrase|passwd|apikey|secret|_pw|dnpass|bindpw|(?<!by|com|tres|no)pass)$/i;

/** Settings named like secrets whose value is none: queries, schemes, paths, tables. */
const harmlessName =
  /(?:_query|_scheme|_file|_maps?|_path|_attrs?|_filter|_format|_expiration|_change|_verify)$/i;

export function isSecretName(name: string): boolean {
  return secretName.test(name) && !harmlessName.test(name);
}

/** Half-open ranges of offsets that hold secrets, in order, none overlapping. */
function secretRanges(file: SourceFile): readonly Range[] {
  let found = ranges.get(file);
  if (found === undefined) {
    found = merged([...settingRanges(file), ...patternRanges(file.text)]);
    ranges.set(file, found);
  }
  return found;
}

/** `name = value`, `name value` and `NAME=value`, commented out or not, alone on a line or after a `-o`. */
const assignment =
  /(?:^[#\s]*(?:export[ \t]+)?|[ \t]-o[ \t]*(?:\{[ \t]*)?|\{[ \t]*)([A-Za-z_][\w./-]{0,80})[ \t]*(=)[ \t]*/g;
const authrcLine = /^[#\s]*([A-Za-z_]{3,80})([ \t]+)/g;

function settingRanges(file: SourceFile): Range[] {
  const found: Range[] = [];
  const count = linesOf(file).length;
  for (let line = 1; line <= count; line++) {
    const start = linesOf(file)[line - 1] ?? 0;
    const end = linesOf(file)[line] ?? file.text.length;
    const text = file.text.slice(start, end);
    if (!/pas|pw|secret|token|credential|nonce|key|community/i.test(text)) continue;
    const form = file.dialect === "courier-authrc" ? authrcLine : assignment;
    for (const match of text.matchAll(form)) {
      const name = match[1] ?? "";
      const from = start + match.index + match[0].length;
      const end = endOfValue(file, from, match[0]);
      if (/passw(?:or)?d_maps$/.test(name)) for (const one of tableRanges(file, from, end)) found.push(one);
      else if (isSecretName(name)) for (const one of valueRange(file, from, end)) found.push(one);
    }
  }
  return found;
}

/** The value from `from`, with the lines that continue it; a file that it is read from (`<path`) is no secret. */
function valueRange(file: SourceFile, from: number, end: number): Range[] {
  const value = file.text.slice(from, end).trim();
  const isPath = /^"?<?\s*\/|^"?</.test(value);
  const isReference = /^"?(?:\$[\w{(:]|%\{|yes"?$|no"?$)/.test(value);
  return value === "" || isPath || isReference || value.startsWith("{") ? [] : [[from, end]];
}

/** `opening` is what stands before the value: an option of master.cf ends at a blank, one in braces at the brace. */
function endOfValue(file: SourceFile, from: number, opening: string): number {
  const { text, dialect } = file;
  const isOption = dialect === "postfix-master" && /[ \t]-o/.test(opening);
  if (isOption && !opening.includes("{")) {
    const blank = /\s/.exec(text.slice(from, lineEnd(text, from)));
    const end = blank === null ? lineEnd(text, from) : from + blank.index;
    return text[from] === "{" ? lineEnd(text, from) : end;
  }
  let end = lineEnd(text, from);
  const continues = () =>
    dialect.startsWith("postfix") ? /[ \t]/.test(text[end + 1] ?? "") : text[end - 1] === "\\";
  while (end < text.length && continues()) end = lineEnd(text, end + 1);
  if (opening.includes("{")) end = closing(text, from, end, 1);
  while (end > from && /\s/.test(text[end - 1] ?? "")) end--;
  return end;
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf("\n", from);
  return end === -1 ? text.length : end;
}

/** What `inline:{…}` and `static:…` say in a table of passwords. */
function tableRanges(file: SourceFile, from: number, end: number): Range[] {
  const value = file.text.slice(from, end);
  return [...value.matchAll(/\b(?:inline:|static:)/g)].map((match): Range => {
    const start = from + match.index + match[0].length;
    if (file.text[start] === "{") return [start + 1, Math.max(start + 1, closing(file.text, start, end))];
    const blank = /[\s,]/.exec(file.text.slice(start, end));
    return [start, blank === null ? end : start + blank.index];
  });
}

/** Offset of the brace that closes the one at `open`, or one that stands before it, else `end`. */
function closing(text: string, open: number, end: number, before = 0): number {
  let depth = before;
  for (let at = open; at < end; at++) {
    if (text[at] === "{") depth++;
    else if (text[at] === "}" && --depth === 0) return at;
  }
  return end;
}

/**
 * Secrets inside of values: connection strings, userinfo of URLs, private keys, password hashes with their scheme.
 * `needs`: a text without it has no match, which is told faster than by the form.
 */
const patterns: readonly { readonly form: RegExp; readonly group: number; readonly needs: string }[] = [
  {
    form: /\b(?:password|passwd|passphrase|pass|pwd?|secret|token|api_?key|dnpass|bindpw)=((?:"[^"\n]*"|'[^'\n]*'|[^\s&;,'"]+))/dgi,
    group: 1,
    needs: "=",
  },
  // Names that end so, as in `client_secret=…` and `PGPASSWORD=…`; `nopassword=y` holds none.
  {
    form: /(?<=[\w-])(?<!\bno)(?:password|passwd|passphrase|secret|token|(?:api|access)_?key|_pass|_pwd|_pw)=(?!(?:y|yes|n|no)\b)((?:"[^"\n]*"|'[^'\n]*'|[^\s&;,'"]+))/dgi,
    group: 1,
    needs: "=",
  },
  {
    form: /\s--?(?:password|passwd|passphrase|secret|token|api-?key)[ \t]{1,9}([^\s-]\S*)/dgi,
    group: 1,
    needs: "-",
  },
  { form: /\b[a-z][a-z0-9+.-]{0,30}:\/\/[^\s/:@]{0,200}:([^\s/@]{1,200})@/dgi, group: 1, needs: "://" },
  // As curl takes them: `-u name:password`.
  { form: /\s(?:-u|--user)[ \t]{1,9}["']?[^\s:"']{1,200}:([^\s"']{4,})/dg, group: 1, needs: "-u" },
  // A JSON Web Token.
  { form: /(?<![\w-])(eyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?)/dg, group: 1, needs: "eyJ" },
  { form: /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----([^-]*)/dg, group: 1, needs: "-----BEGIN" },
  // `{SSL}name = value` of a template is no hash.
  { form: /\{[A-Z][A-Z0-9.-]{2,30}\}([^\s:;,"'{}]{4,})(?![^\s:;,"'{}]|[ \t]+=)/dg, group: 1, needs: "{" },
  { form: /\$(?:1|2[aby]|5|6|y|argon2id?)\$([^\s:"']{8,})/dg, group: 1, needs: "$" },
  // In prose and headers a colon says too little: what follows must not look like a word.
  {
    form: /\b(?:password|passwd|secret|token|api[_-]?key)[ \t]{0,9}[:=][ \t]{0,9}((?=[^\s,;'"]{0,40}\d)(?=[^\s,;'"]{0,40}[A-Za-z])[^\s,;'"]{8,})/dgi,
    group: 1,
    needs: "",
  },
  {
    form: /\b(?:Basic|Bearer|X-Dovecot-API)[ \t]{1,9}((?=[^\s'"]{0,80}[\d=])[\w+/=.~-]{8,})/dg,
    group: 1,
    needs: "",
  },
];

function patternRanges(text: string): Range[] {
  const possible = patterns.filter(({ needs }) => text.includes(needs));
  return possible.flatMap(({ form, group }) =>
    [...text.matchAll(form)].flatMap((match): Range[] => {
      const range = match.indices?.[group];
      return range === undefined || range[0] === range[1] ? [] : [[range[0], range[1]]];
    }),
  );
}

/** A text that is no configuration, such as a message about a setting of mailint.toml: what looks like a secret is masked. */
export function maskText(text: string): string {
  let out = "";
  let at = 0;
  for (const [start, end] of merged(patternRanges(text))) {
    out += text.slice(at, start) + mask;
    at = end;
  }
  return out + text.slice(at);
}

function merged(found: readonly Range[]): Range[] {
  const sorted = [...found].sort(([one], [other]) => one - other);
  const out: [number, number][] = [];
  for (const [start, end] of sorted) {
    const last = out.at(-1);
    if (last !== undefined && start <= last[1]) last[1] = Math.max(last[1], end);
    else if (end > start) out.push([start, end]);
  }
  return out;
}

/** Of ranges in order, those that have something between the two offsets. */
function within(ranges: readonly Range[], start: number, end: number): readonly Range[] {
  const first = firstWhere(ranges.length, (at) => (ranges[at]?.[1] ?? 0) > start);
  const behind = firstWhere(ranges.length, (at) => (ranges[at]?.[0] ?? 0) >= end);
  return ranges.slice(first, Math.max(first, behind));
}

/** The least number below `count` for which it holds, when it holds for all above as well; else `count`. */
function firstWhere(count: number, holds: (at: number) => boolean): number {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

interface MaskedLine {
  readonly text: string;
  /** Column (from 1) in the masked text of a column of the line. */
  readonly column: (column: number) => number;
}

/** Line `line` (from 1) with its secrets masked. */
export function maskLine(file: SourceFile, line: number): MaskedLine {
  const start = linesOf(file)[line - 1] ?? file.text.length;
  const text = lineText(file, line);
  const cuts = within(secretRanges(file), start, start + text.length).map(
    ([from, to]): Range => [Math.max(0, from - start), Math.min(text.length, to - start)],
  );
  let out = "";
  let at = 0;
  for (const [from, to] of cuts) {
    out += text.slice(at, from) + mask;
    at = to;
  }
  out += text.slice(at);
  const column = (wanted: number) => {
    let shift = 0;
    for (const [from, to] of cuts) {
      if (wanted - 1 >= to) shift += mask.length - (to - from);
      else if (wanted - 1 > from) return from + shift + 1 + Math.min(wanted - 1 - from, mask.length);
    }
    return wanted + shift;
  };
  return { text: out, column };
}

/** The whole, its lines, what stands behind `host=user:` in a table of passwords, and words that are no prose. */
function partsOf(secret: string): string[] {
  const words = secret.split(/[\s{},]+|\\\n/);
  const passwords = words.flatMap(
    (word) => /=[^=:]*:([\s\S]+)$/.exec(word)?.[1] ?? /^[^=:]+:([\s\S]+)$/.exec(word)?.[1] ?? [],
  );
  const strange = words.filter((word) => word.length >= 6 && /\d/.test(word) && /[A-Za-z]/.test(word));
  // Of `password=…:prefix=…`, as dicts are written, what is up to the next setting.
  const [first = ""] = secret.split(/:(?=\w+=)/, 1);
  return [secret, first, ...secret.split(/\\?\n/), ...passwords, ...strange];
}

/** Shorter secrets are left alone outside of their place: they are parts of too many words. */
const shortest = 4;

/** Replaces every secret of these files in a text, wherever a message may have taken it. */
export function createMasker(files: readonly SourceFile[]): (text: string) => string {
  // A run without findings has no text to mask, and need not look for secrets.
  const masker = once(() => replacerOf(files));
  return (text) => masker()(text);
}

/** What replaces the secrets: all are looked for at once. */
function replacerOf(files: readonly SourceFile[]): (text: string) => string {
  const secrets = new Set<string>();
  for (const file of files) {
    for (const [start, end] of secretRanges(file)) {
      for (const part of partsOf(file.text.slice(start, end))) {
        const bare = part.trim().replace(/^(["'])(.*)\1$/, "$2");
        if (bare.length >= shortest) secrets.add(bare);
      }
    }
  }
  const words = [...secrets].filter(
    (secret) => /^(?:[a-z]+|\d+)$/i.test(secret) && isSaidOpenly(secret, files),
  );
  for (const word of words) secrets.delete(word);
  const others = secrets.size <= few ? eachInTurn(secrets) : allAtOnce(secrets);
  const forms = words.map(placesOf);
  return (text) => forms.reduce((out, form) => out.replace(form, `$1${mask}`), others(text));
}

/**
 * A password such as `dovecot`, `example` or `2525`, which the files, their names or the daemons' settings say elsewhere,
 * too: masked everywhere it would make names, paths and ports unreadable and hide nothing.
 */
function isSaidOpenly(word: string, files: readonly SourceFile[]): boolean {
  if (/^(?:courier|dovecot|postfix|mail|maildir|imap|lmtp|submission|service)$/.test(word)) return true;
  const isNumber = /^\d/.test(word);
  return files.some((file) => {
    if (!isNumber && file.path.includes(word)) return true;
    const { text } = file;
    const ranges = secretRanges(file);
    for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + word.length)) {
      // Digits of a longer number say nothing of a shorter one.
      const inNumber = isNumber && /\w/.test(`${text[at - 1] ?? ""}${text[at + word.length] ?? ""}`);
      if (!inNumber && !ranges.some(([start, end]) => start <= at && at < end)) return true;
    }
    return false;
  });
}

/** Where such a word is the password: behind a name that says so, and in the userinfo of a URL. */
function placesOf(word: string): RegExp {
  return new RegExp(
    `((?:pass|passwd|password|passphrase|pwd?|secret|token|credentials?|nonce|key)["'\`]? {0,9}[=:] {0,9}["'\`]?|://[^\\s/:@]{0,200}:)${word}(?!\\w)`,
    "gi",
  );
}

/** Up to so many secrets are looked for one after the other. */
const few = 50;

function eachInTurn(secrets: ReadonlySet<string>): (text: string) => string {
  const longestFirst = [...secrets].sort((one, other) => other.length - one.length);
  return (text) => {
    let out = text;
    for (const secret of longestFirst) if (out.includes(secret)) out = out.replaceAll(secret, () => mask);
    return out;
  };
}

/** By the first characters of the secrets, so that the cost of a text does not grow with their number. */
function allAtOnce(secrets: ReadonlySet<string>): (text: string) => string {
  const lengths = new Map<string, Set<number>>();
  for (const secret of secrets) {
    const start = secret.slice(0, shortest);
    const those = lengths.get(start) ?? new Set();
    lengths.set(start, those.add(secret.length));
  }
  const longestFirst = new Map(
    [...lengths].map(([start, those]) => [start, [...those].sort((one, other) => other - one)]),
  );
  return (text) => {
    let out = "";
    let done = 0;
    for (let at = 0; at + shortest <= text.length; ) {
      const candidates = longestFirst.get(text.slice(at, at + shortest));
      const length = candidates?.find((one) => secrets.has(text.slice(at, at + one)));
      if (length === undefined) at++;
      else {
        out += text.slice(done, at) + mask;
        at += length;
        done = at;
      }
    }
    return out + text.slice(done);
  };
}
