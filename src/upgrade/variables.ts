// `%u` and its kin of 2.3 as the `%{…}` expressions of 2.4 (src/lib-var-expand of both versions).

const short: Readonly<Record<string, string>> = {
  u: "user",
  n: "user | username",
  d: "user | domain",
  h: "home",
  s: "protocol",
  l: "local_ip",
  r: "remote_ip",
  a: "local_port",
  b: "remote_port",
  c: "secured",
  m: "mechanism",
  p: "client_pid",
  w: "password",
  i: "uid",
  P: "protocol",
  k: "ssl_ja3_hash",
};

const long: Readonly<Record<string, string>> = {
  user: "user",
  username: "user | username",
  domain: "user | domain",
  home: "home",
  service: "protocol",
  lip: "local_ip",
  rip: "remote_ip",
  lport: "local_port",
  rport: "remote_port",
  local_ip: "local_ip",
  remote_ip: "remote_ip",
  local_port: "local_port",
  remote_port: "remote_port",
  secured: "secured",
  mech: "mechanism",
  mechanism: "mechanism",
  pid: "client_pid",
  client_pid: "client_pid",
  password: "password",
  login_user: "login_user",
  login_username: "login_user | username",
  login_domain: "login_user | domain",
  auth_user: "auth_user",
  auth_username: "auth_user | username",
  auth_domain: "auth_user | domain",
  master_user: "master_user",
  orig_user: "original_user",
  orig_username: "original_user | username",
  orig_domain: "original_user | domain",
  owner_user: "owner_user",
  owner_username: "owner_user | username",
  owner_domain: "owner_user | domain",
  owner_home: "owner_home",
  real_lip: "real_local_ip",
  real_rip: "real_remote_ip",
  real_lport: "real_local_port",
  real_rport: "real_remote_port",
  session: "session",
  session_pid: "session_pid",
  local_name: "local_name",
  hostname: "system:hostname",
  cert: "cert",
  uid: "uid",
  gid: "gid",
  cipher: "ssl_cipher",
};

const modifiers: Readonly<Record<string, string>> = {
  L: "lower",
  U: "upper",
  M: "md5",
  T: "rtrim",
  X: "hex",
  H: "",
  N: "",
  R: "",
  D: "",
  E: "",
};

export interface Converted {
  readonly text: string;
  /** What has no counterpart and still stands in `text` as it was. */
  readonly unknown: readonly string[];
}

const variable = /%(?:%|((?:-?\d+)?(?:\.\d+)?[A-Z]*)(?:\{([^}]*)\}|([a-zA-Z])))/g;

/**
 * Rewrites the variables of a 2.3 value. `%%` was the percent sign; 2.4 takes a percent sign alone for itself.
 */
export function convertVariables(text: string): Converted {
  const unknown: string[] = [];
  const converted = text.replace(variable, (whole, modifier?: string, longName?: string, key?: string) => {
    if (whole === "%%") return "%";
    const base = nameOf(longName, key);
    const filters = filtersOf(modifier ?? "");
    if (base === undefined || filters === undefined) {
      unknown.push(whole);
      return whole;
    }
    return `%{${[base, ...filters].join(" | ")}}`;
  });
  return { text: converted, unknown };
}

function nameOf(longName: string | undefined, key: string | undefined): string | undefined {
  if (longName === undefined) return Object.hasOwn(short, key ?? "") ? short[key ?? ""] : undefined;
  if (Object.hasOwn(long, longName)) return long[longName];
  if (/^(passdb|userdb|auth|ldap|oauth2|env|system|event|forward|fields):\S+$/.test(longName))
    return longName;
  return longName.includes("|") || /^[a-z_]+:\S/.test(longName) ? longName : undefined;
}

/** `%Ld`, `%1Mn`, `%2.1Mu`: modifiers one by one, then the width as a substring. */
function filtersOf(modifier: string): readonly string[] | undefined {
  const match = /^(-?\d+)?(?:\.(\d+))?([A-Z]*)$/.exec(modifier);
  if (match === null) return undefined;
  const filters: string[] = [];
  for (const letter of match[3] ?? "") {
    const filter = modifiers[letter];
    if (filter === undefined || filter === "") return undefined;
    filters.push(filter);
  }
  if (match[1] !== undefined || match[2] !== undefined) {
    if (filters.includes("md5")) filters.push("hexlify");
    filters.push(
      match[2] === undefined ? `substr(0, ${match[1]})` : `substr(${match[1] ?? "0"}, ${match[2]})`,
    );
  }
  return filters;
}
