// Old settings of processes and addresses, which belong to services now: old_settings_handle_proto of old-set-parser.c.

import { ownEntry } from "../own-entry.ts";
import { type Assignment, applySetting } from "./dovecot-23-apply.ts";
import { matches } from "./dovecot-23-filter.ts";
import { applyTo, applyToAll, obsolete, splitSpaces } from "./dovecot-23-old-words.ts";
import type { Line, OpenSection, Reading } from "./dovecot-23-state.ts";

/** Old name → [setting of the services, its value there]. */
const loginSettings: Readonly<Record<string, readonly [string, (value: string) => string]>> = {
  login_chroot: ["chroot", (value) => (value === "no" ? "" : "login")],
  login_user: ["user", (value) => value],
  login_executable: ["executable", (value) => value],
  login_process_size: ["vsz_limit", (value) => `${value} M`],
  login_process_per_connection: ["service_count", (value) => (value === "no" ? "0" : "1")],
  login_processes_count: ["process_min_avail", (value) => value],
  login_max_processes_count: ["process_limit", (value) => value],
  login_max_connections: ["client_limit", (value) => value],
};
const mailSettings: typeof loginSettings = {
  max_mail_processes: ["process_limit", (value) => value],
  mail_executable: ["executable", (value) => value],
  mail_process_size: ["vsz_limit", (value) => `${value} M`],
  mail_drop_priv_before_exec: ["drop_priv_before_exec", (value) => value],
};
const authSettings: typeof loginSettings = {
  auth_executable: ["executable", (value) => value],
  auth_process_size: ["vsz_limit", (value) => `${value} M`],
  auth_user: ["user", (value) => value],
  auth_chroot: ["chroot", (value) => value],
};

export function applyOldInProtocol(reading: Reading, assignment: Assignment, line: Line): boolean {
  const { key, value } = assignment;
  const inner = reading.section;
  const outermost = outermostOf(inner);
  if (key === "ssl_listen" || (key === "listen" && (hasPort(value) || !matches(inner.filter, {}))))
    return oldListen(reading, outermost, assignment, line);
  const login = ownEntry(loginSettings, key);
  if (login !== undefined) return applyToServices(reading, outermost, key, login, "-login", value, line);
  const mail = ownEntry(mailSettings, key);
  if (mail !== undefined) return applyToServices(reading, outermost, key, mail, "", value, line);
  const authKey = reading.old.authDepth === 1 && !key.startsWith("auth_") ? `auth_${key}` : key;
  const auth = ownEntry(authSettings, authKey);
  if (auth !== undefined) {
    const [name, convert] = auth;
    obsolete(
      reading,
      line,
      `\`${authKey}\` is obsolete; write \`service auth { ${name} = ${convert(value)} }\``,
    );
    applyTo(reading, outermost, `service/auth/${name}`, convert(value), line);
    return true;
  }
  if (authKey === "auth_cache_size" && /^\d+$/.test(value) && BigInt(value) > 0n && BigInt(value) < 1024n) {
    obsolete(
      reading,
      line,
      `\`auth_cache_size = ${value}\` was meant in megabytes once; write \`${value}M\``,
    );
    applyTo(reading, outermost, authKey, `${value}M`, line);
    return true;
  }
  if (authKey === "auth_count") {
    obsolete(reading, line, "`auth_count` does nothing any more: there is one process; remove it");
    return true;
  }
  return oldSocket(reading, authKey, value);
}

function outermostOf(section: OpenSection): OpenSection {
  let outermost = section;
  while (outermost.outer !== undefined) outermost = outermost.outer;
  return outermost;
}

function oldSocket(reading: Reading, key: string, value: string): boolean {
  const { old } = reading;
  if (old.socketDepth !== 2) return false;
  if (key !== "path" && key !== "mode" && key !== "user" && key !== "group") return false;
  old.socket[key] = value;
  return true;
}

/** Services of the protocols that the block is about. */
function protocolsOf(section: OpenSection): ("imap" | "pop3" | "managesieve")[] {
  const names = ["imap", "pop3", "managesieve"] as const;
  return names.filter((name) =>
    matches(section.filter, { protocol: name === "managesieve" ? "sieve" : name }),
  );
}

function applyToServices(
  reading: Reading,
  outermost: OpenSection,
  key: string,
  [name, convert]: readonly [string, (value: string) => string],
  suffix: string,
  value: string,
  line: Line,
): boolean {
  const protocols = protocolsOf(reading.section);
  const first = `${protocols[0] ?? "imap"}${suffix}`;
  obsolete(
    reading,
    line,
    `\`${key}\` is obsolete; write \`service ${first} { ${name} = ${convert(value)} }\``,
  );
  const paths = protocols.map((protocol) => `service/${protocol}${suffix}/${name}`);
  applyToAll(reading, outermost, paths, convert(value), line);
  return true;
}

/** listen_has_port, which knows an address by its characters only. */
function hasPort(value: string): boolean {
  const address = /^(?:\*|[0-9.]*|\[?[0-9a-f:]*\]?)$/i;
  return value.includes(":") && splitSpaces(value, ", ").some((one) => !address.test(one));
}

function oldListen(
  reading: Reading,
  outermost: OpenSection,
  { key, value }: Assignment,
  line: Line,
): boolean {
  if (value === "") return true;
  const secure = key === "ssl_listen";
  const listeners = protocolsOf(reading.section)
    .filter((name) => !secure || name !== "managesieve")
    .map((name) => `service/${name}-login/inet_listener/${name}${secure ? "s" : ""}`);
  let address = value;
  const colon = value.lastIndexOf(":");
  if (colon !== -1 && hasPort(value)) {
    address = value.slice(0, colon);
    const port = value.slice(colon + 1);
    obsolete(
      reading,
      line,
      `\`${key}\` with a port is obsolete; write \`service … { inet_listener … { port = ${port} } }\``,
    );
    applyToAll(
      reading,
      outermost,
      listeners.map((listener) => `${listener}/port`),
      port,
      line,
    );
  }
  if (matches(reading.section.filter, {}) && !secure) {
    const inner = reading.section;
    reading.section = outermost;
    applySetting(reading, { kind: "set", how: "text", key, value: address }, line);
    reading.section = inner;
    return true;
  }
  obsolete(
    reading,
    line,
    `\`${key}\` in a \`protocol\` block is obsolete; write \`service … { inet_listener … { address = ${address} } }\``,
  );
  applyToAll(
    reading,
    outermost,
    listeners.map((listener) => `${listener}/address`),
    address,
    line,
  );
  return true;
}
