// What doveconf prints, as a flat table, and what settings of 2.3 are called in 2.4, written down a second time.
//
// The names here do not come from src/upgrade, so that a wrong entry there shows.

import { rootsWith } from "../../src/settings/dovecot-23.ts";
import { infos24, setting24 } from "../../src/settings/dovecot-24.ts";

/** `section/section/name` → value; the nth section of one head has `#n` from the second on. */
export type Flat = ReadonlyMap<string, string>;

/** Quotes are taken off: both versions put them where they like. */
function plain(value: string): string {
  const text = value.trim();
  return /^".*"$/s.test(text) ? text.slice(1, -1).replace(/\\(.)/gs, "$1") : text;
}

export function flattened(
  dump: string,
  fullNames: (head: string, name: string) => string = (_, name) => name,
): Flat {
  const found = new Map<string, string>();
  const counts = new Map<string, number>();
  const path: string[] = [];
  const key = (name: string): string => [...path, name].join("/");
  for (const line of dump.split("\n")) {
    const text = line.trim();
    if (text === "" || text.startsWith("# ")) continue;
    const setting = /^([^\s{}]+) =(?: (.*))?$/.exec(text);
    if (text === "}") path.pop();
    else if (setting !== null)
      found.set(key(fullNames(path.at(-1) ?? "", setting[1] ?? "")), plain(setting[2] ?? ""));
    else if (text.endsWith("{")) {
      const head = withoutNumber(text.slice(0, -1).trim().replaceAll('"', "").replaceAll("/", "|"));
      const at = (counts.get(key(head)) ?? 0) + 1;
      counts.set(key(head), at);
      path.push(at === 1 ? head : `${head}#${at}`);
    }
  }
  return found;
}

/** 2.4's way of printing, in which `ssl_server { cert_file = … }` is `ssl_server_cert_file = …`. */
export function flattened24(dump: string): Flat {
  const found = new Map<string, string>();
  const full = (head: string, name: string): string => {
    const [kind = ""] = head.replace(/#\d+$/, "").split(" ");
    const prefixed = `${kind}_${name}`;
    return setting24(prefixed) === undefined || isShort(kind) ? name : prefixed;
  };
  for (const [key, value] of flattened(dump, full)) {
    if (/(^|\/)(passdb|userdb) [^/]*\/driver$/.test(key)) continue;
    const short = withoutGroups(key).replace(ofDriver, "$1");
    found.set(short, normal(short, value));
  }
  return withWholeLists(found);
}

/** `passdb pam { passdb_pam { session = … } }`, where the name of the section is not that of the driver. */
const ofDriver =
  /((?:passdb|userdb) [^/]+\/)(?:(?:pass|user)db_(?:sql|ldap|pam|static)\/)?(?:(?:pass|user)db_(?:(?:sql|ldap|pam|static)_)?)?/;

/** `maildir { maildir_empty_new = … }`: the group says no more than the name. */
function withoutGroups(key: string): string {
  const parts = key.split("/");
  return parts
    .filter(
      (part, at) => at === parts.length - 1 || !parts[at + 1]?.startsWith(`${part}_`) || part.includes(" "),
    )
    .join("/");
}

const units: Readonly<Record<string, number>> = {
  b: 1,
  k: 1024,
  kb: 1024,
  m: 1048576,
  mb: 1048576,
  g: 1073741824,
  gb: 1073741824,
  t: 1099511627776,
};
const spans: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** One way of writing for each value: `1 M` and `1024K`, `5 mins` and `300s`, `0600` and `600`. */
export function normal(key: string, value: string): string {
  const type = setting24(key.split("/").at(-1) ?? "")?.type ?? typeInSections(key);
  const [, digits = "", unit = ""] = /^(\d+)\s*([a-z]*)$/i.exec(value) ?? [];
  if (type === "boollist") return [...new Set(value.replaceAll('"', "").split(/[\s,]+/))].join(" ");
  if (digits === "") return value;
  if (type === "size") return String(Number(digits) * (units[unit.toLowerCase()] ?? 1));
  if (type === "octal") return String(Number.parseInt(digits, 8));
  if (type !== "time" && type !== "msecs") return value;
  const word = unit.toLowerCase();
  const scale = spans[/^(ms|msec)/.test(word) ? "ms" : word.slice(0, 1)] ?? 1000;
  return String(Number(digits) * scale);
}

function typeInSections(key: string): string | undefined {
  const [name = "", head = ""] = key.split("/").reverse();
  const [kind = ""] = head.split(" ");
  return setting24(`${kind}_${name}`)?.type;
}

/** `mail_plugins { quota = yes }` adds to the list of the section around it, `mail_plugins = quota` stands for itself. */
function withWholeLists(flat: Map<string, string>): Flat {
  const whole = new Map<string, string>();
  const lists = new Map<string, Map<string, string>>();
  for (const [key, value] of flat) {
    const parts = key.split("/");
    const parent = parts.slice(0, -1).join("/");
    if (isList(parent) && /^(yes|no)$/.test(value)) {
      const own = lists.get(parent) ?? new Map<string, string>();
      lists.set(parent, own.set(parts.at(-1) ?? "", value));
    } else whole.set(key, value);
  }
  for (const [key, own] of lists) {
    const words = new Set((whole.get(key) ?? inherited(whole, key)).split(" ").filter((word) => word !== ""));
    for (const [word, value] of own) value === "yes" ? words.add(word) : words.delete(word);
    whole.set(key, [...words].join(" "));
  }
  return whole;
}

function inherited(flat: Flat, key: string): string {
  const parts = key.split("/");
  const name = parts.pop() ?? "";
  while (parts.length > 0) {
    parts.pop();
    const found = flat.get([...parts, name].join("/"));
    if (found !== undefined) return found;
  }
  return "";
}

/** The value in force where a setting stands: its own, that of the sections around it, or the default. */
export function inForce(flat: Flat, key: string): string | undefined {
  const own = flat.get(key);
  if (own !== undefined) return own;
  const heads = key.split("/").slice(0, -1);
  const filters = heads.every((head) => /^(protocol|local|remote|local_name)\b/.test(head));
  if (filters && heads.length > 0) {
    const outer = inherited(flat, key);
    if (outer !== "") return outer;
  }
  return default24(key);
}

/** Sections whose settings have one name in both versions, without the section's own before it. */
function isShort(kind: string): boolean {
  return /^(service|namespace|mailbox|inet_listener|unix_listener|fifo_listener|passdb|userdb)$/.test(kind);
}

function isList(key: string): boolean {
  return setting24(key.split("/").at(-1) ?? "")?.type === "boollist";
}

const listDefaults = new Map(infos24().flatMap(({ defaults }) => defaults));

/** What a setting that is not printed is; undefined for what has no default of its own. */
function default24(key: string): string | undefined {
  const [name = "", head = ""] = key.split("/").reverse();
  const kind = head.split(" ")[0] ?? "";
  const text = listDefaults.get(name) ?? (setting24(`${kind}_${name}`) ?? setting24(name))?.default;
  return text === undefined ? undefined : normal(key, plain(text));
}

/** The keys that a key of 2.3 may have become: a section without a name gets one. */
export function namedLike(flat: Flat, key: string): readonly string[] {
  if (!/(^|\/)(namespace|[a-z]+_listener)(#\d+)?\//.test(key)) return [key];
  const pattern = key
    .split("/")
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
    .map((part) => part.replace(/^(namespace|[a-z]+_listener)(#\d+)?$/, "$1 [^/]+"))
    .join("/");
  const like = new RegExp(`^${pattern}$`);
  return [...flat.keys()].filter((one) => like.test(one));
}

/** Databases are told apart by driver and order: `passdb sql2` is the second `passdb sql`, whatever the number. */
function withoutNumber(head: string): string {
  return head.replace(/^((?:passdb|userdb) [a-z-]+)\d+$/, "$1");
}

interface Renamed {
  readonly key: string;
  readonly value: string;
}

const inverted = (value: string): string => (value === "yes" ? "no" : "yes");
const path = (value: string): string => value.replace(/^</, "");
const unlimited = (value: string): string => (value === "0" ? "unlimited" : value);

/** Old name → new name and what becomes of the value (upgrade guide, "Converted settings"). */
const names: Readonly<Record<string, readonly [string, (value: string) => string]>> = {
  disable_plaintext_auth: ["auth_allow_cleartext", inverted],
  ssl_cert: ["ssl_server_cert_file", path],
  ssl_key: ["ssl_server_key_file", path],
  ssl_alt_cert: ["ssl_server_alt_cert_file", path],
  ssl_alt_key: ["ssl_server_alt_key_file", path],
  ssl_dh: ["ssl_server_dh_file", path],
  ssl_ca: ["ssl_server_ca_file", path],
  ssl_client_cert: ["ssl_client_cert_file", path],
  ssl_client_key: ["ssl_client_key_file", path],
  ssl_prefer_server_ciphers: [
    "ssl_server_prefer_ciphers",
    (value) => (value === "yes" ? "server" : "client"),
  ],
  ssl_verify_client_cert: ["ssl_server_request_client_cert", (value) => value],
  ssl_require_crl: ["ssl_server_require_crl", (value) => value],
  ssl_cert_username_field: ["ssl_server_cert_username_field", (value) => value],
  auth_default_realm: ["auth_default_domain", (value) => value],
  default_idle_kill: ["default_idle_kill_interval", unlimited],
  default_vsz_limit: ["default_vsz_limit", unlimited],
  mail_attachment_dir: ["mail_ext_attachment_path", (value) => value],
  mail_attachment_min_size: ["mail_ext_attachment_min_size", (value) => value],
};

const inServices: typeof names = {
  service_count: ["restart_request_count", unlimited],
  idle_kill: ["idle_kill_interval", (value) => value],
  address: ["listen", (value) => value],
};

/** In sections: one name in both versions. At the top and in filters every name that both have is compared. */
const sameInSections = new Set(
  `inbox separator hidden list subscriptions auto autoexpunge special_use comment order port mode user group ssl
executable process_limit client_limit process_min_avail chroot extra_groups reuse_port haproxy vsz_limit
deny master skip result_success result_failure result_internalfail`.split(/\s+/),
);

/** Their words are other ones in 2.4. */
const reworded = new Set([
  "mail_plugins",
  "imap_capability",
  "imap_id_send",
  "auth_policy_request_attributes",
  "import_environment",
  "imapc_features",
  "ssl_options",
  "protocols",
]);

/** Zero is the word for no limit only in 2.3. */
function isSame(section: string, name: string, value: string): boolean {
  if (section !== "" && !/^(protocol|local|remote|local_name)$/.test(section))
    return sameInSections.has(name);
  return (
    [...rootsWith(name)].length > 0 &&
    setting24(name) !== undefined &&
    !reworded.has(name) &&
    !/[%$]/.test(value)
  );
}

/** The last section on the way to a setting, without its label. */
function inner(key: string): string {
  return key.split("/").at(-2)?.split(/[ #]/)[0] ?? "";
}

/** Where a setting stands in 2.4 and what its value must be there; `undefined` where that is no matter of its name alone. */
export function renamedTo(key: string, value: string): Renamed | undefined {
  const parts = key.split("/");
  const name = parts.at(-1) ?? "";
  const section = inner(key);
  if (section === "plugin" || section === "dict" || section === "passdb" || section === "userdb")
    return undefined;
  const heads = parts.slice(0, -1).map((head) => (head === "protocol managesieve" ? "protocol sieve" : head));
  const at = (to: string) => [...heads, to].join("/");
  const inService = /^(service|.*_listener)$/.test(section);
  const found = (inService ? inServices : names)[name];
  if (found !== undefined) return { key: at(found[0]), value: found[1](value) };
  if (!isSame(section, name, value)) return undefined;
  return { key: at(name), value };
}
