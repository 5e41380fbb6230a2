// How doveconf quotes values and hides what is secret in them, after src/config/doveconf.c of 2.3 and 2.4.

type Version = "2.3" | "2.4";

const hidden = "#hidden_use-P_to_show#";

/** value_need_quote: `#`, or white at an end, of which 2.4 knows more. */
function needsQuotes(value: string, version: Version): boolean {
  const white = version === "2.3" ? /^[ \t]|[ \t]$/ : /^[ \t\v\f\r]|[ \t\v\f\r]$/;
  return value !== "" && (value.includes("#") || white.test(value));
}

export function quoteValue(value: string, version: Version): string {
  return needsQuotes(value, version) ? `"${escapeQuotes(value)}"` : value;
}

const escapeQuotes = (value: string): string => value.replace(/["'\\]/g, "\\$&");

const secretWords = ["key", "secret", "pass", "http://", "https://", "ftp://"] as const;

const whole = { "2.3": /.(_password|_key|_nonce)$/s, "2.4": /.(_password|_key|_nonce|_secret)$/s };

/**
 * The value without its secrets, as hide_secrets_from_value prints it: all of `…_password`, `…_key`,
 * `…_nonce`, `ssl_dh…` and (2.4) `…_secret`,
 * in others what stands after `key…=`, `secret…=`, `pass…=`, and the user part of URLs. `undefined` = nothing to hide.
 */
export function hideSecrets(key: string, value: string, version: Version): string | undefined {
  if (value === "") return undefined;
  if (whole[version].test(key) || key.startsWith("ssl_dh")) return "# hidden, use -P to show it";
  const quoted = needsQuotes(value, version) ? escapeQuotes : (text: string): string => text;
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
