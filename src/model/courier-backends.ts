// The directories and databases that Courier's authlib asks.

import { authValueSpan, type CourierAuthFile, type CourierValue } from "../resolve/courier-config.ts";
import type { CourierSystem } from "../system.ts";
import { type Backend, type BackendTls, ldapServers, pgsqlTls } from "./backend.ts";

export function courierBackends({ config }: CourierSystem): readonly Backend[] {
  return config.authFiles.flatMap((file) => {
    switch (file.name) {
      case "authldaprc":
        return ldapFile(file);
      case "authmysqlrc":
        return sqlFile(file, "MYSQL_SERVER", mysqlTls(file), "MYSQL_PASSWORD", "`MYSQL_SSL_CACERT`");
      case "authpgsqlrc":
        return [
          ...connection(file),
          ...sqlFile(
            file,
            "PGSQL_HOST",
            pgsqlMode(file),
            "PGSQL_PASSWORD",
            "`sslmode=require` in `PGSQL_OPT`",
          ),
        ];
      default:
        return [];
    }
  });
}

function isSet(value: CourierValue | undefined): boolean {
  return value !== undefined && (value.unknown || value.value !== "");
}

function isOn(value: CourierValue | undefined): boolean {
  return value !== undefined && Number.parseInt(value.value, 10) > 0;
}

/** authldap.c takes `LDAP_TLS` and `LDAP_AUTHBIND` by atoi(3); without them both are off. */
function ldapFile(file: CourierAuthFile): readonly Backend[] {
  const { values } = file;
  const tls = values.get("LDAP_TLS");
  const startTls: BackendTls = tls?.unknown === true ? "unknown" : isOn(tls) ? "yes" : "no";
  const secret = isSet(values.get("LDAP_BINDPW")) || isOn(values.get("LDAP_AUTHBIND"));
  return backendAt(file, "LDAP_URI", (list) => ({
    kind: "ldap",
    servers: ldapServers(list, startTls),
    secret,
    advice: "`LDAP_TLS 1`, or `ldaps://` in `LDAP_URI`",
    ...(tls?.origin.kind === "file" && !tls.unknown
      ? { startTls: { kind: "replace" as const, span: authValueSpan(tls.origin.span), text: "1" } }
      : {}),
  }));
}

function mysqlTls({ values }: CourierAuthFile): BackendTls {
  if ([...values.values()].some(({ unknown }) => unknown)) return "unknown";
  // Key, certificate and ciphers alone switch no TLS on (authmysqllib.cpp).
  return isSet(values.get("MYSQL_SSL_CACERT")) || isSet(values.get("MYSQL_SSL_CAPATH")) ? "yes" : "no";
}

function pgsqlMode({ values }: CourierAuthFile): BackendTls {
  const options = values.get("PGSQL_OPT");
  return options?.unknown === true ? "unknown" : pgsqlTls(/sslmode=([\w-]+)/.exec(options?.value ?? "")?.[1]);
}

/** What PQconnectdb(3) takes; it took the place of PGSQL_HOST and its kin (authpgsqllib.cpp). */
function connection(file: CourierAuthFile): readonly Backend[] {
  return backendAt(file, "PGSQL_CONNECTION", (text) => {
    const word = (name: string): string | undefined =>
      new RegExp(`(?:^|\\s)${name}\\s*=\\s*'?([^\\s']+)`).exec(text)?.[1];
    const host = word("host") ?? word("hostaddr") ?? "";
    return {
      kind: "sql",
      servers: [{ text: host, host: host.startsWith("/") ? "" : host, tls: pgsqlTls(word("sslmode")) }],
      secret: word("password") !== undefined,
      advice: "`sslmode=verify-full` in `PGSQL_CONNECTION`",
    };
  });
}

function sqlFile(
  file: CourierAuthFile,
  host: string,
  tls: BackendTls,
  password: string,
  advice: string,
): readonly Backend[] {
  return backendAt(file, host, (text) => ({
    kind: "sql",
    servers: [{ text, host: text.startsWith("/") ? "" : text, tls }],
    secret: isSet(file.values.get(password)),
    advice,
  }));
}

function backendAt(
  { name: file, values }: CourierAuthFile,
  name: string,
  rest: (text: string) => Omit<Backend, "span" | "about">,
): readonly Backend[] {
  const found = values.get(name);
  if (found === undefined || found.unknown || found.origin.kind === "default" || found.value === "")
    return [];
  const span = authValueSpan(found.origin.span);
  return [{ ...rest(found.value), span, about: { setting: name, scope: [file] } }];
}
