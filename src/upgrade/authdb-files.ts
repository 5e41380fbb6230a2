// The contents of dovecot-sql.conf.ext and dovecot-ldap.conf.ext as settings of a 2.4 passdb or userdb block.

import type { AuthDb } from "./authdb.ts";
import { block } from "./conversion.ts";
import { isYes, label, pairs, quote } from "./values.ts";
import { convertVariables } from "./variables.ts";

interface Lines {
  readonly lines: readonly string[];
  readonly left: readonly string[];
  /** What somebody has to look at, in sentences. */
  readonly hints: readonly string[];
}
type Values = ReadonlyMap<string, string>;

function writer() {
  const left: string[] = [];
  const lines: string[] = [];
  const hints: string[] = [];
  return {
    left,
    lines,
    hints,
    add(name: string, value: string | undefined): void {
      if (value === undefined || value === "") return;
      const converted = convertVariables(value, { by: "auth" });
      left.push(...converted.unknown);
      if (name.endsWith("query") && /\bquota_rule\b/.test(value)) hints.push(quotaField);
      lines.push(`${name} = ${quote(converted.text)}`);
    },
  };
}

const quotaField =
  "2.4 reads no field `quota_rule`: give `quota_storage_size`, a size alone such as `1G` or `1048576B`, instead of `*:storage=...` or `*:bytes=...`";

/** `weak = TRUE` in password-scheme.c and password-scheme-crypt.c of 2.4. */
const refusedSchemes = /^(MD5|MD5-CRYPT|SMD5|HMAC-MD5|PLAIN-MD[45]|LDAP-MD5|DES-CRYPT)(\.\w+)?$/i;

/** What to do about a scheme that 2.4 takes no password by. */
export function refusedScheme(scheme: string): readonly string[] {
  return refusedSchemes.test(scheme)
    ? [
        `2.4 refuses passwords by \`${scheme}\`: store them anew, or write \`auth_allow_weak_schemes = yes\` until that is done`,
      ]
    : [];
}

/** Defaults that 2.3 had for what the file leaves out are written down where 2.4 has others. */
export function sqlLines(kind: AuthDb, values: Values): Lines {
  const out = writer();
  const driver = values.get("driver") ?? "";
  out.add("sql_driver", driver);
  out.lines.push(...connection(driver, values.get("connect") ?? ""));
  if (kind === "passdb") {
    const scheme = values.get("default_pass_scheme") ?? "MD5";
    out.add("default_password_scheme", scheme);
    // A query that puts the scheme before each password asks for no default.
    if (!/\{[A-Z]/.test(values.get("password_query") ?? "")) out.hints.push(...refusedScheme(scheme));
    out.add(
      "query",
      values.get("password_query") ??
        "SELECT username, domain, password FROM users WHERE username = '%n' AND domain = '%d'",
    );
  } else {
    out.add(
      "query",
      values.get("user_query") ?? "SELECT home, uid, gid FROM users WHERE username = '%n' AND domain = '%d'",
    );
    out.add("iterate_query", values.get("iterate_query") ?? "SELECT username, domain FROM users");
  }
  return out;
}

export function connection(driver: string, connect: string): readonly string[] {
  if (driver === "sqlite")
    return [`sqlite_path = ${quote(connect.replace(/^path=/, "").split(/\s/)[0] ?? "")}`];
  const parameters = pairs(connect);
  const hosts = parameters.filter(([name]) => name === "host").map(([, value]) => value);
  const rest = parameters.filter(
    ([name]) => name !== "host" && name !== "maxconns" && !name.startsWith("ssl"),
  );
  const tls = parameters.filter(([name]) => name.startsWith("ssl"));
  const body = rest.map(([name, value]) => `${name} = ${quote(value)}`);
  const certificates = tls.flatMap(([name, value]) => {
    if (name === "ssl_ca") return ["ssl = yes", `ssl_client_ca_file = ${quote(value)}`];
    return name === "sslmode" ? [] : [`# ${name} has another form in 2.4: ssl_client_* settings`];
  });
  const names = hosts.length === 0 ? ["localhost"] : hosts;
  if (driver === "mysql")
    return names.flatMap((host) =>
      filled(`mysql ${nameOf(host)}`, [...hostLine(host), ...body, ...certificates]),
    );
  if (driver === "pgsql") {
    const mode = tls.filter(([name]) => name === "sslmode").map(([name, value]) => `${name} = ${value}`);
    return names.flatMap((host) =>
      filled(`pgsql ${nameOf(host)}`, [...hostLine(host), ...block("parameters", [...body, ...mode])]),
    );
  }
  return [];
}

/** A name must not begin with two underscores, as placeholders of templates do. */
function nameOf(host: string): string {
  return host.startsWith("__") ? "server" : label(host);
}

function hostLine(host: string): readonly string[] {
  return host.startsWith("__") ? [`host = ${quote(host)}`] : [];
}

/** A block that stands even when it is empty: its name says enough. */
function filled(head: string, body: readonly string[]): readonly string[] {
  return [`${head} {`, ...body.map((line) => `  ${line}`), "}"];
}

const ldapNames: Readonly<Record<string, string>> = {
  dn: "ldap_auth_dn",
  dnpass: "ldap_auth_dn_password",
  base: "ldap_base",
  deref: "ldap_deref",
  scope: "ldap_scope",
  debug_level: "ldap_debug_level",
  ldap_version: "ldap_version",
  sasl_realm: "ldap_auth_sasl_realm",
  sasl_authz_id: "ldap_auth_sasl_authz_id",
  tls_ca_cert_file: "ssl_client_ca_file",
  tls_ca_cert_dir: "ssl_client_ca_dir",
  tls_cert_file: "ssl_client_cert_file",
  tls_key_file: "ssl_client_key_file",
  tls_cipher_suite: "ssl_cipher_list",
};

export function ldapLines(kind: AuthDb, values: Values): Lines {
  const out = writer();
  const uris =
    values.get("uris") ??
    (values.get("hosts") ?? "")
      .split(/\s+/)
      .filter((host) => host !== "")
      .map((host) => `ldap://${host}`)
      .join(" ");
  out.add("ldap_uris", uris);
  for (const [name, renamed] of Object.entries(ldapNames)) out.add(renamed, values.get(name));
  if (isYes(values.get("tls") ?? "no")) out.add("ldap_starttls", "yes");
  if (isYes(values.get("sasl_bind") ?? "no")) out.add("ldap_auth_sasl_mechanisms", values.get("sasl_mech"));
  const demand = values.get("tls_require_cert");
  if (demand !== undefined)
    out.add("ssl_client_require_valid_cert", /^(hard|demand)$/.test(demand) ? "yes" : "no");
  if (isYes(values.get("blocking") ?? "no")) out.add("use_worker", "yes");
  if (kind === "passdb") {
    if (isYes(values.get("auth_bind") ?? "no")) out.add("bind", "yes");
    out.add("bind_userdn", values.get("auth_bind_userdn"));
    const scheme = values.get("default_pass_scheme") ?? "CRYPT";
    out.add("default_password_scheme", scheme);
    if (!isYes(values.get("auth_bind") ?? "no")) out.hints.push(...refusedScheme(scheme));
    out.add("filter", values.get("pass_filter") ?? "(&(objectClass=posixAccount)(uid=%u))");
    attributes(out, "fields", values.get("pass_attrs") ?? "uid=user,userPassword=password");
  } else {
    out.add("filter", values.get("user_filter") ?? "(&(objectClass=posixAccount)(uid=%u))");
    attributes(out, "fields", values.get("user_attrs") ?? "homeDirectory=home,uidNumber=uid,gidNumber=gid");
    out.add("iterate_filter", values.get("iterate_filter") ?? "(objectClass=posixAccount)");
    attributes(out, "iterate_fields", values.get("iterate_attrs") ?? "uid=user");
  }
  return out;
}

/** `attr=field`, `=field=template`, `attr=field=prefix%$` (db-ldap.c, db_ldap_set_attrs). */
function attributes(out: ReturnType<typeof writer>, head: string, text: string): void {
  const body: string[] = [];
  for (const one of text.split(",").map((part) => part.trim())) {
    const [attribute = "", field = "", ...template] = one.split("=");
    const name = (field || attribute).trim();
    if (name === "" || one === "") continue;
    const pattern = template.join("=");
    const value =
      attribute.trim() === "" ? pattern : (pattern || "%$").replaceAll("%$", `%{ldap:${attribute.trim()}}`);
    const converted = convertVariables(value, { by: "auth" });
    out.left.push(...converted.unknown);
    if (name.startsWith("quota_rule")) out.hints.push(quotaField);
    body.push(`${name} = ${quote(converted.text)}`);
  }
  out.lines.push(...block(head, body));
}
