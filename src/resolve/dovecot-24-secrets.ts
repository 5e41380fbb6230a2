// How doveconf of Dovecot 2.4 quotes values and hides what is secret in them, after src/config/doveconf.c.

const hidden = "#hidden_use-P_to_show#";

/** value_need_quote. */
function needsQuotes(value: string): boolean {
  return value !== "" && (value.includes("#") || /^[ \t\v\f\r]|[ \t\v\f\r]$/.test(value));
}

export function quoteValue(value: string): string {
  return needsQuotes(value) ? `"${escapeQuotes(value)}"` : value;
}

const escapeQuotes = (value: string): string => value.replace(/["'\\]/g, "\\$&");

const secretWords = ["key", "secret", "pass", "http://", "https://", "ftp://"] as const;

/**
 * The value without its secrets, as hide_secrets_from_value prints it: all of `…_password`, `…_key`, `…_nonce`, `…_secret` and `ssl_dh…`,
 * in others what stands after `key…=`, `secret…=`, `pass…=`, and the user part of URLs. `undefined` = nothing to hide.
 */
export function hideSecrets(key: string, value: string): string | undefined {
  if (value === "") return undefined;
  if (/.(_password|_key|_nonce|_secret)$/s.test(key) || key.startsWith("ssl_dh"))
    return "# hidden, use -P to show it";
  const quoted = needsQuotes(value) ? escapeQuotes : (text: string): string => text;
  let shown = "";
  let done = 0;
  let at = 0;
  let changed = false;
  for (let next = nextSecret(value, at); next !== undefined; next = nextSecret(value, at)) {
    changed = true;
    at = next.at;
    if (next.word.includes("://")) {
      const start = at + next.word.length;
      const end = endOfUser(value, start);
      shown += quoted(value.slice(done, start));
      const user = value.slice(start, end);
      shown += value[end] === "@" && user !== "" ? hidden : quoted(user);
      done = end;
      at = end;
    } else if (at > 0 && /[0-9A-Za-z]/.test(value[at - 1] ?? "")) {
      at++;
    } else {
      while (at < value.length && value[at] !== "=" && !isSpace(value[at])) at++;
      while (isSpace(value[at])) at++;
      shown += quoted(value.slice(done, at));
      if (value[at] === "=") {
        shown += `=${hidden}`;
        while (at < value.length && !isSpace(value[at]) && value[at] !== ";" && value[at] !== ":") at++;
      }
      done = at;
    }
  }
  return changed ? shown + quoted(value.slice(done)) : undefined;
}

const isSpace = (char: string | undefined): boolean => char !== undefined && /[ \t\n\v\f\r]/.test(char);

function nextSecret(value: string, from: number): { at: number; word: string } | undefined {
  let best: { at: number; word: string } | undefined;
  for (const word of secretWords) {
    const at = value.indexOf(word, from);
    if (at !== -1 && (best === undefined || at < best.at)) best = { at, word };
  }
  return best;
}

/** Where the user part of a URL ends: at its `@`, or before the first white or `/`. */
function endOfUser(value: string, start: number): number {
  let at = start;
  while (at < value.length && !isSpace(value[at]) && value[at] !== "/" && value[at] !== "@") at++;
  return at;
}
