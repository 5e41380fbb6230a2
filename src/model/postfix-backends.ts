// The directories and databases that Postfix's tables ask.

import type { PostfixMap } from "../resolve/postfix-maps.ts";
import { isTemplate } from "../resolve/template.ts";
import type { Span } from "../source.ts";
import type { PostfixSystem } from "../system.ts";
import { type Backend, type BackendTls, hostOf, ldapServers, pgsqlTls } from "./backend.ts";

export function postfixBackends({ config }: PostfixSystem): readonly Backend[] {
  return config.maps().flatMap((map) => {
    switch (map.driver) {
      case "ldap":
        return ldapMap(map);
      case "mysql":
        return sqlMap(map, mysqlTls(map), "`tls_CAfile`");
      case "pgsql":
        return sqlMap(map, "maybe", "a connection URI with `sslmode=verify-full`");
      default:
        return [];
    }
  });
}

/** "" = not set; `undefined` = a template's. */
function textOf({ values }: PostfixMap, name: string): string | undefined {
  const text = values.get(name)?.statement.value ?? "";
  return isTemplate(text) ? undefined : text.trim();
}

/** ldap_table(5): `bind` is on unless said otherwise, and sends `bind_pw`. */
function ldapMap(map: PostfixMap): readonly Backend[] {
  const host = map.values.get("server_host")?.statement;
  const list = textOf(map, "server_host");
  if (host === undefined || list === undefined) return [];
  const startTls = textOf(map, "start_tls")?.toLowerCase();
  const tls: BackendTls =
    startTls === undefined ? "unknown" : startTls === "" || startTls === "no" ? "no" : "yes";
  const secret = !/^(?:no|none)$/i.test(textOf(map, "bind") ?? "no") && textOf(map, "bind_pw") !== "";
  return [
    {
      kind: "ldap",
      servers: ldapServers(list, tls),
      span: host.valueSpan,
      secret,
      advice: "`start_tls = yes` with `version = 3`, or `ldaps://`",
      ...lax(map, host.valueSpan),
    },
  ];
}

/** global/dict_ldap.c, dict_ldap_open(): `tls_require_cert` is `no` unless said otherwise, and then LDAP_OPT_X_TLS_NEVER holds. */
function lax(map: PostfixMap, servers: Span): Pick<Backend, "unverified"> {
  const demand = textOf(map, "tls_require_cert");
  if (demand === undefined || demand.toLowerCase() === "yes") return {};
  const written = map.values.get("tls_require_cert")?.statement.valueSpan;
  const text =
    written === undefined
      ? "`tls_require_cert`, which defaults to `no`,"
      : `\`tls_require_cert = ${demand}\``;
  const instead = "write `tls_require_cert = yes`, and name the authority in `tls_ca_cert_file`";
  return { unverified: { span: written ?? servers, text, instead } };
}

function mysqlTls(map: PostfixMap): BackendTls {
  if (["option_file", "option_group"].some((name) => map.values.has(name))) return "unknown";
  const names = ["tls_CAfile", "tls_CApath", "tls_cert_file", "tls_verify_cert"];
  return names.some((name) => map.values.has(name)) ? "yes" : "no";
}

function sqlMap(map: PostfixMap, tls: BackendTls, advice: string): readonly Backend[] {
  const hosts = map.values.get("hosts")?.statement;
  const list = textOf(map, "hosts");
  if (hosts === undefined || list === undefined) return [];
  const servers = list
    .split(/[\s,]+/)
    .filter((word) => word !== "")
    .map((text) => {
      const socket = /^(?:unix:|\/)/.test(text);
      const uri = /^postgres(?:ql)?:/.test(text);
      const host = socket ? "" : hostOf(text.replace(/^inet:/, "").replace(/^(\w+:\/\/)[^@/]*@/, "$1"));
      return { text, host, tls: uri ? pgsqlTls(/[?&]sslmode=([\w-]+)/.exec(text)?.[1]) : tls };
    });
  return [{ kind: "sql", servers, span: hosts.valueSpan, secret: textOf(map, "password") !== "", advice }];
}
