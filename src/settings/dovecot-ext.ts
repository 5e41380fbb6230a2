// What the files of their own that Dovecot 2.3's databases and dicts are configured by may set, from the daemon's source.

export type ExtKind = "sql" | "ldap" | "dict" | "oauth2" | "dict-sql" | "dict-ldap";

/** `uint`: as sscanf("%i") takes it, `decimal`: digits alone. */
type ExtType = "string" | "bool" | "uint" | "decimal" | "enum" | "json";

export interface ExtFact {
  readonly type: ExtType;
  /** `undefined`: the daemon has none. */
  readonly default: string | undefined;
  /** What an `enum` may be, in any case of letters. */
  readonly values: readonly string[];
}

export interface ExtTable {
  readonly settings: ReadonlyMap<string, ExtFact>;
  /** Sections by their first word; `any`: what stands in it has names of the administrator's. */
  readonly sections: ReadonlyMap<string, ExtTable | "any">;
  /** Where the daemon reads the file, for messages: "sql passdb or userdb". */
  readonly title: string;
}

type Rows = Readonly<
  Record<string, string | readonly [ExtType, string?] | readonly ["enum", string, string]>
>;

function facts(rows: Rows, ...plain: readonly string[]): ReadonlyMap<string, ExtFact> {
  const found = new Map<string, ExtFact>(
    plain.map((name) => [name, { type: "string", default: undefined, values: [] }]),
  );
  for (const [name, row] of Object.entries(rows)) {
    const [type, fallback, words] = typeof row === "string" ? (["string", row] as const) : row;
    found.set(name, { type, default: fallback, values: words === undefined ? [] : words.split("|") });
  }
  return found;
}

const none: ExtTable["sections"] = new Map();

/** `setting_defs` and `default_db_sql_settings` of src/auth/db-sql.c. */
const sql: ExtTable = {
  title: "an sql passdb or userdb",
  settings: facts(
    {
      password_query: "SELECT username, domain, password FROM users WHERE username = '%n' AND domain = '%d'",
      user_query: "SELECT home, uid, gid FROM users WHERE username = '%n' AND domain = '%d'",
      update_query: "UPDATE users SET password = '%w' WHERE username = '%n' AND domain = '%d'",
      iterate_query: "SELECT username, domain FROM users",
      default_pass_scheme: "MD5",
      userdb_warning_disable: ["bool", "no"],
    },
    "driver",
    "connect",
  ),
  sections: none,
};

const verification = "never|hard|demand|allow|try";

/** `setting_defs` and `default_ldap_settings` of src/auth/db-ldap.c, the words of deref2str, scope2str, tls_require_cert2str. */
const ldap: ExtTable = {
  title: "an ldap passdb or userdb",
  settings: facts(
    {
      auth_bind: ["bool", "no"],
      tls: ["bool", "no"],
      sasl_bind: ["bool", "no"],
      tls_require_cert: ["enum", "", verification],
      deref: ["enum", "never", "never|searching|finding|always"],
      scope: ["enum", "subtree", "base|onelevel|subtree"],
      ldap_version: ["uint", "3"],
      debug_level: "0",
      ldaprc_path: "",
      user_attrs: "homeDirectory=home,uidNumber=uid,gidNumber=gid",
      user_filter: "(&(objectClass=posixAccount)(uid=%u))",
      pass_attrs: "uid=user,userPassword=password",
      pass_filter: "(&(objectClass=posixAccount)(uid=%u))",
      iterate_attrs: "uid=user",
      iterate_filter: "(objectClass=posixAccount)",
      default_pass_scheme: "crypt",
      userdb_warning_disable: ["bool", "no"],
      blocking: ["bool", "no"],
    },
    "hosts",
    "uris",
    "dn",
    "dnpass",
    "auth_bind_userdn",
    "sasl_mech",
    "sasl_realm",
    "sasl_authz_id",
    "tls_ca_cert_file",
    "tls_ca_cert_dir",
    "tls_cert_file",
    "tls_key_file",
    "tls_cipher_suite",
    "base",
  ),
  sections: none,
};

/** `setting_defs`, `key_setting_defs`, parse_obsolete_setting and parse_section of src/auth/db-dict.c. */
const dict: ExtTable = {
  title: "a dict passdb or userdb",
  settings: facts(
    {
      default_pass_scheme: "MD5",
      iterate_prefix: "",
      iterate_disable: ["bool", "no"],
      passdb_objects: "",
      userdb_objects: "",
      value_format: ["json"],
    },
    "uri",
    "password_key",
    "user_key",
  ),
  sections: new Map<string, ExtTable | "any">([
    [
      "key",
      {
        title: "a `key` section",
        settings: facts({ key: "", format: ["enum", "value", "value|json"] }, "name", "default_value"),
        sections: none,
      },
    ],
    ["passdb_fields", "any"],
    ["userdb_fields", "any"],
  ]),
};

/** `setting_defs` and `default_oauth2_settings` of src/auth/db-oauth2.c. */
const oauth2: ExtTable = {
  title: "an oauth2 passdb",
  settings: facts(
    {
      tokeninfo_url: "",
      grant_url: "",
      introspection_url: "",
      scope: "",
      force_introspection: ["bool", "no"],
      introspection_mode: "",
      username_format: "%Lu",
      username_attribute: "email",
      pass_attrs: "",
      local_validation_key_dict: "",
      active_attribute: "",
      active_value: "",
      client_id: "",
      client_secret: "",
      issuers: "",
      openid_configuration_url: "",
      timeout_msecs: ["uint", "0"],
      max_idle_time_msecs: ["uint", "60000"],
      max_parallel_connections: ["uint", "10"],
      max_pipelined_requests: ["uint", "1"],
      send_auth_headers: ["bool", "no"],
      use_grant_password: ["bool", "no"],
      tls_cipher_suite: "HIGH:!SSLv2",
      tls_allow_invalid_cert: ["bool", "no"],
      rawlog_dir: "",
      debug: ["bool", "no"],
    },
    "tls_ca_cert_file",
    "tls_ca_cert_dir",
    "tls_cert_file",
    "tls_key_file",
  ),
  sections: none,
};

/** `dict_sql_map_setting_defs`, parse_setting and parse_section of src/lib-dict-backend/dict-sql-settings.c. */
const dictSql: ExtTable = {
  title: "a dict in an SQL database",
  settings: facts({}, "connect"),
  sections: new Map([
    [
      "map",
      {
        title: "a `map` section",
        settings: facts(
          { value_hexblob: ["bool", "no"] },
          "pattern",
          "table",
          "username_field",
          "value_field",
          "value_type",
        ),
        sections: new Map([["fields", "any" as const]]),
      },
    ],
  ]),
};

/** `dict_ldap_map_setting_defs`, parse_setting and parse_section of src/lib-dict-backend/dict-ldap-settings.c. */
const dictLdap: ExtTable = {
  title: "a dict in an LDAP directory",
  settings: facts(
    {
      timeout: ["decimal", "30"],
      max_idle_time: ["decimal", "0"],
      debug: ["decimal", "0"],
      tls: ["enum", "try", "yes|no|try"],
    },
    "uri",
    "bind_dn",
    "password",
  ),
  sections: new Map([
    [
      "map",
      {
        title: "a `map` section",
        settings: facts(
          { scope: ["enum", "subtree", "one|base|subtree"] },
          "pattern",
          "filter",
          "filter_iter",
          "username_attribute",
          "value_attribute",
          "base_dn",
        ),
        sections: new Map([["fields", "any" as const]]),
      },
    ],
  ]),
};

export const extTables: Readonly<Record<ExtKind, ExtTable>> = {
  sql,
  ldap,
  dict,
  oauth2,
  "dict-sql": dictSql,
  "dict-ldap": dictLdap,
};

/** Drivers of src/lib-sql that a dict may name before the path of its file (src/lib-dict-backend/dict-sql.c). */
export const sqlDrivers: readonly string[] = ["mysql", "pgsql", "sqlite", "cassandra"];
