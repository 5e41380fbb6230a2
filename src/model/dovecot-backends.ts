// The directories and databases that Dovecot asks: of 2.3's external files, and of 2.4's own settings.

import type { DovecotSection, EffectiveValue } from "../resolve/dovecot-config.ts";
import type { DovecotExtFile } from "../resolve/dovecot-ext-config.ts";
import { type Span, textOf } from "../source.ts";
import type { DovecotSystem } from "../system.ts";
import {
  type Backend,
  type BackendServer,
  type BackendTls,
  ldapServers,
  pgsqlTls,
  type StartTls,
} from "./backend.ts";
import { isMissingPart } from "./dovecot-listeners.ts";

export function dovecotBackends(system: DovecotSystem): readonly Backend[] {
  const found = system.config.version === "2.3" ? extBackends(system) : ownBackends(system);
  const seen = new Set<string>();
  return found.filter(({ span, kind }) => {
    const key = `${kind} ${span.file.path} ${span.start}`;
    return seen.size < seen.add(key).size;
  });
}

function extBackends({ config }: DovecotSystem): readonly Backend[] {
  return config.extFiles.flatMap((file) => {
    switch (file.kind) {
      case "ldap":
        return ldapFile(file);
      case "dict-ldap":
        return ldapDict(file);
      case "sql":
        return sqlFile(file, file.get("driver")?.value ?? "");
      case "dict-sql":
        return sqlFile(file, file.uses[0]?.driver ?? "");
      default:
        return [];
    }
  });
}

function isSet(value: EffectiveValue | undefined): boolean {
  return value !== undefined && (value.unknown || value.value !== "");
}

/** `yes` or `no` of a switch. */
function switched(value: EffectiveValue | undefined): BackendTls {
  if (value === undefined || value.unknown) return "unknown";
  return value.value.toLowerCase() === "yes" ? "yes" : "no";
}

/** SASL by Kerberos may protect the connection itself (`sasl_mech = GSSAPI`). */
function protectedBySasl(bind: EffectiveValue | undefined, mechanism: EffectiveValue | undefined): boolean {
  return switched(bind) !== "no" && /gss|digest/i.test(mechanism?.value ?? "gss");
}

function ldapFile(file: DovecotExtFile): readonly Backend[] {
  const uris = file.values.get("uris") ?? file.values.get("hosts");
  if (uris === undefined || uris.unknown) return [];
  const tls = file.get("tls");
  const mode = protectedBySasl(file.get("sasl_bind"), file.get("sasl_mech")) ? "unknown" : switched(tls);
  const secret = isSet(file.get("dnpass")) || switched(file.get("auth_bind")) === "yes";
  return backendAt(uris, {
    kind: "ldap",
    servers: ldapServers(uris.value, mode),
    secret,
    advice: "`tls = yes`, or `ldaps://` in `uris`",
    ...turnedOn(startTls("tls", tls, uris)),
    ...lax(file),
  });
}

/** `try` takes no wrong certificate either, `allow` and `never` take any (ldap.conf(5), TLS_REQCERT). */
function lax(file: DovecotExtFile): Pick<Backend, "unverified"> {
  const demand = file.values.get("tls_require_cert");
  if (demand?.valueSpan === undefined || demand.unknown || !/^(?:never|allow)$/i.test(demand.value))
    return {};
  const text = `\`tls_require_cert = ${demand.value}\``;
  const instead = "write `hard`, and name the authority in `tls_ca_cert_file`";
  return { unverified: { span: demand.valueSpan, text, instead } };
}

/** Its default is to try Start TLS, and to go on without (dict_ldap_settings_read: `start_tls`, not `require_ssl`). */
function ldapDict(file: DovecotExtFile): readonly Backend[] {
  const uri = file.values.get("uri");
  const tls = file.get("tls");
  if (uri === undefined || uri.unknown) return [];
  const mode =
    tls === undefined || tls.unknown
      ? "unknown"
      : tls.value.toLowerCase() === "try"
        ? "maybe"
        : switched(tls);
  return backendAt(uri, {
    kind: "ldap",
    servers: ldapServers(uri.value, mode),
    secret: isSet(file.get("password")),
    advice: "`tls = yes`, or `ldaps://` in `uri`",
    ...turnedOn(startTls("tls", tls, uri)),
  });
}

function sqlFile(file: DovecotExtFile, driver: string): readonly Backend[] {
  const connect = file.values.get("connect");
  if (connect === undefined || connect.unknown) return [];
  const words = connectWords(connect.value);
  const all = (name: string) => words.filter(([key]) => key === name).map(([, value]) => value);
  const has = (...names: readonly string[]) => names.some((name) => all(name).length > 0);
  const hosts = [...all("host"), ...all("hostaddr")].flatMap((host) => host.split(","));
  const shared = { kind: "sql", secret: has("password") } as const;
  const servers = (tls: BackendTls) => hosts.map((host) => serverOf(host, tls));
  if (driver === "mysql") {
    const tls = has("option_file", "client_flags") ? "unknown" : has("ssl_ca", "ssl_ca_path") ? "yes" : "no";
    const off = all("ssl_verify_server_cert").at(-1) === "no" && connect.valueSpan !== undefined;
    const word = "ssl_verify_server_cert=no";
    const instead = "delete it, and name the authority of the database in `ssl_ca=`";
    return backendAt(connect, {
      ...shared,
      servers: servers(tls),
      advice: "`ssl_ca=` in `connect`",
      ...(off ? { unverified: { span: partOf(connect.valueSpan, word), text: `\`${word}\``, instead } } : {}),
    });
  }
  if (driver === "pgsql") {
    const tls = has("service") ? "unknown" : pgsqlTls(all("sslmode").at(-1));
    return backendAt(connect, {
      ...shared,
      servers: servers(tls),
      advice: "`sslmode=verify-full` in `connect`",
    });
  }
  if (driver !== "cassandra") return [];
  return backendAt(connect, {
    ...shared,
    servers: servers(has("ssl_ca", "ssl_verify") ? "yes" : "no"),
    advice: "`ssl_ca=` and `ssl_verify=cert` in `connect`",
  });
}

/** The place of a word in a value; all of the value where it does not stand as such. */
export function partOf(span: Span, word: string): Span {
  const at = textOf(span).indexOf(word);
  return at === -1 ? span : { ...span, start: span.start + at, end: span.start + at + word.length };
}

function serverOf(host: string, tls: BackendTls): BackendServer {
  return { text: host, host: host.startsWith("/") ? "" : host, tls };
}

/** `name=value` words of a connect string; libpq takes quoted ones with blanks in them. */
export function connectWords(connect: string): readonly (readonly [string, string])[] {
  return [...connect.matchAll(/(?<![^\s=])([^\s=]+)\s*=\s*(?:'((?:\\.|[^'\\])*)'|(\S*))/g)].map(
    ([, name = "", quoted, bare]) => [name, quoted ?? bare ?? ""],
  );
}

function ownBackends(system: DovecotSystem): readonly Backend[] {
  return [...everySection(system)].flatMap((section) => {
    if (section.kind === "mysql") return mysqlSection(system, section);
    if (section.kind === "pgsql") return pgsqlSection(system, section);
    return usesLdap(section) ? ldapSection(system, section) : [];
  });
}

function* everySection({ config }: DovecotSystem): Generator<DovecotSection> {
  for (const kind of ["passdb", "userdb", "dict", "dict_server", "mysql", "pgsql"])
    for (const section of config.sections(kind)) yield* withInner(section);
}

function* withInner(section: DovecotSection): Generator<DovecotSection> {
  yield section;
  for (const inner of section.sections) yield* withInner(inner);
}

function usesLdap({ kind, label, get }: DovecotSection): boolean {
  const driver = get(`${kind}_driver`)?.value ?? "";
  return ["passdb", "userdb", "dict"].includes(kind) && (driver === "" ? label : driver) === "ldap";
}

/** A default counts only where all of the tree is at hand. */
function atHand(
  { partial, problems }: DovecotSystem,
  value: EffectiveValue | undefined,
): EffectiveValue | undefined {
  return value?.origin.kind === "default" && (partial || isMissingPart(problems)) ? undefined : value;
}

function ldapSection(system: DovecotSystem, section: DovecotSection): readonly Backend[] {
  const uris = section.get("ldap_uris");
  if (uris === undefined || uris.unknown) return [];
  const tls = atHand(system, section.get("ldap_starttls"));
  const bind = section.get("passdb_ldap_bind");
  return backendAt(uris, {
    kind: "ldap",
    servers: ldapServers(
      uris.value,
      isSet(section.get("ldap_auth_sasl_mechanisms")) ? "unknown" : switched(tls),
    ),
    secret: isSet(section.get("ldap_auth_dn_password")) || switched(bind) === "yes",
    advice: "`ldap_starttls = yes`, or `ldaps://`",
    ...turnedOn(startTls("ldap_starttls", tls, uris)),
  });
}

function mysqlSection(system: DovecotSystem, section: DovecotSection): readonly Backend[] {
  const ssl = atHand(system, section.get("mysql_ssl"));
  const tls = isSet(section.get("mysql_option_file")) ? "unknown" : switched(ssl);
  return sectionServer(section, "mysql", tls, isSet(section.get("mysql_password")), "`ssl = yes`");
}

function pgsqlSection(system: DovecotSystem, section: DovecotSection): readonly Backend[] {
  const given = atHand(system, section.get("pgsql_parameters"));
  const words = connectWords(given?.value ?? "");
  const mode = words.find(([name]) => name === "sslmode")?.[1];
  const tls = given === undefined || given.unknown ? "unknown" : pgsqlTls(mode);
  const secret = words.some(([name]) => name === "password");
  return sectionServer(section, "pgsql", tls, secret, "`sslmode = verify-full` in `parameters { }`");
}

function sectionServer(
  section: DovecotSection,
  driver: "mysql" | "pgsql",
  tls: BackendTls,
  secret: boolean,
  advice: string,
): readonly Backend[] {
  const host = section.get(`${driver}_host`);
  const own = host !== undefined && host.value !== "" ? host : undefined;
  if (own?.unknown === true || section.origin.kind !== "file") return [];
  const { span } = section.origin;
  const servers = [serverOf(own?.value ?? section.label, tls)];
  return [{ kind: "sql", servers, span, secret, advice }];
}

function backendAt(value: EffectiveValue, rest: Omit<Backend, "span">): readonly Backend[] {
  const span = value.valueSpan ?? (value.origin.kind === "file" ? value.origin.span : undefined);
  return span === undefined ? [] : [{ ...rest, span }];
}

function turnedOn(startTls: StartTls | undefined): { readonly startTls?: StartTls } {
  return startTls === undefined ? {} : { startTls };
}

/** Start TLS is switched on where it is switched off, else in a line of its own above the servers. */
function startTls(
  name: string,
  tls: EffectiveValue | undefined,
  servers: EffectiveValue,
): StartTls | undefined {
  if (tls === undefined || tls.unknown || /ldaps:/i.test(servers.value)) return undefined;
  if (tls.valueSpan !== undefined) return { kind: "replace", span: tls.valueSpan, text: "yes" };
  if (servers.origin.kind !== "file") return undefined;
  return { kind: "insert", above: servers.origin.span, line: `${name} = yes` };
}
