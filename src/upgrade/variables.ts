// `%u` and its kin of 2.3 as the `%{…}` expressions of 2.4 (src/lib-var-expand of both versions).

import { ownEntry } from "../own-entry.ts";

/** Who expands a value decides what some letters stand for. */
type Expander = "auth" | "login" | "storage";

const short: Readonly<Record<string, string>> = {
  u: "user",
  n: "user | username",
  d: "user | domain",
  h: "home",
  l: "local_ip",
  r: "remote_ip",
  a: "local_port",
  b: "remote_port",
  c: "secured",
  m: "mechanism",
  w: "password",
};

/** auth-request-var-expand.c, client-common.c and mail-user.c of 2.3. */
const shortOf: Readonly<Record<Expander, Readonly<Record<string, string>>>> = {
  auth: { s: "protocol", p: "client_pid", k: "cert", "!": "id" },
  login: { s: "protocol", p: "process:pid", k: "ssl_security", e: "mail_pid" },
  storage: { s: "service", p: "process:pid" },
};

const long: Readonly<Record<string, string>> = {
  username: "user | username",
  domain: "user | domain",
  lip: "local_ip",
  rip: "remote_ip",
  lport: "local_port",
  rport: "remote_port",
  mech: "mechanism",
  login_username: "login_user | username",
  login_domain: "login_user | domain",
  auth_username: "auth_user | username",
  auth_domain: "auth_user | domain",
  orig_user: "original_user",
  orig_username: "original_user | username",
  orig_domain: "original_user | domain",
  original_username: "original_user | username",
  original_domain: "original_user | domain",
  owner_username: "owner_user | username",
  owner_domain: "owner_user | domain",
  real_lip: "real_local_ip",
  real_rip: "real_remote_ip",
  real_lport: "real_local_port",
  real_rport: "real_remote_port",
};

const longOf: Readonly<Record<Expander, Readonly<Record<string, string>>>> = {
  auth: { service: "protocol", pid: "client_pid" },
  login: { service: "protocol", pid: "process:pid" },
  storage: { service: "service", pid: "process:pid" },
};

/** One name in both versions. */
const same = new Set(
  `user home local_ip remote_ip local_port remote_port secured mechanism password login_user auth_user master_user
original_user owner_user owner_home real_local_ip real_remote_ip real_local_port real_remote_port session session_pid
local_name hostname cert client_pid client_id domain_first domain_last ssl_security ssl_ja3 ssl_ja3_hash mail_pid listener
requested_username hashed_password fail_type login host process:pid message elements msgid subject from from_envelope size
vsize delivery_time session_time to_envelope storage_id input output fetch_hdr_count fetch_hdr_bytes fetch_body_count
fetch_body_bytes deleted expunged trashed autoexpunged appended top_bytes top_count retr_bytes retr_count deleted_count
deleted_bytes message_count message_bytes uidl_change filename guid reason to error username mailbox
messages unseen recent uidnext put_bytes put_count get_bytes get_count check_bytes check_count renamed_count protocol
sha1 sha256 sha512 sha256:80 sha512:80`.split(/\s+/),
);

const modifiers: Readonly<Record<string, string>> = {
  L: "lower",
  U: "upper",
  M: "md5",
  T: "rtrim",
  R: "reverse",
  D: "ldap_dn",
};

export interface Converted {
  readonly text: string;
  /** What has no counterpart and still stands in `text` as it was. */
  readonly unknown: readonly string[];
}

export interface Expansion {
  readonly by?: Expander;
  /** Letters that mean something of their own in this setting, as 2.4 calls it. */
  readonly letters?: Readonly<Record<string, string>>;
}

const variable =
  /%(?:%|(?<modifier>(?:-?\d+)?(?:\.\d+)?[A-Z]*)(?:\{(?<longName>[^}]*)\}|(?<key>[a-zA-Z$!])))/g;
const shortVariable = /%(?:%|(?<modifier>(?:-?\d+)?(?:\.\d+)?[A-Z]*)(?<key>[a-zA-Z$!]))/g;

/**
 * Rewrites the variables of a 2.3 value. `%%` was the percent sign; 2.4 takes a percent sign alone for itself.
 */
export function convertVariables(text: string, { by = "storage", letters = {} }: Expansion = {}): Converted {
  const unknown: string[] = [];
  const convert = (whole: string, ...groups: unknown[]): string => {
    if (whole === "%%") return "%";
    const { modifier, longName, key } = groups.at(-1) as Readonly<Record<string, string | undefined>>;
    const base = longName === undefined ? ofLetter(key ?? "", by, letters) : ofName(longName, by, letters);
    const filters = filtersOf(modifier ?? "");
    if (base === undefined || filters === undefined) {
      unknown.push(whole);
      return whole;
    }
    return `%{${base}${filters}}`;
  };
  // Behind the last brace none closes: looking there again and again would cost its length each time.
  const end = text.lastIndexOf("}") + 1;
  const head = text.slice(0, end).replace(variable, convert);
  return { text: head + text.slice(end).replace(shortVariable, convert), unknown };
}

function ofLetter(key: string, by: Expander, letters: Readonly<Record<string, string>>): string | undefined {
  for (const table of [letters, shortOf[by], short]) if (Object.hasOwn(table, key)) return table[key];
  return undefined;
}

function ofName(name: string, by: Expander, letters: Readonly<Record<string, string>>): string | undefined {
  if (Object.values(letters).includes(name)) return name;
  for (const table of [longOf[by], long]) if (Object.hasOwn(table, name)) return table[name];
  if (same.has(name) || name.includes("|")) return name;
  return /^(passdb|userdb|auth|ldap|oauth2|env|system|event|forward|fields|owner_[a-z]+):\S+$/.test(name)
    ? name
    : undefined;
}

/** `%Ld`, `%1Mn`, `%2.1Mu`, `%08Xu`, `%2.256Nu`: modifiers one by one, then the width as a substring (var-expand.c). */
function filtersOf(modifier: string): string | undefined {
  const match = /^(-?\d+)?(?:\.(\d+))?([A-Z]*)$/.exec(modifier);
  if (match === null) return undefined;
  const [, first, second, letters = ""] = match;
  if (letters === "N")
    return ` | md5 | substr(0, 8)${(second ?? first) === undefined ? "" : ` % ${second ?? first}`} | hex${
      second === undefined ? "" : `(${first})`
    }`;
  if (letters === "X")
    return second === undefined ? ` | hex${first === undefined ? "" : `(${Number(first)})`}` : undefined;
  const filters: string[] = [];
  for (const letter of letters) {
    const filter = ownEntry(modifiers, letter);
    if (filter === undefined) return undefined;
    filters.push(filter);
  }
  if (first !== undefined || second !== undefined) {
    if (filters.includes("md5")) filters.push("hexlify");
    filters.push(second === undefined ? `substr(0, ${first})` : `substr(${first ?? "0"}, ${second})`);
  }
  return filters.map((filter) => ` | ${filter}`).join("");
}
